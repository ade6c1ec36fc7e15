import { type Metadata, status } from '@grpc/grpc-js';
import {
  ListZonesRequest,
  ZoneServiceService,
} from '@yandex-cloud/nodejs-sdk/compute-v1/zone_service';
import {
  ListApiEndpointsRequest,
  ApiEndpointServiceService,
} from '@yandex-cloud/nodejs-sdk/endpoint/api_endpoint_service';
import { Session } from '@yandex-cloud/nodejs-sdk';
import {
  ListNetworksRequest,
  NetworkServiceClient,
  NetworkServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/network_service';
import {
  RouteTableServiceService,
  ListRouteTablesRequest,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/route_table_service';
import { describe, expect, it } from 'vitest';
import { Faults, type Fault } from '../../../src/sandbox/faults';
import { CloudBench } from './support';

const list = (bench: CloudBench, options: Parameters<CloudBench['ask']>[2] = {}) =>
  bench.ask(
    NetworkServiceService.list,
    ListNetworksRequest.fromPartial({ folderId: bench.cloud.folderId }),
    options,
  );
const spoiled = (fault: Fault, match = 'NetworkService/List') =>
  new Faults([{ service: 'cloud', match, fault }]);

describe('the wire of the sandbox cloud', () => {
  it('is what the Session of the SDK speaks, with its own roots and endpoint', async () => {
    await using bench = await CloudBench.start();
    const { cloud, ca } = bench;
    const session = new Session({
      iamToken: cloud.token.reveal(),
      ssl: { rootCerts: Buffer.from(ca) },
    });
    const client = session.client(NetworkServiceClient, cloud.endpoint);
    const answer = await client.list(ListNetworksRequest.fromPartial({ folderId: cloud.folderId }));
    expect(answer.networks.map((network) => network.name)).toEqual(['default']);
  });

  it('tells from one endpoint where everything is, without a token', async () => {
    await using bench = await CloudBench.start();
    const { endpoints } = await bench.ask(
      ApiEndpointServiceService.list,
      ListApiEndpointsRequest.fromPartial({}),
      { token: undefined },
    );
    expect(new Set(endpoints.map((e) => e.address))).toEqual(new Set([bench.cloud.endpoint]));
    expect(endpoints.map((e) => e.id)).toContain('managed-gitlab');
  });

  it('says that it does not have a method', async () => {
    await using bench = await CloudBench.start();
    const error = await bench.failure(
      bench.ask(RouteTableServiceService.list, ListRouteTablesRequest.fromPartial({})),
    );
    expect(error.code).toBe(status.UNIMPLEMENTED);
  });

  it.each([true, false])('sends headers before an error: %s', async (headersFirst) => {
    await using bench = await CloudBench.start({ headersFirst });
    let early: Metadata | undefined;
    const error = await bench.failure(
      list(bench, { token: undefined, onMetadata: (metadata) => (early = metadata) }),
    );
    expect(error.code).toBe(status.UNAUTHENTICATED);
    // Without headers first, grpc-js hands over what the one block of the answer carried.
    expect(early?.get('x-request-id').length ?? 0).toBe(headersFirst ? 1 : 0);
    expect(error.metadata.get('x-request-id')).toHaveLength(headersFirst ? 0 : 1);
  });

  it('marks every answer with a request id and a trace id', async () => {
    await using bench = await CloudBench.start();
    let seen: Metadata | undefined;
    await list(bench, { onMetadata: (metadata) => (seen = metadata) });
    expect(seen?.get('x-request-id')).toHaveLength(1);
    expect(seen?.get('x-server-trace-id')).toHaveLength(1);
  });

  it('pages with tokens, and refuses a token it did not make', async () => {
    await using bench = await CloudBench.start();
    const ids: string[] = [];
    let pageToken = '';
    do {
      const page = await bench.ask(ZoneServiceService.list, { pageSize: 4, pageToken });
      ids.push(...page.zones.map((zone) => zone.id.slice(-1)));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(ids.join('')).toBe('abcdek');
    for (const wrong of [{ pageToken: 'nonsense' }, { pageSize: 1001 }]) {
      const error = await bench.failure(
        bench.ask(ZoneServiceService.list, ListZonesRequest.fromPartial(wrong)),
      );
      expect(error.code).toBe(status.INVALID_ARGUMENT);
    }
  });

  it('filters by name and by nothing else', async () => {
    await using bench = await CloudBench.start();
    const { folderId } = bench.cloud;
    const ask = (filter: string) =>
      bench.ask(NetworkServiceService.list, ListNetworksRequest.fromPartial({ folderId, filter }));
    expect((await ask('name="default"')).networks).toHaveLength(1);
    expect((await ask('name="other"')).networks).toHaveLength(0);
    const error = await bench.failure(ask('labels.a="b"'));
    expect(error.code).toBe(status.INVALID_ARGUMENT);
  });

  it('notices that a caller cancelled or ran out of time', async () => {
    await using bench = await CloudBench.start({ faults: spoiled({ kind: 'hang' }, '*/List') });
    bench.cloud.faults.add({ service: 'cloud', match: '*/List', fault: { kind: 'hang' } });
    const arrived = (count: number) =>
      expect.poll(() => bench.cloud.faults.seen.cloud, { timeout: 10_000 }).toBe(count);
    // Long enough that the call is there before its time is over, on a busy machine too.
    const late = bench.failure(list(bench, { call: { deadline: Date.now() + 2_000 } }));
    await arrived(1);
    expect((await late).code).toBe(status.DEADLINE_EXCEEDED);
    const abort = new AbortController();
    const call = bench.failure(list(bench, { signal: abort.signal }));
    await arrived(2);
    abort.abort();
    expect((await call).code).toBe(status.CANCELLED);
    await expect.poll(() => bench.cloud.calls.map((c) => c.cancelled)).toEqual([true, true]);
  });
});

describe('faults of the sandbox cloud', () => {
  it.each<[string, Fault, number]>([
    ['status', { kind: 'status', status: 'PERMISSION_DENIED' }, status.PERMISSION_DENIED],
    ['reset', { kind: 'reset' }, status.UNAVAILABLE],
    ['lost answer', { kind: 'lost-answer' }, status.UNAVAILABLE],
    ['garbage', { kind: 'garbage' }, status.INTERNAL],
    ['truncate', { kind: 'truncate' }, status.UNAVAILABLE],
  ])('spoil one call and only one: %s', async (_, fault, code) => {
    await using bench = await CloudBench.start({ faults: spoiled(fault) });
    const error = await bench.failure(list(bench));
    expect(error.code).toBe(code);
    const good = await list(bench, { call: { waitForReady: true } as object });
    expect(good.networks).toHaveLength(1);
    expect(bench.cloud.crashes).toEqual([]);
  });

  it.each<[string, Fault]>([
    ['delay', { kind: 'delay', ms: 60 }],
    ['trickle', { kind: 'trickle', ms: 2 }],
  ])('slow a call down without spoiling it: %s', async (_, fault) => {
    await using bench = await CloudBench.start({ faults: spoiled(fault) });
    const startedAt = Date.now();
    const answer = await list(bench);
    expect(answer.networks.map((network) => network.name)).toEqual(['default']);
    expect(Date.now() - startedAt).toBeGreaterThan(30);
  });

  it('find a call by its qualified name too', async () => {
    const fault = { kind: 'status', status: 'UNAVAILABLE', headersFirst: true } as const;
    await using bench = await CloudBench.start({
      faults: spoiled(fault, 'vpc.NetworkService/List'),
    });
    expect((await bench.failure(list(bench))).code).toBe(status.UNAVAILABLE);
  });

  it('do the work of a call whose answer is lost', async () => {
    await using bench = await CloudBench.start({
      faults: spoiled({ kind: 'lost-answer' }, 'NetworkService/Create'),
    });
    await bench.failure(bench.createNetwork('net-gitlab', { key: 'a' }));
    const again = await bench.made(bench.createNetwork('net-gitlab', { key: 'a' }));
    expect(again.error).toBeUndefined();
    expect(bench.cloud.world.tables.networks).toHaveLength(2);
  });
});
