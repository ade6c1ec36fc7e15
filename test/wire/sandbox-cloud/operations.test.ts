import { status } from '@grpc/grpc-js';
import { OperationServiceService } from '@yandex-cloud/nodejs-sdk/operation/operation_service';
import {
  CreateNetworkMetadata,
  NetworkServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/network_service';
import { describe, expect, it } from 'vitest';
import { ensureCertificates } from '../../../src/sandbox/certificates';
import { Faults } from '../../../src/sandbox/faults';
import { tempFolder } from '../../support/tempFolder';
import { CloudBench } from './support';

describe('operations of the sandbox cloud', () => {
  it('are the same for a repeat with the same key, even after the resource is gone', async () => {
    await using bench = await CloudBench.start();
    const first = await bench.made(bench.createNetwork('net-gitlab', { key: 'k-1' }));
    const again = await bench.createNetwork('net-gitlab', { key: 'k-1' });
    expect(again.id).toBe(first.id);
    const { networkId } = CreateNetworkMetadata.decode(first.metadata!.value);
    const remove = () => bench.ask(NetworkServiceService.delete, { networkId }, { key: 'k-2' });
    const removed = await bench.made(remove());
    expect((await remove()).id).toBe(removed.id);
  });

  it('refuse a key that was used with another request', async () => {
    await using bench = await CloudBench.start();
    await bench.createNetwork('net-gitlab', { key: 'k-1' });
    const error = await bench.failure(bench.createNetwork('net-other', { key: 'k-1' }));
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(error.details).toContain('k-1');
  });

  it('show their error before they are done, while their work is taken back', async () => {
    const faults = new Faults([
      {
        service: 'operation',
        match: 'NetworkService/Create',
        fault: { kind: 'status', status: 'INTERNAL', message: 'not enough resources' },
      },
    ]);
    await using bench = await CloudBench.start({ faults, speed: 4 });
    const started = await bench.createNetwork('net-gitlab');
    const { networkId } = CreateNetworkMetadata.decode(started.metadata!.value);
    let seen = started;
    while (!seen.error) seen = await bench.operation(started.id);
    expect(seen.done).toBe(false);
    expect(seen.error).toMatchObject({ code: status.INTERNAL, message: 'not enough resources' });
    await bench.ask(NetworkServiceService.get, { networkId });
    const ended = await bench.done(started);
    expect([ended.done, ended.response]).toEqual([true, undefined]);
    expect((await bench.failure(bench.ask(NetworkServiceService.get, { networkId }))).code).toBe(
      status.NOT_FOUND,
    );
  });

  it('can be cancelled while they work, where the service allows it', async () => {
    await using bench = await CloudBench.start({ speed: 1 });
    const started = await bench.createNetwork('net-gitlab');
    const cancelling = await bench.ask(OperationServiceService.cancel, { operationId: started.id });
    expect(cancelling.error?.code).toBe(status.CANCELLED);
    expect(cancelling.done).toBe(false);
    const ended = await bench.done(started);
    expect(ended.error?.code).toBe(status.CANCELLED);
    const again = await bench.failure(
      bench.ask(OperationServiceService.cancel, { operationId: started.id }),
    );
    expect(again.code).toBe(status.FAILED_PRECONDITION);
    expect(bench.cloud.world.tables.networks.map((row) => row.name)).toEqual(['default']);
  });

  it('go on after a restart, and their keys are remembered', async () => {
    await using folder = await tempFolder();
    const tls = await ensureCertificates(folder.path);
    const options = { tls, folder: folder.path };
    let operationId: string;
    let before: { cloudId: string; folderId: string };
    {
      await using bench = await CloudBench.start({ ...options, speed: 1 });
      operationId = (await bench.createNetwork('net-gitlab', { key: 'k-1' })).id;
      before = { cloudId: bench.cloud.cloudId, folderId: bench.cloud.folderId };
    }
    await using bench = await CloudBench.start({ ...options, speed: 600 });
    expect(bench.cloud).toMatchObject(before);
    expect((await bench.createNetwork('net-gitlab', { key: 'k-1' })).id).toBe(operationId);
    const ended = await bench.made(bench.operation(operationId));
    const { networkId } = CreateNetworkMetadata.decode(ended.metadata!.value);
    const network = await bench.ask(NetworkServiceService.get, { networkId });
    expect(network.defaultSecurityGroupId).not.toBe('');
    expect(bench.cloud.crashes).toEqual([]);
  });

  it('are shown to their maker and to whoever sees the folder, to nobody else', async () => {
    await using bench = await CloudBench.start();
    const started = await bench.createNetwork('net-gitlab');
    const { token: viewer } = bench.cloud.issueToken({ roles: ['viewer'] });
    expect((await bench.operation(started.id, { token: viewer })).id).toBe(started.id);
    const { token } = bench.cloud.issueToken({ roles: [] });
    const error = await bench.failure(bench.operation(started.id, { token }));
    expect(error.code).toBe(status.PERMISSION_DENIED);
  });
});
