import { never } from '../src/base/wait';
import { previewDestroy } from '../src/provision/destroyPreview';
import { readFound } from '../src/provision/found';
import { readForDestroy } from '../src/provision/foundForDestroy';
import { makePlan } from '../src/provision/plan';
import { fillFolder } from '../test/support/fillFolder';
import { simulatedCloud } from '../test/support/simulatedCloud';
import { blueprintFor, Environment } from '../test/wire/provision/support';
import { type Entry, median } from './entry';

const resources = 10_000;
const rounds = 7;

/** A plan and a preview of a destruction over real gRPC and TLS, alone in a folder and among ten thousand of others. */
export async function measure(): Promise<readonly Entry[]> {
  await using cloud = await simulatedCloud();
  const client = cloud.client();
  const blueprint = blueprintFor(cloud);
  const raise = (quotaId: string): void => {
    cloud.server.world.tables.quotas.push({ cloudId: cloud.cloudId, quotaId, limit: 100_000 });
  };
  const plan = async (): Promise<number> => {
    const begun = performance.now();
    const found = await readFound(client, blueprint, 'RUB', Date.now, never);
    makePlan(blueprint, found, 'RUB');
    return performance.now() - begun;
  };
  const several = async (look: () => Promise<number>): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await look());
    return median(times);
  };
  await plan();
  const alone = await several(plan);
  fillFolder(cloud.server.world, cloud.folderId, resources);
  const before = cloud.server.calls.length;
  const among = await several(plan);
  const requests = (cloud.server.calls.length - before) / rounds;
  for (const kind of ['networks', 'subnets', 'securityGroups']) raise(`vpc.${kind}.count`);
  for (const one of ['iam.serviceAccounts', 'compute.instances']) raise(`${one}.count`);
  const environment = new Environment(client, blueprint);
  await environment.agree();
  const { state } = await environment.create();
  if (state !== 'done') throw new Error(`Creating ended ${state}.`);
  const preview = async (): Promise<number> => {
    const begun = performance.now();
    const { stack } = environment;
    previewDestroy(stack, await readForDestroy(client, undefined, stack, never));
    return performance.now() - begun;
  };
  await preview();
  const previewed = await several(preview);
  return [
    {
      name: 'preview of a destruction, 10,000 other resources in the folder',
      unit: 'ms',
      value: previewed,
      budget: 2_000,
    },
    { name: 'plan, alone in the folder', unit: 'ms', value: alone },
    { name: 'plan, 10,000 other resources in the folder', unit: 'ms', value: among, budget: 2_000 },
    { name: 'plan, calls to the cloud', unit: 'requests', value: requests },
  ];
}
