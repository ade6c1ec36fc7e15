import { constants, sign } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import {
  IamTokenServiceService,
  CreateIamTokenRequest,
} from '@yandex-cloud/nodejs-sdk/iam-v1/iam_token_service';
import { CreateKeyRequest, KeyServiceService } from '@yandex-cloud/nodejs-sdk/iam-v1/key_service';
import { ListRolesRequest, RoleServiceService } from '@yandex-cloud/nodejs-sdk/iam-v1/role_service';
import {
  CreateServiceAccountMetadata,
  CreateServiceAccountRequest,
  ServiceAccountServiceService,
} from '@yandex-cloud/nodejs-sdk/iam-v1/service_account_service';
import { FolderServiceService } from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/folder_service';
import {
  ListNetworksRequest,
  NetworkServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/network_service';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { CloudBench } from './support';

const list = (bench: CloudBench, token: Secret | undefined) =>
  bench.ask(
    NetworkServiceService.list,
    ListNetworksRequest.fromPartial({ folderId: bench.cloud.folderId }),
    { token },
  );

async function account(bench: CloudBench, name = 'gitlab-sa'): Promise<string> {
  const { folderId } = bench.cloud;
  const made = await bench.made(
    bench.ask(
      ServiceAccountServiceService.create,
      CreateServiceAccountRequest.fromPartial({ folderId, name }),
    ),
  );
  return CreateServiceAccountMetadata.decode(made.metadata!.value).serviceAccountId;
}

function bind(bench: CloudBench, action: number, roleId: string, serviceAccountId: string) {
  return bench.ask(FolderServiceService.updateAccessBindings, {
    resourceId: bench.cloud.folderId,
    accessBindingDeltas: [
      {
        action,
        accessBinding: { roleId, subject: { id: serviceAccountId, type: 'serviceAccount' } },
      },
    ],
  });
}

describe('tokens of the sandbox cloud', () => {
  it('are needed, must be known and must not have expired', async () => {
    await using bench = await CloudBench.start();
    const { token: short } = bench.cloud.issueToken({ roles: ['viewer'], expiresInMs: 800 });
    expect((await list(bench, short)).networks).toHaveLength(1);
    await expect
      .poll(async () => (await bench.failure(list(bench, short))).details, { timeout: 5_000 })
      .toBe('The token has expired');
    for (const token of [undefined, new Secret('t1.nonsense')]) {
      expect((await bench.failure(list(bench, token))).code).toBe(status.UNAUTHENTICATED);
    }
  });

  it('look like real ones and can be revoked', async () => {
    await using bench = await CloudBench.start();
    const { token } = bench.cloud.issueToken({ roles: ['viewer'] });
    expect(token.reveal()).toMatch(/^t1\.[\w-]+\.[\w-]{86}$/);
    await bench.ask(IamTokenServiceService.revoke, { iamToken: token.reveal() });
    expect((await bench.failure(list(bench, token))).code).toBe(status.UNAUTHENTICATED);
  });

  it('are given for a JWT that a key of the account has signed, and for no other', async () => {
    await using bench = await CloudBench.start();
    const serviceAccountId = await account(bench);
    const { key, privateKey } = await bench.ask(
      KeyServiceService.create,
      CreateKeyRequest.fromPartial({ serviceAccountId }),
    );
    expect(privateKey).toContain('PLEASE DO NOT REMOVE THIS LINE!');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: serviceAccountId,
      aud: 'https://iam.api.cloud.yandex.net/iam/v1/tokens',
      iat: now,
      exp: now + 3600,
    };
    const exchange = (changes: object, kid = key!.id) =>
      bench.ask(
        IamTokenServiceService.create,
        CreateIamTokenRequest.fromPartial({
          jwt: jwt({ typ: 'JWT', alg: 'PS256', kid }, { ...claims, ...changes }, privateKey),
        }),
        { token: undefined },
      );
    const answer = await exchange({});
    expect(Number(answer.expiresAt)).toBeGreaterThan(Date.now() + 11 * 3_600_000);
    const roles = await bench.ask(RoleServiceService.list, ListRolesRequest.fromPartial({}), {
      token: new Secret(answer.iamToken),
    });
    expect(roles.roles.map((role) => role.id)).toContain('gitlab.editor');
    for (const wrong of [exchange({ aud: 'x' }), exchange({ exp: now - 1 }), exchange({}, 'no')]) {
      expect((await bench.failure(wrong)).code).toBe(status.UNAUTHENTICATED);
    }
  });

  it('of an account are given to whoever may create them', async () => {
    await using bench = await CloudBench.start();
    const serviceAccountId = await account(bench);
    const ask = (token: Secret) =>
      bench.ask(IamTokenServiceService.createForServiceAccount, { serviceAccountId }, { token });
    const { token: viewer } = bench.cloud.issueToken({ roles: ['viewer'] });
    expect((await bench.failure(ask(viewer))).code).toBe(status.PERMISSION_DENIED);
    const { token } = bench.cloud.issueToken({ roles: ['iam.serviceAccounts.tokenCreator'] });
    expect((await ask(token)).iamToken).toMatch(/^t1\./);
  });
});

describe('roles of the sandbox cloud', () => {
  it('decide what a token may do', async () => {
    await using bench = await CloudBench.start();
    const { token } = bench.cloud.issueToken({ roles: ['vpc.viewer'] });
    expect((await list(bench, token)).networks).toHaveLength(1);
    const error = await bench.failure(bench.createNetwork('net-gitlab', { token }));
    expect(error.code).toBe(status.PERMISSION_DENIED);
    expect(error.details).toContain(`resource-manager.folder ${bench.cloud.folderId}`);
  });

  it('are listed as soon as they are bound and count some time later', async () => {
    await using bench = await CloudBench.start({ speed: 100 });
    const id = await account(bench);
    await bench.made(bind(bench, 1, 'vpc.viewer', id));
    const bindings = await bench.ask(FolderServiceService.listAccessBindings, {
      resourceId: bench.cloud.folderId,
      pageSize: 0,
      pageToken: '',
    });
    expect(bindings.accessBindings).toContainEqual({
      roleId: 'vpc.viewer',
      subject: { id, type: 'serviceAccount' },
    });
    const { token: maker } = bench.cloud.issueToken({
      roles: ['iam.serviceAccounts.tokenCreator'],
    });
    const { iamToken } = await bench.ask(
      IamTokenServiceService.createForServiceAccount,
      { serviceAccountId: id },
      { token: maker },
    );
    const token = new Secret(iamToken);
    const early = await bench.failure(list(bench, token));
    expect(early.code).toBe(status.PERMISSION_DENIED);
    await expect
      .poll(() =>
        list(bench, token).then(
          (answer) => answer.networks.length,
          () => 0,
        ),
      )
      .toBe(1);
    await bench.made(bind(bench, 2, 'vpc.viewer', id));
    await expect
      .poll(() =>
        list(bench, token).then(
          () => 'allowed',
          () => 'denied',
        ),
      )
      .toBe('denied');
  });

  it('can be bound only when role and subject exist', async () => {
    await using bench = await CloudBench.start();
    const id = await account(bench);
    for (const [role, subject] of [['no.such', id] as const, ['viewer', 'nobody'] as const]) {
      const error = await bench.failure(bind(bench, 1, role, subject));
      expect(error.code).toBe(status.INVALID_ARGUMENT);
    }
  });

  it('are all replaced by setAccessBindings', async () => {
    await using bench = await CloudBench.start();
    const { folderId } = bench.cloud;
    const { token } = bench.cloud.issueToken({ roles: ['admin'] });
    const id = await account(bench);
    await bench.made(
      bench.ask(
        FolderServiceService.setAccessBindings,
        {
          resourceId: folderId,
          accessBindings: [{ roleId: 'viewer', subject: { id, type: 'serviceAccount' } }],
        },
        { token },
      ),
    );
    const rows = bench.cloud.world.tables.bindings.filter(
      (row) => row.resourceId === folderId && row.removedAt === undefined,
    );
    expect(rows.map((row) => row.roleId)).toEqual(['viewer']);
  });
});

function jwt(header: object, claims: object, key: string): string {
  const body = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(body), {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  });
  return `${body}.${signature.toString('base64url')}`;
}
