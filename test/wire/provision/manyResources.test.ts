import { expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type RunView } from '../../../src/model/journal';
import { previewDestroy } from '../../../src/provision/destroyPreview';
import { readFound } from '../../../src/provision/found';
import { readForDestroy } from '../../../src/provision/foundForDestroy';
import { makePlan } from '../../../src/provision/plan';
import { fillFolder } from '../../support/fillFolder';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { blueprintFor, Environment, failuresOf } from './support';

function requestsSince(cloud: SimulatedCloud, begun: number): string[] {
  return cloud.server.calls.slice(begun).map((call) => call.method);
}

it('plans among ten thousand resources with the same few requests as in an empty folder', async () => {
  await using cloud = await simulatedCloud();
  const blueprint = blueprintFor(cloud);
  const client = cloud.client();
  const plan = async () => {
    const begun = cloud.server.calls.length;
    const found = await readFound(client, blueprint, 'RUB', Date.now, never);
    const made = makePlan(blueprint, found, 'RUB');
    return { made, requests: requestsSince(cloud, begun) };
  };
  await plan();
  const alone = await plan();
  fillFolder(cloud.server.world, cloud.folderId, 10_000);
  const among = await plan();
  expect(among.made.items).toEqual(alone.made.items);
  expect(among.requests.sort()).toEqual(alone.requests.sort());
  expect(among.requests.length).toBeLessThan(25);
});

it('finds its own again among them, with few requests more', async () => {
  await using cloud = await simulatedCloud();
  const environment = new Environment(cloud.client(), blueprintFor(cloud));
  await environment.agree();
  expect(failuresOf(await environment.create())).toEqual([]);
  fillFolder(cloud.server.world, cloud.folderId, 10_000);
  const begun = cloud.server.calls.length;
  const found = await readFound(environment.cloud, environment.blueprint, 'RUB', Date.now, never);
  const plan = makePlan(environment.blueprint, found, 'RUB');
  expect(plan.items.map(({ id, action }) => [id, action])).toEqual(
    plan.items.map(({ id }) => [id, 'adopt']),
  );
  expect(requestsSince(cloud, begun).length).toBeLessThan(30);
});

it('previews a destruction among them with the same requests as without them', async () => {
  await using cloud = await simulatedCloud();
  const environment = new Environment(cloud.client(), blueprintFor(cloud));
  await environment.agree();
  expect(failuresOf(await environment.create())).toEqual([]);
  const preview = async () => {
    const begun = cloud.server.calls.length;
    const found = await readForDestroy(environment.cloud, undefined, environment.stack, never);
    return {
      plan: previewDestroy(environment.stack, found),
      requests: requestsSince(cloud, begun).sort(),
    };
  };
  const alone = await preview();
  fillFolder(cloud.server.world, cloud.folderId, 10_000);
  expect(await preview()).toEqual(alone);
  expect(alone.plan.items.every(({ action }) => action === 'delete')).toBe(true);
  expect(alone.requests.length).toBeLessThan(15);
});

it('creates and destroys among them without listing any of them', async () => {
  await using cloud = await simulatedCloud();
  const { world } = cloud.server;
  fillFolder(world, cloud.folderId, 10_000);
  const quotas = ['networks', 'subnets', 'securityGroups'].map((kind) => `vpc.${kind}.count`);
  for (const quotaId of [...quotas, 'iam.serviceAccounts.count', 'compute.instances.count']) {
    world.tables.quotas.push({ cloudId: cloud.cloudId, quotaId, limit: 100_000 });
  }
  const environment = new Environment(cloud.client(), blueprintFor(cloud));
  await environment.agree();
  const lists = async (work: () => Promise<RunView>): Promise<string[]> => {
    const begun = cloud.server.calls.length;
    expect(failuresOf(await work())).toEqual([]);
    const listed = requestsSince(cloud, begun).filter((method) => /\/List[A-Z]?/.test(method));
    return [...new Set(listed)].sort();
  };
  expect(await lists(() => environment.create())).toEqual([
    'resourcemanager.FolderService/ListAccessBindings',
  ]);
  expect(await lists(() => environment.destroy())).toEqual([]);
});
