import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { finished } from '../../../src/model/cloud';
import { driftOf } from '../../../src/model/drift';
import { type MachineId, type ServiceAccountId } from '../../../src/model/ids';
import { type Plan } from '../../../src/model/plan';
import { agreedAgain } from '../../../src/provision/agree';
import { readFoundAgain, recordedIds } from '../../../src/provision/found';
import { makePlan } from '../../../src/provision/plan';
import { readResources } from '../../../src/stores/environmentResources';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { Mortal } from './peril';
import { blueprintFor, contents, Environment, failuresOf } from './support';

async function planAgain({ cloud, blueprint, stack }: Environment): Promise<Plan> {
  const ids = recordedIds(stack);
  const found = await readFoundAgain(cloud, blueprint, ids, 'RUB', Date.now, never);
  return makePlan(blueprint, found, 'RUB');
}

it('puts right what was changed, and takes everything back afterwards', async () => {
  await using cloud = await simulatedCloud();
  const client = cloud.client();
  const environment = new Environment(client, blueprintFor(cloud));
  const before = await contents(client, environment.blueprint);
  await environment.agree();
  expect(failuresOf(await environment.create())).toEqual([]);
  const made = await contents(client, environment.blueprint);
  expect((await planAgain(environment)).items.map(({ id, action }) => [id, action])).toEqual(
    Object.keys(recordedIds(environment.stack))
      .concat('roles')
      .sort(byPlan)
      .map((id) => [id, 'keep']),
  );

  // Somebody opens everything and takes two roles away.
  const { create } = environment.stack.runs;
  const group = create['security-group']!.outputs['id'] as never;
  finished(
    await client.settle((await client.replaceRules(group, [], randomUUID(), never)).id, never),
  );
  const account = create['service-account']!.outputs['id'] as ServiceAccountId;
  const taken = ['vpc.admin', 'compute.admin'].map((role) => ({
    action: 'remove' as const,
    role,
    serviceAccountId: account,
  }));
  const unbind = await client.changeBindings(cloud.folderId, taken, randomUUID(), never);
  finished(await client.settle(unbind.id, never));

  const plan = await planAgain(environment);
  expect(
    plan.items.filter(({ action }) => action !== 'keep').map(({ id, action }) => [id, action]),
  ).toEqual([
    ['security-group', 'change'],
    ['roles', 'change'],
  ]);
  environment.text = JSON.stringify(agreedAgain(environment.stack, plan, Date.now()));
  expect(failuresOf(await environment.create())).toEqual([]);
  expect(await contents(client, environment.blueprint)).toEqual(made);
  expect((await planAgain(environment)).items.every(({ action }) => action === 'keep')).toBe(true);

  // All three roles are still known to be ours.
  expect(failuresOf(await environment.destroy())).toEqual([]);
  expect(await contents(client, environment.blueprint)).toEqual(before);
});

it('changes what the cloud can change, by a call each, once', async () => {
  await using cloud = await simulatedCloud();
  const client = cloud.client();
  const first = new Environment(client, blueprintFor(cloud));
  await first.agree();
  expect(failuresOf(await first.create())).toEqual([]);

  // Somebody protects GitLab, takes the machine out of its group and its address away; more is wanted of GitLab.
  const { gitlabs, instances } = cloud.server.world.tables;
  gitlabs[0]!.deletionProtection = true;
  const { network } = instances[0]!;
  network.securityGroupIds = [];
  delete network.nat;
  const { blueprint } = first;
  const wanted = { ...blueprint.gitlab, preset: 's2.small', diskGb: 50 } as const;
  const again = new Environment(client, { ...blueprint, gitlab: wanted });
  again.text = first.text;

  const plan = await planAgain(again);
  expect(
    plan.items.flatMap(({ id, action, differences }) =>
      differences.map(({ field, mend }) => [id, action, field, mend]),
    ),
  ).toEqual([
    ['gitlab', 'change', 'size', 'repair'],
    ['gitlab', 'change', 'disk', 'repair'],
    ['gitlab', 'change', 'deletion protection', 'repair'],
    ['machine', 'change', 'security group', 'repair'],
    ['machine', 'change', 'public address', 'repair'],
  ]);
  const begun = cloud.server.calls.length;
  again.text = JSON.stringify(agreedAgain(again.stack, plan, Date.now()));
  expect(failuresOf(await again.create())).toEqual([]);
  const changes = cloud.server.calls
    .slice(begun)
    .map(({ method }) => method)
    .filter((method) => !/\/(Get|List)/.test(method));
  expect(changes.sort()).toEqual([
    'compute.InstanceService/AddOneToOneNat',
    'compute.InstanceService/UpdateNetworkInterface',
    'gitlab.InstanceService/Update',
  ]);
  expect((await planAgain(again)).items.every(({ action }) => action === 'keep')).toBe(true);

  // The same again is another change, not an answer to the old one.
  gitlabs[0]!.deletionProtection = true;
  const once = await planAgain(again);
  again.text = JSON.stringify(agreedAgain(again.stack, once, Date.now()));
  const updates = (): number =>
    cloud.server.world.tables.operations.filter(({ kind }) => kind === 'gitlab.instance.update')
      .length;
  expect(updates()).toBe(1);
  const mortal = new Mortal('changeGitLab/after');
  await again.create(mortal);
  expect(mortal.died).toBe(true);
  expect(failuresOf(await again.create())).toEqual([]);
  expect([gitlabs[0]!.deletionProtection, updates()]).toEqual([false, 2]);
});

it('knows a fixed address by its id when somebody has renamed it', async () => {
  await using cloud = await simulatedCloud();
  const plain = blueprintFor(cloud);
  const blueprint = { ...plain, machine: { ...plain.machine, staticAddress: true } };
  const environment = new Environment(cloud.client(), blueprint);
  await environment.agree();
  expect(failuresOf(await environment.create())).toEqual([]);
  const { addresses } = cloud.server.world.tables;
  addresses[0]!.name = 'renamed';
  const plan = await planAgain(environment);
  expect(plan.items.find(({ id }) => id === 'address')).toMatchObject({
    action: 'keep',
    differences: [{ field: 'name', found: 'renamed', mend: 'hand' }],
  });
  environment.text = JSON.stringify(agreedAgain(environment.stack, plan, Date.now()));
  expect(failuresOf(await environment.create())).toEqual([]);
  expect(addresses).toHaveLength(1);
  expect(failuresOf(await environment.destroy())).toEqual([]);
  expect(addresses).toEqual([]);
});

/** As the tree shows it. */
async function driftNow({ stack }: Environment, cloud: SimulatedCloud): Promise<string[]> {
  const found = await readResources(cloud.client(), stack, cloud.folderId, never);
  return driftOf(stack, found).flatMap(({ step, differences }) =>
    differences.map((one) => `${step} ${one.field}: ${one.found} instead of ${one.wanted}`),
  );
}

/** What differs and what is done to mend it, once; all is as agreed to afterwards. */
async function repaired(environment: Environment, cloud: SimulatedCloud): Promise<string[]> {
  const plan = await planAgain(environment);
  environment.text = JSON.stringify(agreedAgain(environment.stack, plan, Date.now()));
  const begun = cloud.server.calls.length;
  expect(failuresOf(await environment.create())).toEqual([]);
  expect((await planAgain(environment)).items.every(({ action }) => action === 'keep')).toBe(true);
  return cloud.server.calls
    .slice(begun)
    .map(({ method }) => method)
    .filter((method) => !/\/(Get|List)/.test(method));
}

it('lets a disk grow that was exchanged for a smaller one, also while its machine is stopped', async () => {
  await using cloud = await simulatedCloud();
  const environment = new Environment(cloud.client(), blueprintFor(cloud));
  await environment.agree();
  expect(failuresOf(await environment.create())).toEqual([]);
  const { disks, instances } = cloud.server.world.tables;
  const [disk] = disks;
  const whole = disk!.size;
  disk!.size = 20 * 2 ** 30;
  const { items, quotas } = await planAgain(environment);
  expect(items.find(({ id }) => id === 'machine')).toMatchObject({
    action: 'change',
    differences: [{ field: 'disk', wanted: '30 GB', found: '20 GB', mend: 'repair' }],
  });
  expect(quotas.find(({ id }) => id.endsWith('Disks.size'))).toMatchObject({ needed: 10 });
  expect(await driftNow(environment, cloud)).toEqual(['machine disk: 20 GB instead of 30 GB']);
  expect(await repaired(environment, cloud)).toEqual(['compute.DiskService/Update']);
  expect(disk!.size).toBe(whole);

  // Grown first, its file system follows with the start.
  disk!.size = 20 * 2 ** 30;
  const client = cloud.client();
  const id = instances[0]!.id as MachineId;
  finished(await client.settle((await client.stopMachine(id, randomUUID(), never)).id, never));
  expect(await repaired(environment, cloud)).toEqual([
    'compute.DiskService/Update',
    'compute.InstanceService/Start',
  ]);
  expect(disk!.size).toBe(whole);
});

it('asks for a stop where the cloud lets only the disk of a stopped machine grow', async () => {
  await using cloud = await simulatedCloud();
  const environment = new Environment(cloud.client(), blueprintFor(cloud));
  await environment.agree();
  expect(failuresOf(await environment.create())).toEqual([]);
  cloud.server.world.tables.disks[0]!.size /= 2;
  const plan = await planAgain(environment);
  environment.text = JSON.stringify(agreedAgain(environment.stack, plan, Date.now()));
  const message =
    'Disk "fhm" has an invalid state for this operation: attached to non-stopped instance';
  cloud.server.faults.add({
    service: 'cloud',
    match: 'compute.DiskService/Update',
    fault: { kind: 'status', status: 'FAILED_PRECONDITION', message },
  });
  expect(failuresOf(await environment.create())).toEqual([
    'machine: The cloud lets the disk of machine “vm-mlops” grow only while it is stopped. Stop the machine, then resume: it is started again.',
  ]);
  expect(failuresOf(await environment.create())).toEqual([]);
});

it('gives the reserved address back to a machine that has another one, unless it is taken', async () => {
  await using cloud = await simulatedCloud();
  const plain = blueprintFor(cloud);
  const blueprint = { ...plain, machine: { ...plain.machine, staticAddress: true } };
  const environment = new Environment(cloud.client(), blueprint);
  await environment.agree();
  expect(failuresOf(await environment.create())).toEqual([]);
  const { addresses, instances } = cloud.server.world.tables;
  const [address] = addresses;
  const { network, id } = instances[0]!;
  const other = { address: '203.0.113.99', isStatic: false };
  const difference = async () =>
    (await planAgain(environment)).items.find((one) => one.id === 'machine')?.differences;

  network.nat = other;
  address!.usedBy = 'fhmsomebody';
  const wanted = { field: 'public address', wanted: address!.address, found: other.address };
  expect(await difference()).toMatchObject([{ ...wanted, mend: 'hand' }]);
  expect(await driftNow(environment, cloud)).toEqual([
    `machine public address: ${other.address} instead of ${address!.address}`,
  ]);

  // What else is put right meanwhile leaves the machine the address that it has.
  network.securityGroupIds = [];
  const plan = await planAgain(environment);
  environment.text = JSON.stringify(agreedAgain(environment.stack, plan, Date.now()));
  expect(failuresOf(await environment.create())).toEqual([]);
  expect(instances[0]!.network.nat).toEqual(other);

  delete address!.usedBy;
  expect(await difference()).toMatchObject([{ ...wanted, mend: 'repair' }]);
  expect(await repaired(environment, cloud)).toEqual([
    'compute.InstanceService/RemoveOneToOneNat',
    'compute.InstanceService/AddOneToOneNat',
  ]);
  expect(instances[0]!.network.nat).toEqual({ address: address!.address, isStatic: true });
  expect(address!.usedBy).toBe(id);
});

it('says why it leaves what the cloud cannot change', async () => {
  await using cloud = await simulatedCloud();
  const environment = new Environment(cloud.client(), blueprintFor(cloud));
  await environment.agree();
  expect(failuresOf(await environment.create())).toEqual([]);
  const { disks, instances } = cloud.server.world.tables;
  instances[0]!.cores = 4;
  disks[0]!.size *= 2;
  const { items } = await planAgain(environment);
  const machine = items.find(({ id }) => id === 'machine');
  expect(machine?.action).toBe('keep');
  expect(machine?.differences).toMatchObject([
    { field: 'cores', mend: 'hand', why: expect.stringContaining('stop the machine') as string },
    { field: 'disk', mend: 'hand', why: expect.stringContaining('cannot shrink') as string },
  ]);
});

const order = [
  'network',
  'subnet',
  'security-group',
  'default-group',
  'service-account',
  'roles',
  'gitlab',
  'machine',
];
function byPlan(a: string, b: string): number {
  return order.indexOf(a) - order.indexOf(b);
}
