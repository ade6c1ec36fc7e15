import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type ExperimentId, type RunId } from '../../../src/model/ids';
import { type Run } from '../../../src/model/run';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import {
  createRun,
  logMetrics,
  logParams,
  setTag,
  updateRun,
} from '../../../src/sandbox/gitlab/ml/runs';
import { experimentRoots, type RunNode } from '../../../src/views/experimentsTree';
import { type ModelNode, type ModelVersionNode } from '../../../src/views/modelsTree';
import { type RunsController } from '../../../src/webviews/runs/controller';
import { type SampleWorld, withSample } from '../sandbox-gitlab/sample';
import { removeCertificates, samplePath } from '../gitlab/support';
import { accept, agree, choose, leave, type as typing } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { runsPage } from './runsPage';
import { openWindow, type TestWindow } from './window';

describe('runs and models in a window', () => {
  let there: SampleWorld;
  let home: TempFolder;
  let editor: TestWindow;
  let experiment: ReturnType<typeof createExperiment>;
  beforeAll(async () => {
    [there, home] = await Promise.all([withSample(), tempFolder()]);
    const owner = there.gitlab.world.tables.projects[0]!;
    experiment = createExperiment(there.gitlab.context, owner, 1, 'Loan_prediction', []);
  });
  beforeEach(async () => {
    editor = openWindow({
      home: home.path,
      settings: { caFile: there.gitlab.caFile, gitlabUrl: there.gitlab.url },
    });
    const token = there.gitlab.tokens['anna']!;
    await editor.accounts.add(there.gitlab.url, { kind: 'token', token }, never);
    await editor.gitlab.signedIn(there.gitlab.url, 'anna');
    const client = await editor.gitlab.client();
    await editor.gitlab.choose(await client.projects.get(samplePath, never));
  });
  afterEach(() => editor[Symbol.dispose]());
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
    await removeCertificates();
  });

  /** A run as a training logs it. */
  async function train(name: string, auc: number, finished = true): Promise<RunNode> {
    const { context } = there.gitlab;
    const made = createRun(context, experiment, 1, { startTime: Date.now(), name, tags: [] });
    logParams(context, made, [{ key: 'RANDOM_SEED', value: '7' }]);
    for (const [step, value] of [auc - 0.1, auc].entries())
      logMetrics(context, made, [{ key: 'AUC', value, timestamp: Date.now(), step }]);
    if (finished) updateRun(context, made, { status: 'finished' });
    await editor.commands['mlops.runs.refresh']();
    return runNode(name);
  }
  function runNode(name: string): RunNode {
    const { project, experiments } = editor.project.experiments.value!;
    for (const entry of experiments) {
      const run = entry.runs.find((one) => one.name === name);
      if (run) return { kind: 'run', project, entry, run };
    }
    throw new Error(`The tree has no run ${name}.`);
  }
  const names = (): string[] =>
    editor.project.experiments.value!.experiments.flatMap(({ runs }) =>
      runs.map((run) => run.name),
    );
  async function upload(run: Run, name: string, content: string): Promise<void> {
    const client = await editor.gitlab.client();
    const file = join(home.path, 'upload.bin');
    await writeFile(file, content);
    const { id } = await editor.gitlab.project(never);
    await client.packages.upload(id, { kind: 'run', iid: run.iid }, name, file, undefined, never);
  }
  const controller = (): RunsController => runsPage(editor);

  it('opens the table of the one experiment there is, and of a node', async () => {
    const { entry } = await train('first', 0.8);
    await editor.commands['mlops.runs.open']();
    await editor.commands['mlops.runs.open'](runNode('first'));
    const opened = `runs table Loan_prediction ${entry.experiment.id}`;
    expect(editor.shown).toEqual([opened, opened]);
    const tree = experimentRoots(editor.project.experiments.current);
    const other = { ...entry.experiment, id: 'gid://gitlab/Ml::Experiment/77' as ExperimentId };
    const nodes = tree.filter((node) => node.kind === 'experiment');
    const two = [...nodes, { ...nodes[0]!, entry: { ...entry, experiment: other } }];
    await editor.commands['mlops.runs.open'](nodes[0], two);
    expect(editor.shown.at(-1)).toBe(
      `runs table Loan_prediction, Loan_prediction ${entry.experiment.id},${other.id}`,
    );
  });

  it('compares what was chosen, a run with the newest other, or the newest three', async () => {
    const [a, b] = [await train('a', 0.7), await train('b', 0.8)];
    await train('c', 0.9);
    const ids = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, runNode(name).run.id]));
    const compare = editor.commands['mlops.runs.compare'];
    await compare(a, [a, b]);
    // A node from before a refresh is still the same run.
    await editor.commands['mlops.runs.refresh']();
    await compare({ ...a, run: { ...a.run } });
    await compare({ ...runNode('c'), run: { ...runNode('c').run } });
    await compare();
    expect(
      editor.shown.map((text) => text.replaceAll(/\S+Candidate\/\d+/g, (id) => nameOf(id))),
    ).toEqual(['compare a b', 'compare a c', 'compare c b', 'compare c b a']);
    function nameOf(id: string): string {
      return Object.entries(ids).find(([, value]) => value === id)?.[0] ?? id;
    }
  });

  it('asks for a run when it is called without one', async () => {
    await train('asked for', 0.81);
    editor.ui.will(
      ['Promote a run', choose('asked for')],
      ['Open a run in the browser', choose('asked for')],
      ['Follow the log of a run', choose('asked for')],
      ['Delete a run', leave],
    );
    await editor.commands['mlops.run.promote']();
    await editor.commands['mlops.run.openWeb']();
    await editor.commands['mlops.run.openJob']();
    await editor.commands['mlops.run.delete']();
    expect(editor.shown).toEqual([
      `promote ${runNode('asked for').run.id}`,
      'follow job of asked for',
    ]);
    expect(editor.ui.opened[0]).toMatch(/\/-\/ml\/candidates\/\d+$/);
    expect(editor.ui.unused).toEqual([]);
  });

  it('deletes a run only when that was confirmed', async () => {
    const node = await train('doomed', 0.5);
    editor.ui.will(['Delete run "doomed"?', leave], ['Delete run "doomed"?', agree]);
    await editor.commands['mlops.run.delete'](node);
    await editor.commands['mlops.runs.refresh']();
    expect(names()).toContain('doomed');
    await editor.commands['mlops.run.delete'](node);
    expect(names()).not.toContain('doomed');
    expect(editor.ui.confirmed[0]?.detail).toMatch(/^Its 1 parameter, 1 metric and files/);
  });

  it('downloads a run’s files into the folder that was chosen, and stays inside it', async () => {
    await using to = await tempFolder();
    const node = await train('with files', 0.9);
    await upload(node.run, 'plots/roc.svg', '<svg/>');
    await editor.commands['mlops.runs.refresh']();
    await editor.commands['mlops.run.downloadArtifacts'](runNode('with files'));
    expect(editor.ui.messages).toEqual([]);
    editor.ui.path = to.path;
    await editor.commands['mlops.run.downloadArtifacts'](runNode('with files'));
    expect(editor.ui.messages).toEqual(['1 file of with files saved.']);
    expect(await readFile(join(to.path, 'plots/roc.svg'), 'utf8')).toBe('<svg/>');
    await editor.ui.press('Open Folder');
    expect(editor.shown).toEqual([`folder ${to.path}`]);
    const bare = await train('without files', 0.9);
    await expect(editor.commands['mlops.run.downloadArtifacts'](bare)).rejects.toMatchObject({
      kind: 'not-found',
      message: '"without files" kept no files.',
    });
  });

  it('takes a model through its life', async () => {
    const { commands, ui } = editor;
    ui.will(
      ['Create a model (1/2)', typing('two words')],
      ['Create a model (1/2)', accept],
      ['Create a model (2/2)', typing('Who pays **back**.')],
    );
    await commands['mlops.model.create']();
    expect(ui.refused[0]).toContain('A model name consists of letters');
    const model = (): ModelNode => {
      const { project, models } = editor.project.models.value!;
      return { kind: 'model', project, ...models[0]! };
    };
    expect(model().model).toMatchObject({
      name: 'loan-prediction-demo',
      description: 'Who pays **back**.',
    });
    ui.will(
      ['Create a model (1/2)', typing('loan-prediction-demo')],
      ['Create a model (1/2)', leave],
    );
    await commands['mlops.model.create']();
    expect(ui.refused.at(-1)).toBe('"loan-prediction-demo" exists already.');
    ui.will(['Description of loan-prediction-demo', typing('Other')]);
    await commands['mlops.model.edit'](model());
    expect(model().model.description).toBe('Other');

    const { run } = await train('best', 0.95);
    await upload(run, 'model.bin', 'bytes');
    using page = disposing(controller());
    await page.one.handlers.refresh({}, never);
    const choices = await page.one.handlers.versions(
      { run: run.id, model: model().model.id },
      never,
    );
    expect(choices.suggested[0]?.version).toBe('0.0.1');
    const card = await page.one.handlers.card({ run: run.id }, never);
    const request = {
      run: run.id,
      model: { kind: 'existing' as const, id: model().model.id },
      version: '0.0.1',
      description: card,
      way: 'move' as const,
    };
    expect(await page.one.handlers.promote(request, never)).toEqual({
      id: model().model.id,
      model: 'loan-prediction-demo',
      version: '0.0.1',
    });
    await expect(page.one.handlers.promote(request, never)).rejects.toMatchObject({
      kind: 'invalid',
    });
    const version = (): ModelVersionNode => {
      const { project, models } = editor.project.models.value!;
      const [entry] = models;
      return { kind: 'model-version', project, model: entry!.model, version: entry!.versions[0]! };
    };
    expect(version().version).toMatchObject({
      version: '0.0.1',
      description: card,
      run: { name: 'best' },
    });
    await page.one.handlers.refresh({}, never);
    const row = page.one.frame.rows.find((one) => one.name === 'best');
    expect(row?.version).toBe('loan-prediction-demo 0.0.1');

    await using to = await tempFolder();
    ui.path = to.path;
    await commands['mlops.modelVersion.download'](version());
    expect(await readFile(join(to.path, 'model.bin'), 'utf8')).toBe('bytes');
    await commands['mlops.modelVersion.open'](version());
    await commands['mlops.model.open'](model());
    expect(ui.opened.map((url) => url.replace(/\d+/g, 'N')).slice(-2)).toEqual([
      expect.stringMatching(/\/-\/ml\/models\/N\/versions\/N$/),
      expect.stringMatching(/\/-\/ml\/models\/N$/),
    ]);

    ui.will(['Delete version 0.0.1?', leave], ['Delete version 0.0.1?', agree]);
    await commands['mlops.modelVersion.delete'](version());
    expect(model().versions).toHaveLength(1);
    await commands['mlops.modelVersion.delete'](version());
    expect(model().versions).toHaveLength(0);
    ui.will(['Choose a model version', leave], ['Choose a model', choose('loan-prediction-demo')]);
    await commands['mlops.modelVersion.open']();
    ui.will(['Delete model "loan-prediction-demo"?', agree]);
    await commands['mlops.model.delete']();
    expect(editor.project.models.value?.models).toEqual([]);
  });

  it('promotes to a model that does not exist yet, and makes nothing for a bad version', async () => {
    const { run } = await train('fresh', 0.9);
    using page = disposing(controller());
    await page.one.handlers.refresh({}, never);
    const request = (version: string, name = 'brand-new') => ({
      run: run.id,
      model: { kind: 'new' as const, name },
      version,
      description: '',
      way: 'move' as const,
    });
    for (const bad of [request('1.0'), request('1.0.0', 'two words')])
      await expect(page.one.handlers.promote(bad, never)).rejects.toMatchObject({
        kind: 'invalid',
      });
    const client = await editor.gitlab.client();
    expect(await client.registry.models(await editor.gitlab.project(never), never)).toEqual([]);
    expect(await page.one.handlers.promote(request('1.0.0'), never)).toEqual({
      id: expect.stringContaining('Ml::Model/') as string,
      model: 'brand-new',
      version: '1.0.0',
    });
  });

  it('promotes a copy: the run stays, the version has what it logged and its files', async () => {
    const { run } = await train('stays', 0.93);
    await upload(run, 'plots/roc.svg', '<svg>first try</svg>');
    await upload(run, 'plots/roc.svg', '<svg/>');
    await editor.commands['mlops.runs.refresh']();
    using page = disposing(controller());
    await page.one.handlers.refresh({}, never);
    const request = {
      run: run.id,
      model: { kind: 'new' as const, name: 'copied' },
      version: '1.0.0',
      description: '',
      way: 'copy' as const,
    };
    await page.one.handlers.promote(request, never);
    const client = await editor.gitlab.client();
    const project = await editor.gitlab.project(never);
    const find = async () => {
      const all = await client.registry.models(project, never);
      const model = all.find(({ name }) => name === 'copied')!;
      return { model, versions: await client.registry.versions(model.id, never) };
    };
    const { model, versions } = await find();
    expect(versions).toHaveLength(1);
    const files = await client.packages.files(project.id, versions[0]!.packageId!, never);
    expect(files.map(({ path, size }) => [path, size])).toEqual([['plots/roc.svg', 6]]);
    // What was overwritten is not copied.
    const { packageFiles } = there.gitlab.world.tables;
    const sent = packageFiles.filter((file) => file.packageId === versions[0]!.packageId);
    expect(sent.map(({ size }) => size)).toEqual([6]);
    const experiments = await client.runs.experiments(project, never);
    const own = experiments.find(({ modelId }) => modelId === model.id)!;
    const [copy] = await client.runs.list(project, { experimentId: own.id }, never);
    expect(copy!.params).toEqual(run.params);
    expect(copy!.metrics.map(({ name, points }) => [name, points.length])).toEqual([['AUC', 2]]);
    expect(copy!.tags).toContainEqual({ name: 'mlops.copied_from', value: run.eid });
    await editor.commands['mlops.runs.refresh']();
    expect(runNode('stays').entry.experiment.name).toBe('Loan_prediction');

    // Nothing of a copy that cannot be made is left behind.
    there.gitlab.faults.add({
      service: 'gitlab',
      match: 'PUT *roc.svg*',
      times: 20,
      fault: { kind: 'status', status: 403 },
    });
    const failing = page.one.handlers.promote(
      { ...request, model: { kind: 'existing', id: model.id }, version: '1.0.1' },
      never,
    );
    await expect(failing).rejects.toMatchObject({ kind: 'forbidden' });
    there.gitlab.faults.clear();
    expect((await find()).versions.map(({ version }) => version)).toEqual(['1.0.0']);
  });

  it('shows the page of runs: table, series, comparison, baseline', async () => {
    const [one, two] = [await train('one', 0.7), await train('two', 0.9, false)];
    using page = disposing(controller());
    const { handlers } = page.one;
    expect(page.one.state).toMatchObject({ revision: 0, loading: true, readAt: undefined });
    await handlers.refresh({}, never);
    const { state } = page.one;
    expect(page.one.frame.rows.map((row) => row.name)).toEqual(
      expect.arrayContaining(['two', 'one']),
    );
    expect(state.project).toBe(samplePath);
    const {
      series: [series],
    } = await handlers.series({ runs: [one.run.id, two.run.id], metric: 'AUC' }, never);
    expect([[...series!.steps], [...series!.values].map((value) => value.toFixed(1))]).toEqual([
      [0, 1],
      ['0.6', '0.7'],
    ]);
    expect(await handlers.series({ runs: [one.run.id], metric: 'nothing' }, never)).toEqual({
      series: [],
      unread: [],
    });
    const compared = await handlers.compare({ runs: [one.run.id, two.run.id] }, never);
    expect(compared.metrics.names).toEqual(['AUC']);
    expect([...compared.metrics.values]).toEqual([0.7, 0.9]);
    await handlers.setBaseline({ run: two.run.id }, never);
    expect(page.one.state.baseline).toBe(two.run.id);
    await expect(
      handlers.openWeb({ run: 'gid://gitlab/Ml::Candidate/999' as RunId }, never),
    ).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(
      handlers.codeDiff({ from: one.run.id, to: two.run.id }, never),
    ).rejects.toMatchObject({
      message: expect.stringContaining('does not say which commit') as string,
    });
    page.one.showPromote(one.run.id);
    page.one.showCompare([one.run.id]);
    expect(page.one.state.page).toEqual({ number: 3, kind: 'compare', runs: [one.run.id] });
  });

  it('posts a comparison to the merge request of the branch, once somebody has read and agreed', async () => {
    const { context } = there.gitlab;
    const [base, fresh] = [await train('base', 0.7), await train('fresh', 0.9)];
    const client = await editor.gitlab.client();
    const project = await editor.gitlab.project(never);
    const id = Number(fresh.run.id.split('/').at(-1));
    const row = context.world.tables.candidates.find((one) => one.id === id)!;
    setTag(context, row, { key: 'mlflow.source.git.branch', value: 'compare-me' });
    await editor.commands['mlops.runs.refresh']();
    using page = disposing(controller());
    await page.one.handlers.refresh({}, never);
    const request = { runs: [base.run.id, fresh.run.id], to: fresh.run.id };
    await expect(page.one.handlers.postComparison(request, never)).rejects.toMatchObject({
      message: expect.stringContaining(
        'no open merge request for the branch "compare-me"',
      ) as string,
    });
    const commit = {
      branch: 'compare-me',
      startBranch: project.defaultBranch,
      message: 'Try',
      actions: [{ action: 'create' as const, path: 'note.txt', content: 'x' }],
    };
    await client.repository.commit(project.id, commit, never);
    const { mergeRequest } = await client.mergeRequests.open(
      project.id,
      { sourceBranch: 'compare-me', targetBranch: project.defaultBranch!, title: 'Try it' },
      never,
    );
    const { handlers } = page.one;
    expect(await handlers.mergeRequests({ runs: [base.run.id, fresh.run.id] }, never)).toEqual([
      null,
      { iid: mergeRequest.iid, title: 'Try it', state: 'opened' },
    ]);
    await handlers.openMergeRequest({ run: fresh.run.id }, never);
    expect(editor.ui.opened.at(-1)).toBe(mergeRequest.webUrl);
    await expect(handlers.openMergeRequest({ run: base.run.id }, never)).rejects.toMatchObject({
      kind: 'not-found',
    });
    const title = `Post this comparison to !${mergeRequest.iid}?`;
    editor.ui.will([title, leave], [title, agree]);
    await page.one.handlers.postComparison(request, never);
    const notes = () =>
      context.world.tables.notes.filter((note) => note.body.startsWith('### 1 run'));
    expect(notes()).toHaveLength(0);
    await page.one.handlers.postComparison(request, never);
    expect(notes().map((note) => note.body)).toEqual([
      expect.stringContaining('| AUC ↑ | 0.7000 | 0.9000 ▲ 0.2000 |') as string,
    ]);
    expect(editor.shown.at(-1)).toContain(`/-/merge_requests/${mergeRequest.iid}#note_`);
  });

  it('forgets the runs of another project', async () => {
    await train('of this project', 0.7);
    using page = disposing(controller());
    using _watching = { [Symbol.dispose]: () => watching.dispose() };
    const watching = page.one.watch();
    await page.one.handlers.refresh({}, never);
    expect(page.one.frame.rows.length).toBeGreaterThan(0);
    await editor.gitlab.choose(undefined);
    expect(page.one.state.readAt).toBeUndefined();
    expect(page.one.frame.rows).toEqual([]);
    await expect.poll(() => page.one.state.problem).toContain('No GitLab project is chosen');
  });
});

function disposing<T extends { dispose(): void }>(one: T): Disposable & { one: T } {
  return { one, [Symbol.dispose]: () => one.dispose() };
}
