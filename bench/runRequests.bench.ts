import { join } from 'node:path';
import { root } from '../scripts/lib/paths.mjs';
import { never } from '../src/base/wait';
import { type ExperimentId } from '../src/model/ids';
import { seedRuns } from '../src/sandbox/gitlab/ml/seed';
import { RunsStore } from '../src/stores/runsStore';
import { tempFolder } from '../test/support/tempFolder';
import { connected, removeCertificates, samplePath } from '../test/wire/gitlab/support';
import { type Entry } from './entry';

const shapes = [
  { name: '1,000 runs', runs: 1_000, metrics: 10, params: 10, whole: false },
  { name: '10,000 runs', runs: 10_000, metrics: 10, params: 10, whole: false },
  { name: '1,000 runs × 200 metrics', runs: 1_000, metrics: 200, params: 50, whole: true },
  { name: '10,000 runs × 200 metrics', runs: 10_000, metrics: 200, params: 50, whole: true },
];

/**
 * Requests for all runs of an experiment, beside the fewest that GitLab's limits allow: one for the list of
 * experiments, one for each 100 runs, and where a run has more than 100 points one for each 1,000 runs. The later times
 * are a window that is opened again, and a look when nothing is new.
 */
export async function measure(): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const { name, whole, ...shape } of shapes) {
    // The sandbox answers from the same process, and keeps its world as one text.
    await using there = await connected(
      { seedProjectFolder: join(root, 'sample') },
      { timeoutMs: 180_000 },
    );
    await using storage = await tempFolder();
    const project = await there.gitlab.projects.get(samplePath, never);
    const owner = there.server.world.tables.projects.find((one) => one.id === project.id);
    if (!owner) throw new Error('there is no project');
    const row = seedRuns(there.server.context, { project: owner, experiment: 'bench', ...shape });
    const open = (): RunsStore =>
      new RunsStore({
        session: {
          client: () => Promise.resolve(there.gitlab),
          project: () => Promise.resolve(project),
          current: { url: there.server.url, username: 'anna', projectPath: samplePath },
        },
        places: [{ experiments: [`gid://gitlab/Ml::Experiment/${row.id}` as ExperimentId] }],
        storage: storage.path,
        onProgress: () => undefined,
      });
    const requests = async (store: RunsStore): Promise<number> => {
      there.sent.length = 0;
      await store.runs.refresh();
      if (store.runs.current.kind === 'failed') throw store.runs.current.error;
      return there.sent.length;
    };
    const fewest = 1 + shape.runs / 100 + (whole ? Math.ceil(shape.runs / 1_000) : 0);
    const start = performance.now();
    const first = open();
    const all = await requests(first);
    const seconds = (performance.now() - start) / 1_000;
    const nothingNew = await requests(first);
    await first.closed();
    const second = open();
    const again = await requests(second);
    await second.closed();
    entries.push(
      {
        name: `${name}: first time`,
        unit: 'requests',
        value: all,
        // Pages as large as they may be, and little more.
        budget: Math.ceil(fewest * 1.2),
        peers: { 'fewest possible': fewest },
      },
      { name: `${name}: first time, sandbox included`, unit: 's', value: seconds },
      {
        name: `${name}: opened again`,
        unit: 'requests',
        value: again,
        budget: 2,
        peers: { 'fewest possible': 1 },
      },
      {
        name: `${name}: nothing new`,
        unit: 'requests',
        value: nothingNew,
        budget: 1,
        peers: { 'fewest possible': 1 },
      },
    );
  }
  await removeCertificates();
  return entries;
}
