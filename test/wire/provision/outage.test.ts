import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { EnvironmentWork } from '../../../src/provision/environmentWork';
import { type WorkNeeds } from '../../../src/provision/workNeeds';
import { simulatedCloud, type SimulatedCloud } from '../../support/simulatedCloud';
import { tempFolder } from '../../support/tempFolder';
import { blueprintFor, failuresOf, quickSteps, statesOf } from './support';

function workOf(cloud: SimulatedCloud, folder: string, needs: Partial<WorkNeeds> = {}) {
  const client = cloud.client();
  return new EnvironmentWork({
    folder,
    cloud: () => Promise.resolve(client),
    furtherSteps: () => [],
    currency: 'RUB',
    pace: quickSteps,
    now: Date.now,
    report: (error) => {
      throw error;
    },
    askSignIn: () => {
      throw new Error('Nobody should be asked.');
    },
    signedIn: () => Promise.resolve(true),
    ...needs,
  });
}

const creations = (cloud: SimulatedCloud): string[] =>
  cloud.server.world.tables.operations
    .map((row) => row.kind)
    .filter((kind) => kind.endsWith('.create'))
    .sort();

it('asks for a sign-in when the token runs out half way, and then goes on by itself', async () => {
  await using cloud = await simulatedCloud({ speed: 1_000 });
  await using folder = await tempFolder();
  let client = cloud.client();
  let asked = 0;
  const work = workOf(cloud, folder.path, {
    cloud: () => Promise.resolve(client),
    askSignIn: () => {
      asked++;
    },
    signedIn: async (signal) => {
      try {
        await client.clouds(signal);
        return true;
      } catch {
        return false;
      }
    },
  });
  const { ended } = await work.begin(await work.plan(blueprintFor(cloud), never));
  const { tables } = cloud.server.world;
  await expect.poll(() => tables.gitlabs.length).toBe(1);
  const digest = createHash('sha256').update(cloud.server.token.reveal()).digest('hex');
  tables.tokens.find((row) => row.digest === digest)!.revoked = true;

  await expect.poll(() => asked).toBe(1);
  const waiting = async () => (await work.read(cloud.folderId)).run;
  await expect
    .poll(async () => (await waiting())?.steps.find((step) => step.id === 'gitlab')?.progress)
    .toMatchObject({ needsYou: true, fix: 'sign-in-cloud' });
  expect((await waiting())?.state).toBe('running');

  const { token } = cloud.server.issueToken({ roles: ['admin'] });
  client = cloud.client({ credentials: { kind: 'iam-token', token } });
  const run = await ended;
  expect(failuresOf(run)).toEqual([]);
  expect([run.state, asked]).toEqual(['done', 1]);
  expect(creations(cloud)).toEqual([...new Set(creations(cloud))]);
  work.dispose();
});

it('goes on by itself when the network was away for a while', async () => {
  await using cloud = await simulatedCloud({ speed: 1_000 });
  await using folder = await tempFolder();
  const work = workOf(cloud, folder.path);
  const { ended } = await work.begin(await work.plan(blueprintFor(cloud), never));
  const { tables } = cloud.server.world;
  await expect.poll(() => tables.networks.length).toBe(2);
  cloud.server.faults.add({ service: 'cloud', match: '*', times: 40, fault: { kind: 'reset' } });
  expect(failuresOf(await ended)).toEqual([]);
  expect(creations(cloud)).toEqual([...new Set(creations(cloud))]);
  work.dispose();
});

it('takes a role for missing only when it stays missing', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  await using folder = await tempFolder();
  const work = workOf(cloud, folder.path);
  const plan = await work.plan(blueprintFor(cloud), never);
  const refuse = (times: number): void =>
    cloud.server.faults.add({
      service: 'cloud',
      match: 'vpc.NetworkService/Create',
      times,
      fault: { kind: 'status', status: 'PERMISSION_DENIED' },
    });
  refuse(4);
  const refused = await (await work.begin(plan)).ended;
  expect(failuresOf(refused)[0]).toContain('needs the role');
  refuse(3);
  expect(failuresOf(await (await work.resume(plan.blueprint)).ended)).toEqual([]);
  work.dispose();
});

it('stops on a dead network without waiting for the deadline, and makes nothing twice afterwards', async () => {
  await using cloud = await simulatedCloud({ speed: 20_000 });
  await using folder = await tempFolder();
  const client = cloud.client({ deadlineMs: 10 * 60_000 });
  const work = workOf(cloud, folder.path, {
    cloud: () => Promise.resolve(client),
    pace: { ...quickSteps, answerMs: 200 },
  });
  const blueprint = blueprintFor(cloud);
  const plan = await work.plan(blueprint, never);
  cloud.server.faults.add({
    service: 'cloud',
    match: 'vpc.NetworkService/Create',
    fault: { kind: 'hold-answer' },
  });
  const { ended } = await work.begin(plan);
  await expect.poll(() => cloud.server.world.tables.networks.length).toBe(2);
  const quiet = work.stop();
  const stopping = (await work.read(cloud.folderId)).run;
  expect(stopping?.state).toBe('stopping');
  expect(stopping?.steps.find((step) => step.id === 'network')?.progress?.text).toBe(
    'stopping, waits for the answer to creating network “net-gitlab”',
  );
  await quiet;
  const stopped = await ended;
  expect([stopped.state, statesOf(stopped)['network']]).toEqual(['stopped', 'waiting']);
  const { stack } = await work.read(cloud.folderId);
  expect(stack?.entries.map((entry) => entry.text).join('\n')).toContain(
    'stopped before creating network “net-gitlab” was answered',
  );

  expect(failuresOf(await (await work.resume(blueprint)).ended)).toEqual([]);
  expect(creations(cloud)).toEqual([...new Set(creations(cloud))]);
  expect(cloud.server.world.tables.networks).toHaveLength(2);
  work.dispose();
});
