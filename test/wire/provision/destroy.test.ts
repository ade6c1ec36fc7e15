import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { finished, stackLabels } from '../../../src/model/cloud';
import { previewDestroy } from '../../../src/provision/destroyPreview';
import { readForDestroy } from '../../../src/provision/foundForDestroy';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { blueprintFor, Environment, failuresOf, quickSteps, statesOf } from './support';

async function created(cloud: SimulatedCloud, deletionProtection = false): Promise<Environment> {
  const plain = blueprintFor(cloud);
  const blueprint = { ...plain, gitlab: { ...plain.gitlab, deletionProtection } };
  const environment = new Environment(cloud.client(), blueprint);
  await environment.agree();
  expect(failuresOf(await environment.create())).toEqual([]);
  return environment;
}

async function preview(environment: Environment) {
  const { cloud, stack } = environment;
  return previewDestroy(stack, await readForDestroy(cloud, undefined, stack, never));
}

it('says beforehand what it will delete', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const environment = await created(cloud);
  const plan = await preview(environment);
  expect(plan.items.map((item) => `${item.action} ${item.name}`)).toEqual([
    'delete mlops-test',
    'delete vm-mlops',
    'delete gitlab-sg',
    'delete subnet-gitlab-a',
    'delete net-gitlab',
    'delete roles of gitlab-sa',
    'delete gitlab-sa',
  ]);
  expect(plan.needsUnprotect).toBe(false);
});

it('names what others have in our network, on our machine and under our label', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const environment = await created(cloud);
  const { addresses, disks, instances, networks, securityGroups, serviceAccounts, subnets } =
    cloud.server.world.tables;
  const subnet = subnets.find((one) => one.name === 'subnet-gitlab-a')!;
  const group = securityGroups.find((one) => one.name === 'gitlab-sg')!;
  const machine = instances[0]!;
  const theirs = { name: 'theirs', labels: {} };
  instances.push({ ...machine, ...theirs, id: 'fhmtheirs', bootDiskId: '' });
  subnets.push({ ...subnet, ...theirs, id: 'e9btheirs' });
  securityGroups.push({ ...group, ...theirs, id: 'enptheirs' });
  disks.push({ ...disks[0]!, ...theirs, id: 'epdtheirs' });
  machine.secondaryDisks.push({ diskId: 'epdtheirs', autoDelete: false, deviceName: '' });
  addresses.push({
    ...theirs,
    id: 'e9baddress',
    folderId: cloud.folderId,
    createdAt: 0,
    description: '',
    address: machine.network.nat!.address,
    zoneId: subnet.zoneId,
    reserved: true,
    deletionProtection: false,
  });
  // Ours were renamed; another one has our label and our name.
  networks.find((one) => one.name === 'net-gitlab')!.name = 'net-renamed';
  const account = serviceAccounts.find((one) => one.name === 'gitlab-sa')!;
  serviceAccounts.push({ ...account, id: 'ajetwin' });
  account.name = 'sa-renamed';

  const { items, leftovers } = await preview(environment);
  expect(items.map(({ action, name }) => [action, name])).toContainEqual(['delete', 'net-renamed']);
  expect(items.map(({ action, name }) => [action, name])).toContainEqual(['delete', 'sa-renamed']);
  expect(leftovers.map(({ resourceId, inTheWay }) => [resourceId, inTheWay])).toEqual([
    ['fhmtheirs', true],
    ['e9btheirs', true],
    ['enptheirs', true],
    ['epdtheirs', false],
    ['e9baddress', false],
    ['ajetwin', false],
    [undefined, false],
  ]);
});

it('knows what is renamed by its recorded id, and never takes what only carries our label', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const plain = blueprintFor(cloud);
  const blueprint = { ...plain, machine: { ...plain.machine, staticAddress: true } };
  const environment = new Environment(cloud.client(), blueprint);
  await environment.agree();
  expect(failuresOf(await environment.create())).toEqual([]);
  const { tables } = cloud.server.world;
  const { addresses, gitlabs, instances, networks, securityGroups, serviceAccounts, subnets } =
    tables;
  const { stackId } = blueprint;
  const ours = (rows: { labels: Readonly<Record<string, string>> }[]) =>
    rows.filter(({ labels }) => labels['stack-id'] === stackId);
  const kinds = [
    networks,
    subnets,
    securityGroups,
    addresses,
    serviceAccounts,
    gitlabs,
    instances,
  ] as { id: string; name: string; labels: Readonly<Record<string, string>> }[][];
  for (const rows of kinds) {
    const [one] = ours(rows) as typeof rows;
    // Its twin has the label, another name and another network, and no place in the journal.
    const stray = { ...structuredClone(one!), id: `${one!.id}x`, name: `stray-${one!.name}` };
    if ('network' in stray) stray.network = { subnetId: 'elsewhere', securityGroupIds: [] };
    if ('subnetId' in stray) stray.subnetId = 'elsewhere';
    if ('networkId' in stray) stray.networkId = 'elsewhere';
    if ('usedBy' in stray) delete stray.usedBy;
    if ('address' in stray) stray.address = '';
    rows.push(stray);
    one!.name = `renamed-${one!.name}`;
  }

  const { items, leftovers } = await preview(environment);
  expect(items.map(({ action, name }) => `${action} ${name}`)).toEqual([
    'delete renamed-mlops-test',
    'delete renamed-vm-mlops',
    'delete renamed-vm-mlops-address',
    'delete renamed-gitlab-sg',
    'delete renamed-subnet-gitlab-a',
    'delete renamed-net-gitlab',
    'delete roles of gitlab-sa',
    'delete renamed-gitlab-sa',
  ]);
  // Of the folder only what quotas keep few is listed: those are named as staying.
  expect(leftovers.map(({ what }) => what)).toEqual([
    'public address “stray-vm-mlops-address”',
    'GitLab instance “stray-mlops-test”',
    'a backup of GitLab instance “renamed-mlops-test”',
  ]);

  expect(failuresOf(await environment.destroy())).toEqual([]);
  expect(kinds.map((rows) => (ours(rows) as typeof rows).map(({ name }) => name))).toEqual([
    ['stray-net-gitlab'],
    ['stray-subnet-gitlab-a'],
    ['stray-gitlab-sg'],
    ['stray-vm-mlops-address'],
    ['stray-gitlab-sa'],
    ['stray-mlops-test'],
    ['stray-vm-mlops'],
  ]);
});

it('leaves what has lost our label, and what holds it', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const environment = await created(cloud);
  const row = cloud.server.world.tables.serviceAccounts.find((one) => one.name === 'gitlab-sa')!;
  row.labels = {};
  expect((await preview(environment)).items.at(-1)).toMatchObject({ action: 'lost' });
  const view = await environment.destroy();
  expect(failuresOf(view)).toEqual([]);
  expect(view.steps.find((step) => step.id === 'service-account')?.outputs).toEqual({
    result: 'kept',
  });
  const accounts = await environment.cloud.serviceAccounts(cloud.folderId, never);
  expect(accounts.map((one) => one.name)).toEqual(['gitlab-sa']);
});

it('does not touch a resource with our label that is not in the journal', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const client = cloud.client();
  const environment = new Environment(client, blueprintFor(cloud));
  await environment.agree();
  const made = await client.createServiceAccount(
    {
      folderId: cloud.folderId,
      name: 'gitlab-sa',
      description: '',
      labels: stackLabels('test-stack', 'service-account'),
    },
    randomUUID(),
    never,
  );
  finished(await client.settle(made.id, never));
  expect((await environment.destroy()).state).toBe('done');
  expect(await client.serviceAccounts(cloud.folderId, never)).toHaveLength(1);
});

it('deletes a protected GitLab only with consent', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const environment = await created(cloud, true);
  expect((await preview(environment)).needsUnprotect).toBe(true);
  const refused = await environment.destroy();
  expect(statesOf(refused)).toMatchObject({ gitlab: 'failed', machine: 'done', subnet: 'waiting' });
  expect(failuresOf(refused)[0]).toContain('protected against deletion');
  const agreed = await environment.open('destroy', undefined, true).start();
  expect(failuresOf(agreed)).toEqual([]);
  expect(await environment.cloud.gitlabInstances(cloud.folderId, never)).toEqual([]);
});

it('takes for gone what somebody deleted by hand', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const environment = await created(cloud);
  const [gitlab] = await environment.cloud.gitlabInstances(cloud.folderId, never);
  const deleted = await environment.cloud.deleteGitLab(gitlab!.id, randomUUID(), never);
  finished(await environment.cloud.settle(deleted.id, never));
  const view = await environment.destroy();
  expect(failuresOf(view)).toEqual([]);
  expect(view.steps.find((step) => step.id === 'gitlab')?.outputs).toMatchObject({
    result: 'gone',
  });
});

it('names what is in the way of the subnet, and goes on when it is gone', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const environment = await created(cloud);
  const client = cloud.client();
  const { outputs } = environment.stack.runs.create['subnet']!;
  const image = await client.latestImage('standard-images', 'ubuntu-2204-lts', never);
  const guest = await client.createMachine(
    {
      folderId: cloud.folderId,
      name: 'runner-guest',
      description: '',
      labels: {},
      zone: 'ru-central1-a',
      platform: 'standard-v3',
      cores: 2,
      coreFraction: 100,
      memoryBytes: 2 * 1024 ** 3,
      disk: { imageId: image!.id, bytes: 30 * 1024 ** 3, type: 'network-hdd' },
      subnetId: outputs['id'] as never,
      securityGroupIds: [],
      gpus: 0,
      staticIp: undefined,
      publicAddress: false,
      preemptible: false,
      metadata: {},
    },
    randomUUID(),
    never,
  );
  finished(await client.settle(guest.id, never));
  expect((await preview(environment)).leftovers[0]?.what).toContain('runner-guest');

  const impatient = { ...quickSteps, busyForMs: 100 };
  const stuck = await environment.open('destroy', undefined, false, impatient).start();
  expect(statesOf(stuck)).toMatchObject({ subnet: 'failed', network: 'waiting', machine: 'done' });
  expect(failuresOf(stuck)[0]).toContain(guest.resourceId);

  const deleted = await client.deleteMachine(guest.resourceId as never, randomUUID(), never);
  finished(await client.settle(deleted.id, never));
  expect(failuresOf(await environment.destroy())).toEqual([]);
});

it('takes back only the roles that it gave', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const client = cloud.client();
  const request = { folderId: cloud.folderId, name: 'gitlab-sa', description: '', labels: {} };
  const account = await client.createServiceAccount(request, randomUUID(), never);
  finished(await client.settle(account.id, never));
  const own = [
    { action: 'add' as const, role: 'vpc.admin', serviceAccountId: account.resourceId as never },
  ];
  const bound = await client.changeBindings(cloud.folderId, own, randomUUID(), never);
  finished(await client.settle(bound.id, never));

  const environment = await created(cloud);
  expect(environment.stack.runs.create['roles']?.outputs['added']).toBe(
    'compute.admin iam.serviceAccounts.user',
  );
  expect(failuresOf(await environment.destroy())).toEqual([]);
  const left = (await client.bindings(cloud.folderId, never)).filter(
    (one) => one.subject.id === account.resourceId,
  );
  expect(left.map((one) => one.role)).toEqual(['vpc.admin']);
});
