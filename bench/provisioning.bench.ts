import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificates } from '../src/sandbox/certificates';
import { type SandboxCloud, startCloud } from '../src/sandbox/cloud/cloud';
import { type OperationRow } from '../src/sandbox/cloud/rows';
import { releaseMs } from '../src/sandbox/cloud/services/gitlabPower';
import { machinesWithKeys } from '../test/crash/machines';
import { type CloudAddress } from '../test/crash/protocol';
import { runErrand } from '../test/crash/window';
import { type Entry, median } from './entry';

/** Eighteen minutes of GitLab become twenty-two seconds; the calls themselves take as long as they take. */
const speed = 50;
const rounds = 3;

/**
 * How much longer creating and destroying take than the longest chain of the cloud's own operations, that have to
 * wait for each other. Everything beside it is ours: calls, polls, the journal on disk.
 */
export async function measure(): Promise<readonly Entry[]> {
  const create: number[] = [];
  const destroy: number[] = [];
  const createShares: number[] = [];
  const destroyShares: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const folder = await mkdtemp(join(tmpdir(), 'mlops-bench-'));
    const tls = await ensureCertificates(join(folder, 'tls'));
    const cloud = await startCloud({ tls, speed, machines: machinesWithKeys });
    try {
      const address: CloudAddress = {
        endpoint: cloud.endpoint,
        ca: tls.ca,
        token: cloud.token.reveal(),
        cloudId: cloud.cloudId,
        folderId: cloud.folderId,
      };
      const born = await timed(cloud, 'create', folder, address, [
        ['vpc.network.create'],
        // Both have to be done before GitLab is asked for; they go side by side.
        ['vpc.subnet.create', 'vpc.securityGroup.update'],
        ['gitlab.instance.create'],
      ]);
      const died = await timed(cloud, 'destroy', folder, address, [
        ['gitlab.instance.update'],
        ['gitlab.instance.delete'],
        ['vpc.subnet.delete'],
        ['vpc.network.delete'],
      ]);
      create.push(born.overMs);
      destroy.push(died.overMs - releaseMs / speed);
      createShares.push((born.overMs / born.criticalMs) * 100);
      // The subnet's addresses stay in use for a while after GitLab is gone; that is the cloud's time too.
      const waited = releaseMs / speed;
      destroyShares.push(((died.overMs - waited) / (died.criticalMs + waited)) * 100);
    } finally {
      await cloud[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    }
  }
  return [
    // 5 % of the whole at true speed would be a minute; the sandbox runs fifty times faster, so this is strict.
    {
      name: 'creation: longer than its longest chain',
      unit: '%',
      value: median(createShares),
      budget: 5,
    },
    {
      name: 'destruction: longer than its longest chain',
      unit: '%',
      value: median(destroyShares),
      budget: 5,
    },
    { name: 'creation: time of ours', unit: 'ms', value: median(create) },
    { name: 'destruction: time of ours', unit: 'ms', value: median(destroy) },
  ];
}

async function timed(
  cloud: SandboxCloud,
  kind: 'create' | 'destroy',
  folder: string,
  address: CloudAddress,
  chain: readonly (readonly string[])[],
): Promise<{ overMs: number; criticalMs: number }> {
  const from = performance.now();
  const { state, failures } = await runErrand({
    kind,
    folder: join(folder, 'journals'),
    cloud: address,
    speed,
    dieAt: undefined,
  });
  const tookMs = performance.now() - from;
  if (state !== 'done') throw new Error(`${kind}: ${failures.join(' ')}`);
  const { operations } = cloud.world.tables;
  const criticalMs = chain.reduce(
    (sum, kinds) => sum + Math.max(...kinds.map((one) => lengthOf(operations, one))),
    0,
  );
  return { overMs: tookMs - criticalMs, criticalMs };
}

function lengthOf(operations: readonly OperationRow[], kind: string): number {
  const row = operations.find((one) => one.kind === kind);
  if (!row) throw new Error(`There was no operation ${kind}.`);
  return row.endsAt - row.createdAt;
}
