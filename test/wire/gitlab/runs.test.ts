import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type ExperimentId } from '../../../src/model/ids';
import { type Project } from '../../../src/model/project';
import { metricOf, paramOf, type Run, tagOf } from '../../../src/model/run';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import { logMetrics, createRun, logParam, updateRun } from '../../../src/sandbox/gitlab/ml/runs';
import { type Candidate, type Experiment } from '../../../src/sandbox/gitlab/mlRows';
import { type Connected, connected, removeCertificates, samplePath } from './support';

describe('experiments and runs through the adapter', () => {
  let there: Connected;
  let project: Project;
  let row: Experiment;
  let id: ExperimentId;
  let names = 0;

  beforeAll(async () => {
    there = await connected();
    project = await there.gitlab.projects.get(samplePath, never);
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await removeCertificates();
  });
  beforeEach(() => {
    const { world } = there.server;
    const owner = world.tables.projects.find((one) => one.id === project.id);
    if (!owner) throw new Error('there is no project');
    row = createExperiment(there.server.context, owner, 1, `experiment ${++names}`, []);
    id = `gid://gitlab/Ml::Experiment/${row.id}` as ExperimentId;
    there.sent.length = 0;
    there.server.faults.clear();
  });

  const addRun = (status: Candidate['status'] = 'finished', name = 'run'): Candidate => {
    const { context } = there.server;
    const run = createRun(context, row, 1, { name, startTime: Date.now(), tags: [] });
    updateRun(context, run, { status });
    return run;
  };
  const list = (known?: readonly Run[]) =>
    there.gitlab.runs.list(project, { experimentId: id, known }, never);
  const iids = (runs: readonly Run[]) => runs.map((run) => run.iid);

  it('lists experiments with what is in them', async () => {
    addRun();
    const found = await there.gitlab.runs.experiments(project, never);
    expect(found.find((one) => one.id === id)).toMatchObject({
      iid: row.iid,
      name: row.name,
      runCount: 1,
      creator: { username: 'anna' },
      webUrl: `${there.server.url}/${samplePath}/-/ml/experiments/${row.iid}`,
    });
  });

  it('keeps hostile names and values as the text they are', async () => {
    const run = addRun('finished', '<img src=x onerror=alert(1)> 🎯 ../../x');
    const { context } = there.server;
    const long = 'x'.repeat(500);
    logParam(context, run, { key: '__proto__', value: '{{7*7}} ${env} "quoted"\n' });
    logParam(context, run, { key: 'long', value: long });
    run.metadata.push({ id: 1, name: '<script>', value: 'y'.repeat(5_000) });
    logMetrics(context, run, [
      { key: 'nan', value: Number.NaN, timestamp: 1 },
      { key: 'loss', value: 1e-300, timestamp: 2, step: 3 },
    ]);
    const [read] = await list();
    expect(read?.name).toBe('<img src=x onerror=alert(1)> 🎯 ../../x');
    expect(read && paramOf(read, '__proto__')).toBe('{{7*7}} ${env} "quoted"\n');
    expect(read && paramOf(read, 'long')).toBe(long);
    expect(read && tagOf(read, '<script>')).toHaveLength(5_000);
    expect(read && metricOf(read, 'loss')?.latest).toEqual({ value: 1e-300, step: 3, at: 2 });
    expect(read && metricOf(read, 'nan')?.latest.value).toBeNaN();
  });

  it('reads 1,000 runs in ten requests, the fewest that pages of 100 allow', async () => {
    const { context } = there.server;
    for (let i = 0; i < 1_000; i++) {
      const run = addRun();
      for (let p = 0; p < 5; p++) logParam(context, run, { key: `p${p}`, value: `${i}` });
      logMetrics(
        context,
        run,
        Array.from({ length: 20 }, (_, step) => ({
          key: 'loss',
          value: 1 / (step + 1),
          timestamp: step,
          step,
        })),
      );
    }
    const seen: [number, number][] = [];
    const runs = await there.gitlab.runs.list(
      project,
      { experimentId: id, onPage: (page, total) => seen.push([page.length, total]) },
      never,
    );
    expect(runs).toHaveLength(1_000);
    expect(runs.every((run) => run.historyComplete && run.params.length === 5)).toBe(true);
    expect(there.sent).toHaveLength(10);
    expect(seen).toEqual(Array.from({ length: 10 }, (_, i) => [(i + 1) * 100, 1_000]));

    there.sent.length = 0;
    expect(iids(await list(runs))).toEqual(iids(runs));
    expect(there.sent).toHaveLength(1);

    addRun('running');
    there.sent.length = 0;
    expect(await list(runs)).toHaveLength(1_001);
    expect(there.sent).toHaveLength(1);
  }, 60_000);

  it('fetches again only what is new or was unfinished', async () => {
    const old = addRun('running', 'slow');
    for (let i = 0; i < 150; i++) addRun();
    const known = await list();
    updateRun(there.server.context, old, { status: 'failed' });
    addRun('finished', 'newest');
    there.sent.length = 0;
    const runs = await list(known);
    expect(runs).toHaveLength(152);
    expect([runs[0]?.name, runs.at(-1)?.status]).toEqual(['newest', 'failed']);
    expect(there.sent).toHaveLength(2);
  });

  it('notices runs that were deleted elsewhere', async () => {
    const gone = addRun();
    for (let i = 0; i < 120; i++) addRun();
    const known = await list();
    await there.gitlab.runs.delete(project, gone.eid, never);
    const runs = await list(known);
    expect(runs).toHaveLength(120);
    expect(iids(runs)).not.toContain(gone.iid);
  });

  it('reads everything again when what was known had gaps', async () => {
    for (let i = 0; i < 250; i++) addRun();
    const known = (await list()).filter((_, index) => index !== 200);
    expect(await list(known)).toHaveLength(250);
  });

  it('stops at the number of runs somebody wants', async () => {
    for (let i = 0; i < 130; i++) addRun();
    const runs = await there.gitlab.runs.list(project, { experimentId: id, limit: 120 }, never);
    expect(runs).toHaveLength(120);
    expect(there.sent).toHaveLength(2);
  });

  describe('with more points than a page', () => {
    const early = { key: 'started', value: 7, timestamp: 1, step: 0 };
    const many = Array.from({ length: 450 }, (_, step) => ({
      key: 'loss',
      value: step,
      timestamp: 1_000 + step,
      // Steps run backwards: the latest point is not the one with the highest step.
      step: 450 - step,
    }));
    const expectWhole = (run: Run | undefined) => {
      expect(run?.historyComplete).toBe(true);
      expect(run && metricOf(run, 'loss')?.points).toHaveLength(450);
      expect(run && metricOf(run, 'loss')?.latest).toMatchObject({ value: 449, step: 1 });
      expect(run && metricOf(run, 'started')?.latest).toMatchObject({ value: 7 });
    };

    it('takes the rest of a run in one call of the MLflow API', async () => {
      logMetrics(there.server.context, addRun(), [early, ...many]);
      const [run] = await list();
      expectWhole(run);
      expect(run && metricOf(run, 'loss')?.points[0]?.at).toBe(1_000);
      expect(there.sent).toHaveLength(2);
    });

    it('pages through GraphQL where the MLflow API cannot be read', async () => {
      addRun();
      logMetrics(there.server.context, addRun(), [early, ...many]);
      addRun();
      there.server.faults.add({
        service: 'gitlab',
        match: 'GET /api/v4/projects/*/ml/mlflow/*',
        fault: { kind: 'status', status: 404 },
      });
      expectWhole((await list())[1]);
      // One page of runs, the refusal, and four more pages of points: 451 are five pages.
      expect(there.sent).toHaveLength(6);
    });

    it('tells the history of one metric with its times', async () => {
      const run = addRun();
      logMetrics(there.server.context, run, [early, ...many]);
      const points = await there.gitlab.runs.history(project, run.eid, 'loss', never);
      expect(points).toHaveLength(450);
      expect(points[0]).toEqual({ value: 0, step: 450, at: 1_000 });
    });
  });

  it('tells the history on servers without the newer route too', async () => {
    await using older = await connected({ features: { metricHistory: false } });
    const olderProject = await older.gitlab.projects.get(samplePath, never);
    const owner = older.server.world.tables.projects.find((one) => one.id === olderProject.id);
    if (!owner) throw new Error('there is no project');
    const { context } = older.server;
    const experiment = createExperiment(context, owner, 1, 'old', []);
    const run = createRun(context, experiment, 1, { startTime: 0, tags: [] });
    logMetrics(context, run, [{ key: 'loss', value: 0.5, timestamp: 9, step: 1 }]);
    expect(await older.gitlab.runs.history(olderProject, run.eid, 'loss', never)).toEqual([
      { value: 0.5, step: 1, at: 9 },
    ]);
    expect(older.sent.map((one) => one.status).slice(-2)).toEqual([404, 200]);
  });

  it('deletes an experiment with its runs', async () => {
    addRun();
    await there.gitlab.runs.deleteExperiment(project, row.iid, never);
    await expect(list()).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('says that a project is hidden instead of showing nothing', async () => {
    await expect(
      there.gitlab.runs.experiments({ ...project, path: 'mlops/hidden' }, never),
    ).rejects.toMatchObject({ kind: 'not-found', fix: 'choose-project' });
  });

  it('asks the server what it can do, once', async () => {
    const features = { experiments: true, models: true, promote: true, version: '18.4.2' };
    expect(await there.gitlab.features(never)).toEqual(features);
    expect(await there.gitlab.features(never)).toEqual(features);
    expect(there.sent).toHaveLength(1);
  });
});
