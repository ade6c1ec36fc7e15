import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type Step } from '../../../src/provision/step';
import { EnvironmentWork } from '../../../src/provision/environmentWork';
import { type FolderId } from '../../../src/model/ids';
import { activationStep } from '../../../src/provision/activation';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { tempFolder } from '../../support/tempFolder';
import { blueprintFor, contents, failuresOf, quickSteps } from './support';

function workOf(
  cloud: SimulatedCloud,
  folder: string,
  further: readonly Step[] = [],
): EnvironmentWork {
  const client = cloud.client();
  return new EnvironmentWork({
    folder,
    cloud: () => Promise.resolve(client),
    furtherSteps: () => further,
    currency: 'RUB',
    pace: quickSteps,
    now: Date.now,
    report: (error) => {
      throw error;
    },
    askSignIn: () => undefined,
    signedIn: () => Promise.resolve(true),
  });
}

/** The host key step needs a machine that prints keys; the simulated one without a host does not. */
async function createdIn(work: EnvironmentWork, cloud: SimulatedCloud, stackId = 'test-stack') {
  const plan = await work.plan(blueprintFor(cloud, stackId), never);
  const { ended } = await work.begin(plan);
  return ended;
}

describe('the environments of this machine', () => {
  it('are told as the journal has them when nobody works on them', async () => {
    await using cloud = await simulatedCloud();
    await using folder = await tempFolder();
    const work = workOf(cloud, folder.path);
    expect(await work.read(cloud.folderId)).toEqual({
      stack: undefined,
      run: undefined,
      broken: undefined,
    });
    const run = await createdIn(work, cloud);
    work.dispose();
    const other = workOf(cloud, folder.path);
    const read = await other.read(cloud.folderId);
    expect(read.stack?.header.blueprint.stackId).toBe('test-stack');
    expect(read.run?.state).toBe(run.state);
    expect(read.run?.steps.map(({ id, state }) => [id, state])).toEqual(
      run.steps.map(({ id, state }) => [id, state]),
    );
    other.dispose();
  });

  it('of the same name in two folders do not know of each other', async () => {
    await using one = await simulatedCloud();
    await using two = await simulatedCloud();
    await using folder = await tempFolder();
    const [first, second] = [workOf(one, folder.path), workOf(two, folder.path)];
    await createdIn(first, one);
    const before = (await first.read(one.folderId)).stack;
    const run = await createdIn(second, two);
    expect(failuresOf(run)).toEqual(failuresOf(await rested(first, one.folderId)));
    expect((await first.read(one.folderId)).stack).toEqual(before);
    const [a, b] = await Promise.all([
      contents(one.client(), blueprintFor(one)),
      contents(two.client(), blueprintFor(two)),
    ]);
    expect(b).toEqual(a);
    expect((await readdir(folder.path)).sort()).toEqual([one.folderId, two.folderId].sort());
    first.dispose();
    second.dispose();
  });

  it('with a damaged journal say so, only where it is', async () => {
    await using cloud = await simulatedCloud();
    await using folder = await tempFolder();
    const work = workOf(cloud, folder.path);
    await createdIn(work, cloud);
    const file = join(folder.path, cloud.folderId, 'test-stack.stack.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.slice(0, 100));
    expect((await work.read(cloud.folderId)).broken).toMatchObject({
      kind: 'invalid',
      fix: 'open-log',
    });
    expect((await work.read('b1gother' as FolderId)).broken).toBeUndefined();
    await expect(work.read('../b1g' as FolderId)).rejects.toMatchObject({ kind: 'invalid' });
    work.dispose();
  });

  it('wait for a person without asking too often, and stop when they are told', async () => {
    await using cloud = await simulatedCloud();
    await using folder = await tempFolder();
    let looks = 0;
    const activation = activationStep({
      adminEmail: 'anna@example.com',
      lookMs: 5,
      signedIn: async () => {
        looks++;
        return looks > 1_000_000;
      },
    });
    const work = workOf(cloud, folder.path, [activation]);
    const plan = await work.plan(blueprintFor(cloud), never);
    const { ended } = await work.begin(plan);
    const step = async () =>
      (await work.read(cloud.folderId)).run?.steps.find(({ id }) => id === 'activation');
    await expect
      .poll(async () => (await step())?.progress?.needsYou, { timeout: 10_000 })
      .toBe(true);
    expect((await step())?.progress?.text).toContain('mailed to anna@example.com');
    await work.stop();
    const run = await ended;
    expect(run.steps.find(({ id }) => id === 'activation')?.state).not.toBe('done');
    const before = looks;
    await new Promise((resolve) => setImmediate(resolve));
    expect(looks).toBe(before);
    work.dispose();
  });

  it('remember what was agreed to when they were destroyed, over a resume', async () => {
    await using cloud = await simulatedCloud({ speed: 20_000 });
    await using folder = await tempFolder();
    const plain = blueprintFor(cloud);
    const work = workOf(cloud, folder.path);
    const guarded = { ...plain, gitlab: { ...plain.gitlab, deletionProtection: true } };
    await (
      await work.begin(await work.plan(guarded, never))
    ).ended;
    cloud.server.faults.add({
      service: 'cloud',
      match: 'gitlab.InstanceService/Update',
      fault: { kind: 'status', status: 'INTERNAL' },
    });
    const broken = await (await work.destroy(guarded, true)).ended;
    expect(broken.state).toBe('failed');
    work.dispose();

    const other = workOf(cloud, folder.path);
    expect(failuresOf(await (await other.resume(guarded)).ended)).toEqual([]);
    expect(cloud.server.world.tables.gitlabs).toEqual([]);
    other.dispose();
  });

  const rested = async (work: EnvironmentWork, folder: FolderId) => {
    const { run } = await work.read(folder);
    if (!run) throw new Error('There is no run.');
    return run;
  };
});
