import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { frameOf } from '../../../src/model/frame/buildFrame';
import { type RunFrame } from '../../../src/model/frame/frame';
import { type ExperimentId, type RunId } from '../../../src/model/ids';
import { type GitLab } from '../../../src/model/ports/gitlab';
import { type Project } from '../../../src/model/project';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import { createRun, deleteRun, logMetrics, updateRun } from '../../../src/sandbox/gitlab/ml/runs';
import { seedRuns } from '../../../src/sandbox/gitlab/ml/seed';
import { type Experiment } from '../../../src/sandbox/gitlab/mlRows';
import { newProject } from '../../../src/sandbox/gitlab/rest/newProject';
import { RunsStore } from '../../../src/stores/runsStore';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { type Connected, connected, removeCertificates, samplePath } from '../gitlab/support';

describe('the runs of a page', () => {
  let there: Connected;
  let project: Project;
  let row: Experiment;
  let storage: TempFolder;
  let names = 0;
  const stores: RunsStore[] = [];

  beforeAll(async () => {
    there = await connected();
    project = await there.gitlab.projects.get(samplePath, never);
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await removeCertificates();
  });
  beforeEach(async () => {
    storage = await tempFolder();
    row = createExperiment(there.server.context, owner(), 1, `store ${++names}`, []);
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await closed(store);
    there.server.faults.clear();
    await storage[Symbol.asyncDispose]();
  });

  const owner = () => there.server.world.tables.projects.find((one) => one.id === project.id)!;
  const idOf = (one: Experiment) => `gid://gitlab/Ml::Experiment/${one.id}` as ExperimentId;
  const seed = (runs: number, metrics = 5, points = 1): void => {
    const wanted = { project: owner(), experiment: row.name, runs, metrics, params: 4, points };
    seedRuns(there.server.context, wanted);
  };
  const session = (gitlab: GitLab = there.gitlab) => ({
    client: () => Promise.resolve(gitlab),
    project: () => Promise.resolve(project),
    current: { url: there.server.url, username: 'anna', projectPath: samplePath },
  });
  const open = (more: Partial<ConstructorParameters<typeof RunsStore>[0]> = {}): RunsStore => {
    const store = new RunsStore({
      session: session(),
      places: [{ experiments: [idOf(row)] }],
      storage: storage.path,
      onProgress: () => undefined,
      ...more,
    });
    stores.push(store);
    return store;
  };
  const frame = (store: RunsStore): RunFrame =>
    frameOf((store.runs.value ?? store.early?.snapshot)?.parts ?? []);
  const refresh = async (store: RunsStore): Promise<number> => {
    there.sent.length = 0;
    await store.runs.refresh();
    if (store.runs.current.kind === 'failed') throw store.runs.current.error;
    return there.sent.length;
  };
  /** Closes a page and waits for what it writes. */
  const closed = async (store: RunsStore): Promise<void> => {
    await store.closed();
  };
  const files = async (): Promise<string[]> => {
    const [folder] = await readdir(join(storage.path, 'runs')).catch(() => []);
    return folder === undefined
      ? []
      : (await readdir(join(storage.path, 'runs', folder))).map((name) =>
          join(storage.path, 'runs', folder, name),
        );
  };

  it('are there again from this machine before the server answers, and cost one request', async () => {
    seed(300, 150);
    const first = open();
    await refresh(first);
    const before = frame(first);
    await closed(first);

    const early: number[] = [];
    const again = open({ onProgress: () => early.push(frame(again).rows.length) });
    // The list of experiments, and the heads of the newest runs, which may have new tags.
    expect(await refresh(again)).toBe(2);
    expect(early[0]).toBe(300);
    expect(frame(again).rows).toEqual(before.rows);
    expect(frame(again).columns).toEqual(before.columns);
    expect(frame(again).column('last metric.auc')).toEqual(before.column('last metric.auc'));
    const snapshot = again.runs.value;
    expect(await refresh(again)).toBe(1);
    expect(again.runs.value).toBe(snapshot);
  });

  it('are read again when their file is damaged, and the file is whole afterwards', async () => {
    seed(60);
    await closed(await opened());
    for (const harm of [
      (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1),
      (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 999 ? byte ^ 4 : byte))),
      () => Buffer.alloc(0),
      (bytes: Buffer) => Buffer.concat([Buffer.from('MLRUNS99'), bytes.subarray(8)]),
    ]) {
      const table = (await files()).find((path) => path.endsWith('.table'))!;
      await writeFile(table, harm(await readFile(table)));
      const store = await opened();
      expect(frame(store).rows).toHaveLength(60);
      await closed(store);
      const whole = open();
      await refresh(whole);
      expect(whole.runs.current.kind).toBe('ready');
      await closed(whole);
    }
    for (const path of (await files()).filter((one) => one.endsWith('.json'))) {
      await writeFile(path, '{"format": 1, "experi');
    }
    expect(frame(await opened()).rows).toHaveLength(60);
  });

  it('are read where nothing can be written', async () => {
    seed(60);
    await writeFile(join(storage.path, 'runs'), 'a file where the folder should be');
    expect(frame(await opened()).rows).toHaveLength(60);
  });

  it('tell every point: of finished runs from this machine, of others from the server', async () => {
    seed(20, 5, 50);
    const store = await opened();
    const [newest] = frame(store).rows;
    const points = await store.points(newest!.id, 'auc', never);
    expect(points?.values).toHaveLength(50);
    expect(points?.times.every((at) => at > 0)).toBe(true);
    await closed(store);
    const again = await opened();
    there.sent.length = 0;
    expect(await again.points(newest!.id, 'auc', never)).toEqual(points);
    expect(await again.points(newest!.id, 'nothing', never)).toBeUndefined();
    expect(there.sent).toEqual([]);
    await closed(again);

    const file = (await files()).find((path) => path.endsWith('.points'))!;
    await writeFile(file, Buffer.from(await readFile(file)).fill(7, 100));
    const harmed = await opened();
    there.sent.length = 0;
    expect(await harmed.points(newest!.id, 'auc', never)).toEqual(points);
    expect(await harmed.points(newest!.id, 'loss', never)).toBeDefined();
    expect(there.sent).toHaveLength(1);
  });

  it('follow a run while it works, and leave it alone when it is finished', async () => {
    seed(150);
    const { context } = there.server;
    const run = createRun(context, row, 1, { name: 'live', startTime: Date.now(), tags: [] });
    const store = await opened();
    const shown = () => {
      const place = frame(store).rows.findIndex((one) => one.name === 'live');
      const row = frame(store).rows[place];
      return [
        row?.status,
        frame(store).column('points metric.auc') && row && seenPoints(store, row.id),
      ];
    };
    logMetrics(context, run, [{ key: 'auc', value: 0.5, timestamp: 5, step: 0 }]);
    await refresh(store);
    expect(shown()).toEqual(['running', 1]);
    logMetrics(context, run, [{ key: 'auc', value: 0.6, timestamp: 6, step: 1 }]);
    expect(await refresh(store)).toBe(3);
    expect(shown()).toEqual(['running', 2]);
    const id = frame(store).rows.find((one) => one.name === 'live')!.id;
    expect([...(await store.points(id, 'auc', never))!.values]).toEqual([0.5, 0.6]);
    updateRun(context, run, { status: 'finished' });
    await refresh(store);
    expect(shown()).toEqual(['finished', 2]);
    expect(await refresh(store)).toBe(1);
  });

  it('are looked for every few seconds while somebody looks, and not otherwise', async () => {
    seed(3);
    const { context } = there.server;
    const run = createRun(context, row, 1, { name: 'live', startTime: Date.now(), tags: [] });
    const store = await opened();
    const watching = store.runs.watch();
    await expect.poll(() => store.runs.current.kind).toBe('ready');
    updateRun(context, run, { status: 'failed' });
    await expect
      .poll(() => frame(store).rows.find((one) => one.name === 'live')?.status, { timeout: 5_000 })
      .toBe('failed');
    watching.dispose();
    there.sent.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(there.sent).toEqual([]);
  });

  it('lose those that were deleted, also between two windows', async () => {
    seed(130);
    await closed(await opened());
    const all = there.server.world.tables.candidates.filter((one) => one.experimentId === row.id);
    deleteRun(there.server.context, all[5]!);
    expect(frame(await opened()).rows).toHaveLength(129);
  });

  it('come from several projects into one table', async () => {
    seed(30);
    const { context, world } = there.server;
    const anna = world.tables.users.find((user) => user.username === 'anna')!;
    const group = world.tables.groups.find((one) => one.path === 'mlops')!;
    const other = await newProject(context, anna, {
      name: 'Other',
      path: `other-${names}`,
      namespace: { kind: 'group', id: group.id },
      visibility: 'private',
    });
    const experiment = seedRuns(context, {
      project: other,
      experiment: 'elsewhere',
      runs: 12,
      metrics: 2,
      params: 1,
      seed: 9,
    });
    const places = [
      { experiments: [idOf(row)] },
      { project: `mlops/other-${names}`, experiments: [idOf(experiment)] },
    ];
    const store = open({ places });
    await refresh(store);
    const { rows } = frame(store);
    expect(new Set(rows.map((one) => one.project))).toEqual(
      new Set([samplePath, `mlops/other-${names}`]),
    );
    expect(rows).toHaveLength(42);
    expect(rows.map((one) => one.createdAt)).toEqual(
      rows.map((one) => one.createdAt).toSorted((a, b) => b - a),
    );
    const foreign = rows.find((one) => one.project !== samplePath)!;
    expect(store.find(foreign.id)?.project.id).toBe(other.id);
  });

  it('of one experiment that cannot be read do not hide the others', async () => {
    seed(5);
    const second = createExperiment(there.server.context, owner(), 1, `store ${++names} b`, []);
    createRun(there.server.context, second, 1, { startTime: 1, tags: [] });
    const store = open({ places: [{ experiments: [idOf(row), idOf(second)] }] });
    there.server.faults.add({
      service: 'gitlab',
      match: 'POST /api/graphql',
      skip: 1,
      fault: { kind: 'status', status: 403 },
    });
    await refresh(store);
    expect(frame(store).rows.length).toBeGreaterThan(0);
    expect(store.runs.value?.notes).toEqual([expect.stringContaining('Cannot read the runs')]);
  });

  async function opened(): Promise<RunsStore> {
    const store = open();
    await refresh(store);
    return store;
  }

  function seenPoints(store: RunsStore, id: RunId): number | undefined {
    const found = frame(store);
    const place = found.rows.findIndex((one) => one.id === id);
    const column = found.column('points metric.auc');
    if (column?.kind !== 'number') return undefined;
    const entry = column.rows ? column.rows.indexOf(place) : place;
    return column.values[entry];
  }
});
