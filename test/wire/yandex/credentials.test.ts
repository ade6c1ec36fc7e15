import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateKeyRequest, KeyServiceService } from '@yandex-cloud/nodejs-sdk/iam-v1/key_service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { finished } from '../../../src/model/cloud';
import { type ServiceAccountId } from '../../../src/model/ids';
import { parseAuthorizedKey } from '../../../src/yandex/authorizedKey';
import { type YandexCloud } from '../../../src/yandex/cloud';
import { fixedToken } from '../../../src/yandex/tokens';
import { Wire } from '../../../src/yandex/wire';
import { ycCli } from '../../../src/yandex/ycCli';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { tempFolder, type TempFolder } from '../../support/tempFolder';

let cloud: SimulatedCloud;
let operator: YandexCloud;
let account: ServiceAccountId;

beforeAll(async () => {
  cloud = await simulatedCloud();
  operator = cloud.client();
  const request = { folderId: cloud.folderId, name: 'robot', description: '', labels: {} };
  const made = await operator.createServiceAccount(request, randomUUID(), never);
  finished(await operator.settle(made.id, never));
  account = made.resourceId as ServiceAccountId;
  const changes = [{ action: 'add' as const, role: 'viewer', serviceAccountId: account }];
  const bound = await operator.changeBindings(cloud.folderId, changes, randomUUID(), never);
  finished(await operator.settle(bound.id, never));
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

/** The text of the file that the console gives. */
async function keyFile(): Promise<string> {
  const wire = new Wire({ endpoint: cloud.server.endpoint, ca: cloud.ca });
  try {
    const made = await wire.call(
      KeyServiceService.create,
      CreateKeyRequest.fromPartial({ serviceAccountId: account }),
      {
        purpose: { doing: 'make a key' },
        signal: never,
        tokens: fixedToken(cloud.server.token),
      },
    );
    return JSON.stringify({
      id: made.key?.id,
      service_account_id: account,
      key_algorithm: 'RSA_2048',
      private_key: `PLEASE DO NOT REMOVE THIS LINE! Yandex.Cloud SA Key ID <${made.key?.id ?? ''}>\n${made.privateKey}`,
    });
  } finally {
    wire.dispose();
  }
}

async function canList(client: YandexCloud): Promise<boolean> {
  // A role counts some time after it was given.
  return client.networks(cloud.folderId, never).then(
    () => true,
    () => false,
  );
}

it('signs in with an authorized key, through the same endpoint and CA', async () => {
  const key = parseAuthorizedKey(await keyFile());
  const client = cloud.client({ credentials: { kind: 'authorized-key', key } });
  await expect.poll(() => canList(client), { timeout: 10_000 }).toBe(true);
  expect(
    cloud.server.calls.filter((call) => call.method === 'iam.IamTokenService/Create').length,
  ).toBe(1);
});

it('exchanges the key again, once, when its token was revoked', async () => {
  const key = parseAuthorizedKey(await keyFile());
  const client = cloud.client({ credentials: { kind: 'authorized-key', key } });
  await expect.poll(() => canList(client), { timeout: 10_000 }).toBe(true);
  cloud.server.faults.add({
    service: 'cloud',
    match: 'vpc.NetworkService/List',
    fault: { kind: 'status', status: 'UNAUTHENTICATED', message: 'The token has expired' },
  });
  await expect(client.networks(cloud.folderId, never)).resolves.toBeInstanceOf(Array);
  cloud.server.faults.add({
    service: 'cloud',
    match: 'vpc.NetworkService/List',
    times: 2,
    fault: { kind: 'status', status: 'UNAUTHENTICATED', message: 'The token has expired' },
  });
  await expect(client.networks(cloud.folderId, never)).rejects.toMatchObject({
    kind: 'signed-out',
  });
});

it('says that the sign-in failed when the key is no longer known', async () => {
  const key = { ...parseAuthorizedKey(await keyFile()), id: 'ajeunknown' };
  const client = cloud.client({ credentials: { kind: 'authorized-key', key } });
  await expect(client.clouds(never)).rejects.toMatchObject({
    kind: 'signed-out',
    fix: 'sign-in-cloud',
  });
});

it('acts as a service account, and names the missing role when it may not', async () => {
  const { token } = cloud.server.issueToken({ roles: ['iam.serviceAccounts.tokenCreator'] });
  const through = { kind: 'iam-token' as const, token };
  const client = cloud.client({
    credentials: { kind: 'impersonation', serviceAccountId: account, through },
  });
  await expect.poll(() => canList(client), { timeout: 10_000 }).toBe(true);

  const stranger = cloud.server.issueToken({ roles: ['viewer'] });
  const refused = cloud.client({
    credentials: {
      kind: 'impersonation',
      serviceAccountId: account,
      through: { kind: 'iam-token', token: stranger.token },
    },
  });
  await expect(refused.clouds(never)).rejects.toMatchObject({
    kind: 'forbidden',
    message: expect.stringContaining('iam.serviceAccounts.tokenCreator') as string,
  });
});

it('takes the token of the machine it runs on', async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url ?? ''} ${String(request.headers['metadata-flavor'])}`);
    response.end(
      JSON.stringify({
        access_token: cloud.server.token.reveal(),
        expires_in: 3600,
        token_type: 'Bearer',
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = cloud.client({ credentials: { kind: 'metadata', url } });
    await client.clouds(never);
    await client.clouds(never);
    expect(asked).toEqual(['/computeMetadata/v1/instance/service-accounts/default/token Google']);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

it('says so when it does not run on a machine of the cloud', async () => {
  const client = cloud.client({ credentials: { kind: 'metadata', url: 'http://127.0.0.1:9' } });
  await expect(client.clouds(never)).rejects.toMatchObject({ kind: 'signed-out' });
});

/** A program that behaves like `yc` in the three ways that matter. */
async function fakeYc(folder: TempFolder, token: string): Promise<string> {
  const path = join(folder.path, 'yc');
  const script = `#!/usr/bin/env node
const args = process.argv.slice(2).join(' ');
if (args === 'config profile list') console.log('default\\nwork ACTIVE');
else if (args === 'config get folder-id --profile work') console.log('b1gfolder');
else if (args === 'iam create-token --no-browser --profile work') console.log(${JSON.stringify(token)});
else if (args === 'iam create-token --no-browser --profile slow') setTimeout(() => {}, 60000);
else { console.error('ERROR: profile not found, secret y0_AgAAAAAAAAAAAAAAAAAAAAAAAAAA'); process.exit(1); }
`;
  await writeFile(path, script, { mode: 0o755 });
  return path;
}

it('asks yc for profiles, settings and a token', async () => {
  await using folder = await tempFolder();
  const command = await fakeYc(folder, cloud.server.token.reveal());
  const cli = ycCli(command);
  expect(await cli.profiles(never)).toEqual([
    { name: 'default', active: false },
    { name: 'work', active: true },
  ]);
  expect(await cli.setting('work', 'folder-id', never)).toBe('b1gfolder');
  const client = cloud.client({ credentials: { kind: 'cli', command, profile: 'work' } });
  await expect(client.clouds(never)).resolves.toHaveLength(1);
});

it('tells what yc said, without the secret in it', async () => {
  await using folder = await tempFolder();
  const command = await fakeYc(folder, 't');
  const error: unknown = await ycCli(command)
    .token('nobody', never)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ kind: 'signed-out' });
  expect(JSON.stringify(error) + String(error)).not.toContain('AgAAAA');
});

it('ends yc when it is cancelled', async () => {
  await using folder = await tempFolder();
  const command = await fakeYc(folder, 't');
  const cancel = new AbortController();
  const work = ycCli(command).token('slow', cancel.signal);
  setTimeout(() => cancel.abort(), 50);
  await expect(work).rejects.toMatchObject({ kind: 'cancelled' });
});

it('says so when yc is not there', async () => {
  await expect(ycCli('/nowhere/yc').token(undefined, never)).rejects.toMatchObject({
    kind: 'signed-out',
    message: expect.stringContaining('not installed') as string,
  });
});

it('does not accept an answer of yc that is not a token', async () => {
  await using folder = await tempFolder();
  const command = await fakeYc(folder, 'Please visit the page below');
  await expect(ycCli(command).token('work', never)).rejects.toMatchObject({ kind: 'signed-out' });
});

it('keeps the token out of everything that is printed', () => {
  const options = { credentials: { kind: 'iam-token' as const, token: new Secret('t1.hidden') } };
  expect(JSON.stringify(options)).not.toContain('hidden');
});
