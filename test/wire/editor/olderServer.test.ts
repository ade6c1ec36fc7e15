import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { frameOf } from '../../../src/model/frame/buildFrame';
import { type RunFrame } from '../../../src/model/frame/frame';
import { type Project } from '../../../src/model/project';
import { issueToken, mint } from '../../../src/sandbox/gitlab/access/tokens';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import {
  addTags,
  createRun,
  deleteRun,
  logMetrics,
  updateRun,
} from '../../../src/sandbox/gitlab/ml/runs';
import { seedRuns } from '../../../src/sandbox/gitlab/ml/seed';
import { addUser } from '../../../src/sandbox/gitlab/seed';
import { type GitLab } from '../../../src/model/ports/gitlab';
import { RunsStore } from '../../../src/stores/runsStore';
import { newestFeatures } from '../../../src/sandbox/gitlab/context';
import { modelRoots, presentModels } from '../../../src/views/modelsTree';
import { ModelController } from '../../../src/webviews/model/controller';
import { tempFolder } from '../../support/tempFolder';
import { withSample } from '../sandbox-gitlab/sample';
import { openWindow } from './window';
import {
  type Connected,
  connected,
  fixed,
  removeCertificates,
  samplePath,
} from '../gitlab/support';

afterAll(removeCertificates);

describe('a GitLab before 17.8, whose GraphQL knows no experiments', () => {
  let there: Connected;
  let project: Project;

  beforeAll(async () => {
    const features = { graphqlExperiments: false, metricHistory: false };
    there = await connected({ version: '17.5.2', features });
    project = await there.gitlab.projects.get(samplePath, never);
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
  });

  const owner = () => there.server.world.tables.projects.find((one) => one.id === project.id)!;
  const open = (experiment: string, storage: string | undefined, gitlab: GitLab): RunsStore =>
    new RunsStore({
      session: {
        client: () => Promise.resolve(gitlab),
        project: () => Promise.resolve(project),
        current: { url: there.server.url, username: 'anna', projectPath: samplePath },
      },
      places: [{ experiments: [experiment as never] }],
      storage,
      onProgress: () => undefined,
    });
  const frame = (store: RunsStore): RunFrame => frameOf(store.runs.value?.parts ?? []);
  const refresh = async (store: RunsStore): Promise<number> => {
    there.sent.length = 0;
    await store.runs.refresh();
    if (store.runs.current.kind === 'failed') throw store.runs.current.error;
    return there.sent.length;
  };

  it('says so itself when it is asked what it offers', async () => {
    expect(await there.gitlab.features(never)).toMatchObject({ experiments: false });
  });

  it('shows its runs by the MLflow API, and follows them in one request each time', async () => {
    const { context } = there.server;
    const wanted = { project: owner(), experiment: 'older', metrics: 3, params: 2, points: 4 };
    const row = seedRuns(context, { ...wanted, runs: 230 });
    const experiments = await there.gitlab.runs.experiments(project, never);
    expect(experiments.map(({ name, runCount }) => [name, runCount])).toContainEqual([
      'older',
      undefined,
    ]);
    const { id } = experiments.find((one) => one.name === 'older')!;
    await using storage = await tempFolder();
    const store = open(id, storage.path, there.gitlab);
    await refresh(store);
    const runs = there.server.world.tables.candidates
      .filter((one) => one.experimentId === row.id)
      .toReversed();
    const { rows } = frame(store);
    expect(rows.map((one) => [one.iid, one.eid, one.name, one.status])).toEqual(
      runs.map((one) => [one.iid, one.eid, one.name, one.status]),
    );
    expect(rows[0]!.webUrl).toBe(
      `${there.server.url}/${samplePath}/-/ml/candidates/${runs[0]!.iid}`,
    );
    expect(store.runs.value?.notes.join()).toContain('older than 17.8');
    const last = runs[0]!.metrics.findLast((point) => point.name === 'loss')!;
    const { loss } = Object.fromEntries(
      store.find(rows[0]!.id)!.run.metrics.map((metric) => [metric.name, metric.latest.value]),
    );
    expect(loss).toBe(last.value);
    expect((await store.points(rows[0]!.id, 'loss', never))?.values).toHaveLength(4);

    const live = createRun(context, row, 1, { name: 'live', startTime: Date.now(), tags: [] });
    // The list of experiments and the newest runs.
    expect(await refresh(store)).toBe(2);
    expect(frame(store).rows[0]).toMatchObject({ name: 'live', status: 'running' });
    logMetrics(context, live, [{ key: 'loss', value: 0.25, timestamp: 5, step: 0 }]);
    updateRun(context, live, { status: 'finished' });
    addTags(context, runs[3]!, [{ key: 'seen', value: 'yes' }]);
    await refresh(store);
    expect(frame(store).rows[0]).toMatchObject({ name: 'live', status: 'finished' });
    expect(frame(store).columns.some(({ key }) => key === 'tag.seen')).toBe(true);
    deleteRun(context, runs[200]!);
    await store.refreshAll();
    expect(frame(store).rows).toHaveLength(230);
    await store.closed();

    const again = open(id, storage.path, there.gitlab);
    expect(await refresh(again)).toBe(2);
    expect(frame(again).rows).toHaveLength(230);
    await again.closed();
  });

  it('lists the newest runs of an experiment for the tree', async () => {
    const { context } = there.server;
    const row = createExperiment(context, owner(), 1, 'short', []);
    for (let at = 0; at < 5; at++)
      createRun(context, row, 1, { name: `n${at}`, startTime: 1, tags: [] });
    const experiments = await there.gitlab.runs.experiments(project, never);
    const { id } = experiments.find((one) => one.name === 'short')!;
    const runs = await there.gitlab.runs.list(project, { experimentId: id, limit: 2 }, never);
    expect(runs.map((run) => run.name)).toEqual(['n4', 'n3']);
  });

  it('says what is missing to those whom it tells no runs', async () => {
    const { context, world } = there.server;
    seedRuns(context, { project: owner(), experiment: 'shut', runs: 3, metrics: 1, params: 1 });
    const user = await addUser(context, 'reader', 'Reader', undefined);
    const source = { kind: 'project' as const, id: project.id };
    world.tables.members.push({ userId: user.id, source, accessLevel: 20 });
    const token = mint('glpat-');
    issueToken(context, token, { kind: 'personal', userId: user.id, name: 'r', scopes: ['api'] });
    const reader = there.connect({ token: fixed(new Secret(token)) });
    const experiments = await reader.runs.experiments(project, never);
    const store = open(experiments.find((one) => one.name === 'shut')!.id, undefined, reader);
    await expect(refresh(store)).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('older than 17.8') as string,
    });
    await store.closed();
  });
});

describe('a GitLab before 16.7, which has no model registry', () => {
  it('says so in one sentence in the tree and on the page, and leaves the rest alone', async () => {
    const features = { graphqlExperiments: false, graphqlModels: false, metricHistory: false };
    await using older = await withSample({
      version: '16.5.1',
      features: { ...newestFeatures, ...features },
    });
    await using home = await tempFolder();
    const { url, caFile, tokens } = older.gitlab;
    using editor = openWindow({ home: home.path, settings: { caFile, gitlabUrl: url } });
    await editor.accounts.add(url, { kind: 'token', token: tokens['anna']! }, never);
    await editor.gitlab.signedIn(url, 'anna');
    const gitlab = await editor.gitlab.client();
    await editor.gitlab.choose(await gitlab.projects.get(samplePath, never));
    expect(await gitlab.features(never)).toMatchObject({ models: false, promote: false });
    await editor.project.models.refresh();
    const sentence =
      'Cannot list the models of "mlops/credit-scoring": this version of GitLab does not offer it. Experiments and the model registry need GitLab 17.8 or later.';
    const roots = modelRoots(editor.project.models.current);
    expect(roots).toHaveLength(1);
    expect(JSON.stringify(presentModels(roots[0]!, 'AUC', 0))).toContain('does not offer it');
    const controller = new ModelController({
      project: await editor.gitlab.project(never),
      session: editor.gitlab,
      stores: editor.project,
      modelId: 'gid://gitlab/Ml::Model/1' as never,
      name: 'churn',
      keyMetric: () => 'AUC',
      versionCommand: () => Promise.resolve(),
      modelCommand: () => Promise.resolve(),
      compareRuns: () => Promise.resolve(),
      showMarkdown: () => Promise.resolve(),
    });
    await controller.handlers.refresh({}, never);
    expect(controller.state).toMatchObject({ name: 'churn', problem: sentence, gone: false });
    controller.dispose();
    // The other trees are none the worse for it.
    await editor.project.experiments.refresh();
    expect(editor.project.experiments.current.kind).toBe('ready');
    expect(editor.reported).toEqual([]);
  });
});
