import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { finished } from '../../../src/model/cloud';
import { type Blueprint, gigabyte } from '../../../src/model/blueprint';
import { type NetworkId } from '../../../src/model/ids';
import { agreedAgain } from '../../../src/provision/agree';
import { readFound } from '../../../src/provision/found';
import { makePlan } from '../../../src/provision/plan';
import { type Fault } from '../../../src/sandbox/faults';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { Mortal } from './peril';
import { blueprintFor, contents, Environment, failuresOf, statesOf } from './support';

const creations = [
  'vpc.NetworkService/Create',
  'vpc.SubnetService/Create',
  'vpc.SecurityGroupService/Create',
  'vpc.SecurityGroupService/Update',
  'iam.ServiceAccountService/Create',
  'resourcemanager.FolderService/UpdateAccessBindings',
  'gitlab.InstanceService/Create',
  'compute.InstanceService/Create',
];

async function environmentIn(cloud: SimulatedCloud): Promise<Environment> {
  const environment = new Environment(cloud.client(), blueprintFor(cloud));
  await environment.agree();
  return environment;
}

function spoil(
  cloud: SimulatedCloud,
  match: string,
  fault: Fault,
  times = 1,
  service: 'cloud' | 'operation' = 'cloud',
): void {
  cloud.server.faults.add({ service, match, fault, times });
}

function countOf(cloud: SimulatedCloud, method: string): number {
  return cloud.server.calls.filter((call) => call.method === method).length;
}

it('runs what does not wait for each other side by side', async () => {
  await using cloud = await simulatedCloud({ speed: 5_000 });
  const environment = await environmentIn(cloud);
  const view = await environment.create();
  expect(failuresOf(view)).toEqual([]);
  const step = (id: string) => view.steps.find((one) => one.id === id)!;
  const overlap = (a: string, b: string): boolean =>
    step(a).startedAt! < step(b).endedAt! && step(b).startedAt! < step(a).endedAt!;
  expect([
    overlap('network', 'service-account'),
    overlap('subnet', 'default-group'),
    overlap('gitlab', 'machine'),
    overlap('network', 'subnet'),
  ]).toEqual([true, true, true, false]);
});

it('asks for GitLab only when the rules are in the default group that it will use', async () => {
  await using cloud = await simulatedCloud({ speed: 5_000 });
  const environment = await environmentIn(cloud);
  // The subnet is ready long before.
  spoil(cloud, 'vpc.SecurityGroupService/Update', { kind: 'delay', ms: 500 }, 2);
  expect(failuresOf(await environment.create())).toEqual([]);
  const { operations } = cloud.server.world.tables;
  const rules = operations.find(({ kind }) => kind === 'vpc.securityGroup.update')!;
  const gitlab = operations.find(({ kind }) => kind === 'gitlab.instance.create')!;
  expect(rules.modifiedAt).toBeGreaterThan(rules.createdAt);
  expect(gitlab.createdAt).toBeGreaterThanOrEqual(rules.modifiedAt);
});

it('begins all that does not need GitLab before GitLab is there, and ends with what does', async () => {
  // 18 minutes of GitLab become 3.6 s.
  await using cloud = await simulatedCloud({ speed: 300 });
  const environment = new Environment(
    cloud.client({ pace: { minMs: 5, maxMs: 50, patienceMs: 5_000 } }),
    blueprintFor(cloud),
  );
  await environment.agree();
  expect((await environment.create()).state).toBe('done');
  const rows = cloud.server.world.tables.operations;
  const gitlab = rows.find((one) => one.kind === 'gitlab.instance.create')!;
  const late = rows.filter((one) => one !== gitlab && one.createdAt > gitlab.endsAt);
  expect(late.map((one) => one.kind)).toEqual([]);
  expect(rows.length).toBeGreaterThan(6);
});

it('asks the cloud for every value that was chosen, not for the usual ones', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const usual = blueprintFor(cloud);
  const blueprint: Blueprint = {
    ...usual,
    zone: 'ru-central1-b',
    network: { name: 'net-other' },
    subnet: { name: 'subnet-other', cidr: '10.99.0.0/24' },
    securityGroup: { name: 'other-sg', allowedCidrs: ['203.0.113.0/24'] },
    serviceAccount: { name: 'other-sa', roles: ['compute.admin'] },
    gitlab: {
      ...usual.gitlab,
      preset: 's2.small',
      diskGb: 100,
      approvalRules: 'STANDARD',
      backupDays: 21,
      deletionProtection: true,
    },
    machine: {
      ...usual.machine,
      name: 'vm-other',
      platform: 'standard-v2',
      cores: 4,
      coreFraction: 50,
      memoryGb: 16,
      disk: { gb: 64, type: 'network-hdd' },
      preemptible: true,
      staticAddress: true,
      login: 'boris',
    },
  };
  const environment = new Environment(cloud.client(), blueprint);
  await environment.agree();
  expect(failuresOf(await environment.create())).toEqual([]);
  const { tables } = cloud.server.world;
  const [gitlab, machine] = [tables.gitlabs[0]!, tables.instances[0]!];
  const disk = tables.disks.find(({ id }) => id === machine.bootDiskId)!;
  expect(gitlab).toMatchObject({
    resourcePresetId: 's2.small',
    diskSize: 100 * gigabyte,
    approvalRulesId: 'STANDARD',
    backupRetainPeriodDays: 21,
    deletionProtection: true,
  });
  expect(machine).toMatchObject({
    name: 'vm-other',
    zoneId: 'ru-central1-b',
    platformId: 'standard-v2',
    cores: 4,
    coreFraction: 50,
    memory: 16 * gigabyte,
    preemptible: true,
    network: { nat: { isStatic: true } },
  });
  expect(machine.metadata['user-data']).toContain('boris');
  expect(disk).toMatchObject({ size: 64 * gigabyte, typeId: 'network-hdd' });
  expect(tables.subnets).toContainEqual(
    expect.objectContaining({ zoneId: 'ru-central1-b', cidrs: ['10.99.0.0/24'] }),
  );
  expect(tables.networks.map(({ name }) => name)).toContain('net-other');
  const account = tables.serviceAccounts.find(({ name }) => name === 'other-sa')!;
  const roles = tables.bindings.filter(({ subjectId }) => subjectId === account.id);
  expect(roles.map(({ roleId }) => roleId)).toEqual(['compute.admin']);
  const ssh = tables.securityGroups
    .find(({ name }) => name === 'other-sg')!
    .rules.filter((rule) => rule.ports?.fromPort === 22)
    .flatMap((rule) => rule.cidrs ?? []);
  expect(ssh).toEqual(['203.0.113.0/24']);
});

it('makes nothing twice when every answer to a creation is lost', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const environment = await environmentIn(cloud);
  for (const method of creations) spoil(cloud, method, { kind: 'lost-answer' }, 5);
  const first = await environment.create();
  expect(first.state).toBe('failed');
  let view = first;
  for (let tries = 0; tries < 12 && view.state !== 'done'; tries++)
    view = await environment.create();
  expect(failuresOf(view)).toEqual([]);
  const names = cloud.server.world.tables.operations.map((row) => row.kind).sort();
  expect(names).toEqual([...new Set(names)]);
});

it('goes on with the other steps when one fails, and finishes when it is resumed', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const environment = await environmentIn(cloud);
  const refusal: Fault = {
    kind: 'status',
    status: 'RESOURCE_EXHAUSTED',
    message: 'Quota limit managed-gitlab.instances.count exceeded',
  };
  spoil(cloud, 'gitlab.InstanceService/Create', refusal);
  const view = await environment.create();
  expect(view.state).toBe('failed');
  expect(statesOf(view)).toMatchObject({ gitlab: 'failed', machine: 'done', roles: 'done' });
  expect(view.steps.find((step) => step.id === 'gitlab')?.error).toMatchObject({
    kind: 'quota',
    fix: 'open-quotas',
  });
  const resumed = await environment.create();
  expect(resumed.state).toBe('done');
  expect(countOf(cloud, 'compute.InstanceService/Create')).toBe(1);
});

it('makes anew what the cloud took back', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const environment = await environmentIn(cloud);
  const doom: Fault = { kind: 'status', status: 'INTERNAL', message: 'Not enough resources' };
  spoil(cloud, 'compute.InstanceService/Create', doom, 1, 'operation');
  const view = await environment.create();
  expect(statesOf(view)).toMatchObject({
    machine: 'failed',
    'host-key': 'waiting',
    gitlab: 'done',
  });
  expect(failuresOf(view)[0]).toContain('Not enough resources');
  const resumed = await environment.create();
  expect(failuresOf(resumed)).toEqual([]);
  const machines = await environment.cloud.machines(cloud.folderId, never);
  expect(machines.map((one) => one.state)).toEqual(['running']);
});

it('waits for an operation in its way, and then goes on', async () => {
  await using cloud = await simulatedCloud({ speed: 1_000 });
  const client = cloud.client();
  const environment = await environmentIn(cloud);
  expect((await environment.create()).state).toBe('done');
  const machine = (await client.machines(cloud.folderId, never))[0]!;
  const stop = await client.stopMachine(machine.id, randomUUID(), never);
  // The machine is being stopped at this moment; its deletion has to wait for that.
  const gone = await environment.destroy();
  expect(failuresOf(gone)).toEqual([]);
  const settled = await client.settle(stop.id, never);
  expect(settled.kind).toBe('done');
});

it('ends the waiting when it is stopped, and asks for nothing twice when it is resumed', async () => {
  await using cloud = await simulatedCloud({ speed: 400 });
  const environment = await environmentIn(cloud);
  const run = environment.open('create');
  const done = run.start();
  await expect
    .poll(() => countOf(cloud, 'gitlab.InstanceService/Create'), { timeout: 10_000 })
    .toBe(1);
  await run.stop();
  const stopped = await done;
  expect(stopped.state).toBe('stopped');
  expect(statesOf(stopped)).toMatchObject({ network: 'done', gitlab: 'waiting' });
  const resumed = await environment.create();
  expect(failuresOf(resumed)).toEqual([]);
  expect(countOf(cloud, 'gitlab.InstanceService/Create')).toBe(1);
});

it('writes down the answer of a call that was on its way when it was stopped', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const environment = await environmentIn(cloud);
  spoil(cloud, 'vpc.NetworkService/Create', { kind: 'delay', ms: 300 });
  const run = environment.open('create');
  const done = run.start();
  await expect.poll(() => environment.stack.runs.create['network']?.keys['create']).toBeDefined();
  await run.stop();
  expect((await done).state).toBe('stopped');
  expect(environment.stack.runs.create['network']?.outputs).toMatchObject({
    origin: 'created',
    id: expect.any(String) as string,
  });
});

it('uses a network that is not ours, and leaves its default group alone', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const client = cloud.client();
  const request = { folderId: cloud.folderId, name: 'net-gitlab', description: '', labels: {} };
  const made = await client.createNetwork(request, randomUUID(), never);
  finished(await client.settle(made.id, never));
  const before = (await client.securityGroups(cloud.folderId, never)).filter(
    (one) => one.isDefault,
  );

  const environment = await environmentIn(cloud);
  const view = await environment.create();
  expect(failuresOf(view)).toEqual([]);
  const after = (await client.securityGroups(cloud.folderId, never)).filter((one) => one.isDefault);
  expect(after).toEqual(before);

  expect((await environment.destroy()).state).toBe('done');
  const left = await client.networks(cloud.folderId, never);
  expect(left.map((one) => one.id)).toContain(made.resourceId as NetworkId);
});

it('finds its own resources again when the journal is lost', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const lost = await environmentIn(cloud);
  expect((await lost.create()).state).toBe('done');
  const whole = await contents(lost.cloud, lost.blueprint);
  const environment = await environmentIn(cloud);
  const view = await environment.create();
  expect(failuresOf(view)).toEqual([]);
  expect(await contents(lost.cloud, lost.blueprint)).toEqual(whole);
  expect(countOf(cloud, 'gitlab.InstanceService/Create')).toBe(1);
  expect((await environment.destroy()).state).toBe('done');
  const networks = await environment.cloud.networks(cloud.folderId, never);
  expect(networks.map((one) => one.name)).not.toContain('net-gitlab');
});

it('makes only what is missing when a plan is agreed to again', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const client = cloud.client();
  const environment = await environmentIn(cloud);
  await environment.create();
  const machine = (await client.machines(cloud.folderId, never))[0]!;
  const deleted = await client.deleteMachine(machine.id, randomUUID(), never);
  finished(await client.settle(deleted.id, never));

  const found = await readFound(client, environment.blueprint, 'RUB', Date.now, never);
  const plan = makePlan(environment.blueprint, found, 'RUB');
  expect(plan.items.filter((item) => item.action === 'create').map((item) => item.id)).toEqual([
    'machine',
  ]);
  environment.text = JSON.stringify(agreedAgain(environment.stack, plan, Date.now()));
  expect(failuresOf(await environment.create())).toEqual([]);
  const machines = await client.machines(cloud.folderId, never);
  expect(machines.map((one) => one.name)).toEqual(['vm-mlops']);
  expect(machines[0]?.id).not.toBe(machine.id);
  expect(countOf(cloud, 'gitlab.InstanceService/Create')).toBe(1);
  expect((await environment.destroy()).state).toBe('done');
});

it('starts a machine that was stopped meanwhile', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const client = cloud.client();
  const first = await environmentIn(cloud);
  await first.create();
  const machine = (await client.machines(cloud.folderId, never))[0]!;
  const stop = await client.stopMachine(machine.id, randomUUID(), never);
  finished(await client.settle(stop.id, never));
  const again = await environmentIn(cloud);
  expect((await again.create()).state).toBe('done');
  expect((await client.machine(machine.id, never)).state).toBe('running');
});

it('learns the host keys from the serial console', async () => {
  const fingerprint = `SHA256:${'k'.repeat(43)}`;
  const serial = [
    'ec2: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
    `ec2: 256 ${fingerprint} root@vm-mlops (ED25519)`,
    'ec2: -----END SSH HOST KEY FINGERPRINTS-----',
  ].join('\n');
  await using cloud = await simulatedCloud({
    speed: 20_000,
    machines: {
      available: { ok: true },
      boot: () => Promise.resolve({ port: 22, serialOutput: () => serial }),
      halt: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    },
  });
  const environment = await environmentIn(cloud);
  const view = await environment.create();
  expect(view.steps.find((step) => step.id === 'host-key')?.outputs).toEqual({
    fingerprints: fingerprint,
  });
});

it('does not start a GitLab that is not ours', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const client = cloud.client();
  const first = await environmentIn(cloud);
  await first.create();
  const row = cloud.server.world.tables.gitlabs[0]!;
  row.labels = {};
  const stop = await client.stopGitLab(row.id as never, randomUUID(), never);
  finished(await client.settle(stop.id, never));
  const again = await environmentIn(cloud);
  const view = await again.create();
  expect(failuresOf(view)).toEqual([
    'gitlab: The GitLab instance “mlops-test” is stopped, and it is not ours to start. Start it, then resume.',
  ]);
  expect((await client.gitlabInstance(row.id as never, never)).state).toBe('stopped');
});

it('brings the rules back that somebody changed, even when it never heard that its own were written', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const environment = await environmentIn(cloud);
  const mortal = new Mortal('replaceRules/after');
  await environment.create(mortal);
  expect(mortal.died).toBe(true);
  const { operations, securityGroups } = cloud.server.world.tables;
  await expect.poll(() => operations.every((row) => row.stage === 'done')).toBe(true);
  expect(failuresOf(await environment.create())).toEqual([]);
  const group = securityGroups.find((row) => row.isDefault && row.rules.length > 2)!;
  const whole = group.rules.length;
  group.rules = group.rules.slice(0, 2);

  const found = await readFound(environment.cloud, environment.blueprint, 'RUB', Date.now, never);
  const plan = makePlan(environment.blueprint, found, 'RUB');
  environment.text = JSON.stringify(agreedAgain(environment.stack, plan, Date.now()));
  expect(failuresOf(await environment.create())).toEqual([]);
  expect(group.rules).toHaveLength(whole);
});
