import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type Blueprint } from '../../../src/model/blueprint';
import { finished, type Operation } from '../../../src/model/cloud';
import { type NetworkId, type ServiceAccountId } from '../../../src/model/ids';
import { foreignItems } from '../../../src/model/plan';
import { previewDestroy } from '../../../src/provision/destroyPreview';
import { readForDestroy } from '../../../src/provision/foundForDestroy';
import { readFound } from '../../../src/provision/found';
import { makePlan } from '../../../src/provision/plan';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { type YandexCloud } from '../../../src/yandex/cloud';
import { blueprintFor, Environment, failuresOf } from './support';

const labels = { team: 'search' };

/** Calls that change something, from the given one on. */
function changesSince(cloud: SimulatedCloud, first: number): string[] {
  return cloud.server.calls
    .slice(first)
    .map(({ method }) => method)
    .filter((method) => !/\/(Get|List|Search|Calculate|Batch)/.test(method))
    .sort();
}

async function settled(client: YandexCloud, call: Promise<Operation>): Promise<string> {
  const { id, resourceId } = await call;
  finished(await client.settle(id, never));
  return resourceId ?? '';
}

/** All but the machine, by the names that ours would have, made by somebody else and otherwise than we would. */
async function theirs(cloud: SimulatedCloud, blueprint: Blueprint): Promise<void> {
  const client = cloud.client();
  const { folderId, zone } = blueprint;
  const common = (name: string) => ({ folderId, name, description: 'of the team', labels });
  const key = (): string => randomUUID();
  const network = common(blueprint.network.name);
  const networkId = (await settled(
    client,
    client.createNetwork(network, key(), never),
  )) as NetworkId;
  const subnet = { ...common(blueprint.subnet.name), networkId, zone, cidrs: ['10.77.0.0/24'] };
  const group = { ...common(blueprint.securityGroup.name), networkId, rules: [] };
  const address = { ...common(`${blueprint.machine.name}-address`), zone };
  const account = common(blueprint.serviceAccount.name);
  const [, , , serviceAccountId] = await Promise.all([
    settled(client, client.createSubnet(subnet, key(), never)),
    settled(client, client.createSecurityGroup(group, key(), never)),
    settled(client, client.createAddress(address, key(), never)),
    settled(client, client.createServiceAccount(account, key(), never)),
  ]);
  const given = {
    action: 'add' as const,
    role: blueprint.serviceAccount.roles[0] ?? '',
    serviceAccountId: serviceAccountId as ServiceAccountId,
  };
  await settled(client, client.changeBindings(folderId, [given], key(), never));
}

/** Everything of theirs, whole, without what its use leaves on it for a while. */
function picture({ server }: SimulatedCloud): unknown {
  const { networks, subnets, securityGroups, addresses, serviceAccounts, bindings } =
    server.world.tables;
  const accounts = serviceAccounts.map(({ id }) => id);
  return structuredClone({
    networks,
    subnets: subnets.map((row) => ({ ...row, lagging: [] })),
    securityGroups,
    addresses: addresses.map((row) => ({ ...row, usedBy: undefined, usedUntil: undefined })),
    serviceAccounts,
    bindings: bindings.filter(
      ({ subjectId, removedAt }) => accounts.includes(subjectId) && removedAt === undefined,
    ),
  });
}

it('uses subnet, groups, address and account that are not ours, never changes them, and leaves them', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  const usual = blueprintFor(cloud);
  const blueprint: Blueprint = {
    ...usual,
    serviceAccount: { ...usual.serviceAccount, roles: ['compute.admin', 'vpc.user'] },
    machine: { ...usual.machine, staticAddress: true },
  };
  await theirs(cloud, blueprint);
  const before = picture(cloud);
  const client = cloud.client();

  const plan = makePlan(
    blueprint,
    await readFound(client, blueprint, 'RUB', Date.now, never),
    'RUB',
  );
  expect(
    plan.items.map(({ id, action, differences }) => `${id} ${action} ${differences.length}`),
  ).toEqual([
    'network exists 0',
    'subnet exists 0',
    'security-group exists 0',
    'default-group exists 0',
    'service-account exists 0',
    'roles create 0',
    'gitlab create 0',
    'address exists 0',
    'machine create 0',
  ]);
  expect(foreignItems(plan).map(({ id }) => id)).toEqual([
    'network',
    'subnet',
    'security-group',
    'service-account',
    'address',
  ]);

  const environment = new Environment(client, blueprint);
  await environment.agree();
  let first = cloud.server.calls.length;
  expect(failuresOf(await environment.create())).toEqual([]);
  expect(changesSince(cloud, first)).toEqual([
    'compute.InstanceService/Create',
    'gitlab.InstanceService/Create',
    'resourcemanager.FolderService/UpdateAccessBindings',
  ]);
  const { tables } = cloud.server.world;
  const [machine, subnet, address] = [
    tables.instances[0]!,
    tables.subnets[0]!,
    tables.addresses[0]!,
  ];
  const group = tables.securityGroups.find(({ name }) => name === blueprint.securityGroup.name)!;
  expect([machine.network, tables.gitlabs[0]!.subnetId]).toMatchObject([
    {
      subnetId: subnet.id,
      securityGroupIds: [group.id],
      nat: { address: address.address, isStatic: true },
    },
    subnet.id,
  ]);

  const { items } = previewDestroy(
    environment.stack,
    await readForDestroy(client, undefined, environment.stack, never),
  );
  expect(items.map(({ action, id, reason }) => [action, id, reason])).toEqual([
    ['delete', 'gitlab', undefined],
    ['delete', 'machine', undefined],
    ...['address', 'security-group', 'subnet', 'network'].map((id) => [
      'keep',
      id,
      'not ours: it was there before',
    ]),
    ['delete', 'roles', 'vpc.user'],
    ['keep', 'service-account', 'not ours: it was there before'],
  ]);
  first = cloud.server.calls.length;
  expect(failuresOf(await environment.destroy())).toEqual([]);
  expect(changesSince(cloud, first)).toEqual([
    'compute.InstanceService/Delete',
    'gitlab.InstanceService/Delete',
    'resourcemanager.FolderService/UpdateAccessBindings',
  ]);
  expect(picture(cloud)).toEqual(before);
});
