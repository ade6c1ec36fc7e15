import { never } from '../src/base/wait';
import { readFound } from '../src/provision/found';
import { makePlan } from '../src/provision/plan';
import { fillFolder } from '../test/support/fillFolder';
import { simulatedCloud } from '../test/support/simulatedCloud';
import { blueprintFor } from '../test/wire/provision/support';
import { type Entry, median } from './entry';

const resources = 10_000;
const rounds = 7;

/** A plan over real gRPC and TLS, alone in a folder and among ten thousand resources of others. */
export async function measure(): Promise<readonly Entry[]> {
  await using cloud = await simulatedCloud();
  const client = cloud.client();
  const blueprint = blueprintFor(cloud);
  const plan = async (): Promise<number> => {
    const begun = performance.now();
    const found = await readFound(client, blueprint, 'RUB', Date.now, never);
    makePlan(blueprint, found, 'RUB');
    return performance.now() - begun;
  };
  const several = async (): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await plan());
    return median(times);
  };
  await plan();
  const alone = await several();
  fillFolder(cloud.server.world, cloud.folderId, resources);
  const before = cloud.server.calls.length;
  const among = await several();
  const requests = (cloud.server.calls.length - before) / rounds;
  return [
    { name: 'plan, alone in the folder', unit: 'ms', value: alone },
    { name: 'plan, 10,000 other resources in the folder', unit: 'ms', value: among, budget: 2_000 },
    { name: 'plan, calls to the cloud', unit: 'requests', value: requests },
  ];
}
