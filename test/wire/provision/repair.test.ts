import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { finished } from '../../../src/model/cloud';
import { type ServiceAccountId } from '../../../src/model/ids';
import { type Plan } from '../../../src/model/plan';
import { agreedAgain } from '../../../src/provision/agree';
import { readFoundAgain, recordedIds } from '../../../src/provision/found';
import { makePlan } from '../../../src/provision/plan';
import { simulatedCloud } from '../../support/simulatedCloud';
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
