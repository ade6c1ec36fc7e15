import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type Blueprint } from '../../../src/model/blueprint';
import { finished } from '../../../src/model/cloud';
import { readFound } from '../../../src/provision/found';
import { makePlan } from '../../../src/provision/plan';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { blueprintFor, Environment, failuresOf } from './support';

function machineOf(cloud: SimulatedCloud, parts: Partial<Blueprint['machine']>): Blueprint {
  const base = blueprintFor(cloud);
  return { ...base, machine: { ...base.machine, ...parts } };
}

async function madeOf(cloud: SimulatedCloud, blueprint: Blueprint): Promise<Environment> {
  const environment = new Environment(cloud.client(), blueprint);
  await environment.agree();
  expect(failuresOf(await environment.create())).toEqual([]);
  return environment;
}

it('reserves an address that outlives a stop, and gives it back in the end', async () => {
  await using cloud = await simulatedCloud();
  const client = cloud.client();
  const environment = await madeOf(cloud, machineOf(cloud, { staticAddress: true }));
  const [address] = await client.addresses(cloud.folderId, never);
  expect(address).toMatchObject({ name: 'vm-mlops-address', used: true });
  const look = async () => (await client.machines(cloud.folderId, never))[0]!;
  const machine = await look();
  expect(machine.publicAddress).toBe(address!.ip);
  const settle = async (begun: ReturnType<typeof client.stopMachine>) =>
    finished(await client.settle((await begun).id, never));
  await settle(client.stopMachine(machine.id, randomUUID(), never));
  await settle(client.startMachine(machine.id, randomUUID(), never));
  expect((await look()).publicAddress).toBe(address!.ip);

  const again = await readFound(client, environment.blueprint, 'RUB', Date.now, never);
  const item = makePlan(environment.blueprint, again, 'RUB').items.find(
    ({ id }) => id === 'address',
  );
  expect(item).toMatchObject({ action: 'adopt', resourceId: address!.id });
  expect(failuresOf(await environment.destroy())).toEqual([]);
  expect(await client.addresses(cloud.folderId, never)).toEqual([]);
});

it('makes a preemptible machine with a GPU where the quota allows it, and says so where not', async () => {
  await using cloud = await simulatedCloud();
  const parts = {
    platform: 'standard-v3-t4',
    gpus: 1,
    cores: 4,
    memoryGb: 16,
    preemptible: true,
    image: { kind: 'family', family: 'ubuntu-2204-lts-cuda-12-2' },
    disk: { gb: 50, type: 'network-hdd' },
  } as const;
  const base = machineOf(cloud, parts);
  const blueprint: Blueprint = { ...base, zone: 'ru-central1-d' };
  const client = cloud.client();
  const planned = async () =>
    makePlan(blueprint, await readFound(client, blueprint, 'RUB', Date.now, never), 'RUB');
  expect((await planned()).quotas.find(({ name }) => name === 'GPUs')).toMatchObject({
    id: 'compute.instanceT4Gpus.count.ru-central1-d',
    state: 'short',
  });
  cloud.server.world.tables.quotas.push({
    cloudId: cloud.cloudId,
    quotaId: 'compute.instanceT4Gpus.count.ru-central1-d',
    limit: 1,
  });
  expect((await planned()).quotas.filter(({ state }) => state === 'short')).toEqual([]);
  await madeOf(cloud, blueprint);
  expect((await client.machines(cloud.folderId, never))[0]).toMatchObject({
    gpus: 1,
    cores: 4,
    preemptible: true,
    zone: 'ru-central1-d',
  });
});

it('starts a machine from a product of the marketplace', async () => {
  await using cloud = await simulatedCloud();
  const image = { kind: 'product', productId: 'f2e4v304qn35mhilnsbc' } as const;
  const environment = await madeOf(cloud, machineOf(cloud, { image }));
  expect(environment.stack.runs.create['machine']?.outputs['image']).toBe('fd8dsvm0v7q2k4p1t9ra');
});
