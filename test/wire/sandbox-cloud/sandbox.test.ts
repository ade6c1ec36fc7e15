import { request } from 'node:https';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import {
  CreateInstanceMetadata,
  CreateInstanceRequest,
  InstanceServiceService,
} from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance_service';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox';
import { tempFolder } from '../../support/tempFolder';

describe('the sandbox as a whole', () => {
  it('answers at the domain of a GitLab instance that the cloud made, before and after a restart', async () => {
    await using state = await tempFolder();
    const options = { state: state.path, speed: 20_000, faults: [] };
    let domain: string;
    {
      await using sandbox = await startSandbox(options);
      const { world, folderId } = sandbox.cloud;
      const network = world.tables.networks[0]!;
      world.tables.subnets.push({
        id: 'e9bsubnet00000000000',
        folderId,
        createdAt: 0,
        name: 'subnet',
        description: '',
        labels: {},
        networkId: network.id,
        zoneId: 'ru-central1-a',
        cidrs: ['10.16.0.0/24'],
        routeTableId: '',
        lagging: [],
      });
      const ca = await readFile(sandbox.address.cloud.ca, 'utf8');
      const client = new Client(sandbox.cloud.endpoint, credentials.createSsl(Buffer.from(ca)));
      const metadata = new Metadata();
      metadata.set('authorization', `Bearer ${sandbox.cloud.token.reveal()}`);
      const { path, requestSerialize, responseDeserialize } = InstanceServiceService.create;
      const wanted = CreateInstanceRequest.fromPartial({
        folderId,
        subnetId: 'e9bsubnet00000000000',
        name: 'gitlab-mlops',
        resourcePresetId: 's2.micro',
        diskSize: 30 * 2 ** 30,
        adminLogin: 'gitlab-user',
        adminEmail: 'anna@example.com',
        domainPrefix: 'mlops-anna',
        approvalRulesId: 'NONE',
      });
      const id = await new Promise<string>((resolve, reject) => {
        client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          wanted,
          metadata,
          (error, operation) => {
            if (error || !operation?.metadata) reject(error ?? new Error('no metadata'));
            else resolve(CreateInstanceMetadata.decode(operation.metadata.value).instanceId);
          },
        );
      });
      client.close();
      const row = () => sandbox.cloud.world.tables.gitlabs.find((gitlab) => gitlab.id === id);
      await expect.poll(() => row()?.status, { timeout: 10_000 }).toBe(2);
      domain = row()!.domain;
      expect(await statusOf(`https://${domain}/api/v4/version`, ca)).toBe(401);
      expect(sandbox.mailbox.mails).toMatchObject([
        { to: 'anna@example.com', text: expect.stringContaining(`https://${domain}/`) as string },
      ]);
    }
    await using again = await startSandbox(options);
    const ca = await readFile(again.address.cloud.ca, 'utf8');
    await expect
      .poll(() => statusOf(`https://${domain}/api/v4/version`, ca).catch(() => 0))
      .toBe(401);
    expect(again.mailbox.mails).toHaveLength(1);
    expect(again.cloud.crashes).toEqual([]);
  });
});

function statusOf(url: string, ca: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
