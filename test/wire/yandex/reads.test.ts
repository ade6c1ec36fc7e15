import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { finished } from '../../../src/model/cloud';
import { type NetworkId, type OperationId } from '../../../src/model/ids';
import { serviceIds } from '../../../src/provision/rates';
import { type YandexCloud } from '../../../src/yandex/cloud';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';

let cloud: SimulatedCloud;
let client: YandexCloud;

beforeAll(async () => {
  cloud = await simulatedCloud();
  client = cloud.client();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

it('reads clouds and folders with their names', async () => {
  const [only] = await client.clouds(never);
  expect(only?.id).toBe(cloud.cloudId);
  const folders = await client.folders(cloud.cloudId, never);
  expect(folders.find((one) => one.id === cloud.folderId)).toMatchObject({
    cloudId: cloud.cloudId,
    state: 'active',
  });
});

it('reads a network with the rules of its default group', async () => {
  const [network] = await client.networks(cloud.folderId, never);
  const group = await client.securityGroup(network!.defaultSecurityGroupId!, never);
  expect(group).toMatchObject({ isDefault: true, networkId: network!.id, state: 'active' });
  const rules = group.rules.map(({ direction, protocol, ports, peer }) => ({
    direction,
    protocol,
    ports,
    peer,
  }));
  expect(rules.sort((a, b) => a.direction.localeCompare(b.direction))).toEqual([
    {
      direction: 'in',
      protocol: 'ANY',
      ports: undefined,
      peer: { kind: 'cidrs', cidrs: ['0.0.0.0/0'] },
    },
    {
      direction: 'out',
      protocol: 'ANY',
      ports: undefined,
      peer: { kind: 'cidrs', cidrs: ['0.0.0.0/0'] },
    },
  ]);
});

it('reads quotas, the billing account and prices', async () => {
  const quotas = await client.quotas(cloud.cloudId, 'vpc', never);
  expect(quotas).toContainEqual({ id: 'vpc.networks.count', limit: 2, usage: 1 });
  expect(await client.billingOf(cloud.cloudId, never)).toMatchObject({
    active: true,
    currency: 'RUB',
  });
  const skus = await client.skus(serviceIds.compute, { currency: 'RUB' }, never);
  const core = skus.find((one) => one.id === 'dn2k3vqlk9snp1jv351u');
  expect(core).toMatchObject({ unit: 'core*hour' });
  expect(core?.prices.at(-1)?.tiers[0]).toMatchObject({ startQuantity: 0, currency: 'RUB' });
});

it('finds the newest image of a family, and nothing where there is no family', async () => {
  expect(await client.latestImage('standard-images', 'ubuntu-2204-lts', never)).toMatchObject({
    family: 'ubuntu-2204-lts',
  });
  expect(await client.latestImage('standard-images', 'no-such-family', never)).toBeUndefined();
});

it('finds the image of a product among thousands', async () => {
  const image = await client.imageOfProduct('standard-images', 'f2e4v304qn35mhilnsbc', never);
  expect(image?.productIds).toContain('f2e4v304qn35mhilnsbc');
});

it('reads zones', async () => {
  expect(await client.zones(never)).toContainEqual({ id: 'ru-central1-a', up: true });
});

it('reads lists to their last page', async () => {
  const { networks } = cloud.server.world.tables;
  const [pattern] = networks;
  const many = Array.from({ length: 2_345 }, (_, at) => ({
    ...pattern!,
    id: `enpmany${at}`,
    name: `many-${at}`,
  }));
  networks.push(...many);
  try {
    const all = await client.networks(cloud.folderId, never);
    expect(new Set(all.map((one) => one.id)).size).toBe(2_346);
  } finally {
    networks.splice(1);
  }
});

it('calls a state that it does not know unknown', async () => {
  const [group] = cloud.server.world.tables.securityGroups;
  const before = group!.status;
  Object.assign(group!, { status: 99 });
  try {
    const groups = await client.securityGroups(cloud.folderId, never);
    expect(groups.find((one) => one.id === group!.id)?.state).toBe('unknown');
  } finally {
    group!.status = before;
  }
});

it('says which role is missing to somebody without rights', async () => {
  const { token } = cloud.server.issueToken({ roles: [] });
  const stranger = cloud.client({ credentials: { kind: 'iam-token', token } });
  await expect(stranger.networks(cloud.folderId, never)).rejects.toMatchObject({
    kind: 'forbidden',
    message: expect.stringContaining('vpc.viewer') as string,
  });
});

it('waits for an operation until the cloud has taken everything back', async () => {
  const slow = await simulatedCloud({ speed: 20 });
  await using _ = slow;
  const own = slow.client();
  slow.server.faults.add({
    service: 'operation',
    match: 'vpc.NetworkService/Create',
    fault: { kind: 'status', status: 'INTERNAL', message: 'It broke' },
  });
  const request = { folderId: slow.folderId, name: 'doomed', description: '', labels: {} };
  const made = await own.createNetwork(request, randomUUID(), never);
  const errorsBeforeDone: (string | undefined)[] = [];
  const settled = await own.settle(made.id, never, (operation) =>
    errorsBeforeDone.push(operation.error?.code),
  );
  expect(settled).toMatchObject({ kind: 'failed', error: { kind: 'remote', code: 'INTERNAL' } });
  expect(settled.kind === 'failed' && settled.error.message).toMatch(/It broke/);
  // It was seen to have failed before it was over.
  expect(errorsBeforeDone).toContain('INTERNAL');
  const names = (await own.networks(slow.folderId, never)).map((one) => one.name);
  expect(names).not.toContain('doomed');
});

it('goes on waiting for an operation while the cloud is out of reach', async () => {
  const request = { folderId: cloud.folderId, name: 'patient', description: '', labels: {} };
  cloud.server.faults.add({
    service: 'cloud',
    match: 'operation.OperationService/Get',
    times: 9,
    fault: { kind: 'reset' },
  });
  const made = await client.createServiceAccount(request, randomUUID(), never);
  finished(await client.settle(made.id, never));
  cloud.server.faults.clear();
});

it('does not wait for an operation that is not there', async () => {
  await expect(client.settle('fhmnothing' as OperationId, never)).rejects.toMatchObject({
    kind: 'not-found',
  });
});

it('ends the waiting for an operation with its signal', async () => {
  const slow = await simulatedCloud({ speed: 1 });
  await using _ = slow;
  const own = slow.client();
  const request = { folderId: slow.folderId, name: 'slow', description: '', labels: {} };
  const made = await own.createNetwork(request, randomUUID(), never);
  const stop = new AbortController();
  const waiting = own.settle(made.id, stop.signal, () => stop.abort());
  await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
});

it('answers a repeat with the same key with the same operation, and another key with another', async () => {
  const key = randomUUID();
  const account = { folderId: cloud.folderId, name: 'repeated', description: '', labels: {} };
  const first = await client.createServiceAccount(account, key, never);
  const second = await client.createServiceAccount(account, key, never);
  expect(second.id).toBe(first.id);
  await expect(client.createServiceAccount(account, randomUUID(), never)).rejects.toMatchObject({
    kind: 'conflict',
    code: 'ALREADY_EXISTS',
  });
});

it('tells a caller that something else is going on, and waits for that on demand', async () => {
  const slow = await simulatedCloud({ speed: 10 });
  await using _ = slow;
  const own = slow.client();
  const request = { folderId: slow.folderId, name: 'busy', description: '', labels: {} };
  const made = await own.createNetwork(request, randomUUID(), never);
  const refused: unknown = await own
    .deleteNetwork(made.resourceId as NetworkId, randomUUID(), never)
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ kind: 'conflict' });
  expect(await own.settleConflict(refused, never)).toBe(true);
  const deleted = await own.deleteNetwork(made.resourceId as NetworkId, randomUUID(), never);
  expect((await own.settle(deleted.id, never)).kind).toBe('done');
  expect(await own.settleConflict(new Error('something else'), never)).toBe(false);
});
