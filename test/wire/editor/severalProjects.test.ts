import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type RunId } from '../../../src/model/ids';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import { createRun, logMetrics, updateRun } from '../../../src/sandbox/gitlab/ml/runs';
import { type Experiment } from '../../../src/sandbox/gitlab/mlRows';
import { newProject } from '../../../src/sandbox/gitlab/rest/newProject';
import { type Project as ProjectRow } from '../../../src/sandbox/gitlab/world';
import { experimentRoots, presentExperiments } from '../../../src/views/experimentsTree';
import { type RunsController } from '../../../src/webviews/runs/controller';
import { type RunPlace } from '../../../src/model/runPlace';
import { removeCertificates, samplePath } from '../gitlab/support';
import { type SampleWorld, withSample } from '../sandbox-gitlab/sample';
import { choose, leave, type as typing } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { runsPage } from './runsPage';
import { openWindow, type TestWindow } from './window';

const otherPath = 'mlops/churn';

describe('experiments of several projects', () => {
  let there: SampleWorld;
  let home: TempFolder;
  let editor: TestWindow;
  let own: Experiment;
  let other: ProjectRow;
  let churn: Experiment;
  let churn2: Experiment;

  beforeAll(async () => {
    [there, home] = await Promise.all([withSample(), tempFolder()]);
    const { context, world } = there.gitlab;
    own = createExperiment(context, world.tables.projects[0]!, 1, 'Loan_prediction', []);
    other = await makeProject('churn');
    await makeProject('no-experiments');
    churn = createExperiment(context, other, 1, 'churn', []);
    churn2 = createExperiment(context, other, 1, 'churn deep', []);
    train(own, 'same name', 0.8);
    train(churn, 'same name', 0.9);
    train(churn2, 'deep', 0.7);
  });
  beforeEach(async () => {
    editor = openWindow({
      home: home.path,
      settings: { caFile: there.gitlab.caFile, gitlabUrl: there.gitlab.url },
    });
    const token = there.gitlab.tokens['anna']!;
    await editor.accounts.add(there.gitlab.url, { kind: 'token', token }, never);
    await editor.gitlab.signedIn(there.gitlab.url, 'anna');
    await choosing(samplePath);
  });
  afterEach(() => {
    there.gitlab.faults.clear();
    editor[Symbol.dispose]();
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
    await removeCertificates();
  });

  async function choosing(path: string): Promise<void> {
    const client = await editor.gitlab.client();
    await editor.gitlab.choose(await client.projects.get(path, never));
  }
  function makeProject(path: string): Promise<ProjectRow> {
    const { context, world } = there.gitlab;
    const anna = world.tables.users.find((user) => user.username === 'anna')!;
    const group = world.tables.groups.find((one) => one.path === 'mlops')!;
    return newProject(context, anna, {
      name: path,
      path,
      namespace: { kind: 'group', id: group.id },
      visibility: 'private',
    });
  }
  function train(experiment: Experiment, name: string, auc: number): void {
    const { context } = there.gitlab;
    const tags = [{ key: 'mlflow.source.git.commit', value: `${experiment.id}`.repeat(40) }];
    const made = createRun(context, experiment, 1, { startTime: Date.now(), name, tags });
    logMetrics(context, made, [{ key: 'AUC', value: auc, timestamp: Date.now(), step: 0 }]);
    updateRun(context, made, { status: 'finished' });
  }
  const both: readonly RunPlace[] = [
    { experiments: undefined },
    { project: otherPath, experiments: undefined },
  ];
  async function open(places = both): Promise<RunsController & Disposable> {
    const page = runsPage(editor, places);
    await page.handlers.refresh({}, never);
    return Object.assign(page, { [Symbol.dispose]: () => page.dispose() });
  }
  const idOf = (page: RunsController, name: string, project = otherPath): RunId =>
    page.frame.rows.find((row) => row.name === name && row.project === project)!.id;
  const tree = (): string[] =>
    experimentRoots(editor.project.experiments.current, editor.places.list)
      .filter((node) => node.kind === 'added')
      .map((node) => presentExperiments(node, 'AUC', Date.now()))
      .map(({ label, description }) => `${label} | ${description}`);

  it('are added with two questions, remembered by the workspace, and removed with an undo', async () => {
    const { ui, commands } = editor;
    ui.will(
      ['Add experiments of another project', choose(otherPath)],
      [`Experiments of ${otherPath}`, choose('churn deep')],
    );
    await commands['mlops.experiments.addProject']();
    // Projects without experiments are not offered, nor is the one that is chosen.
    expect(ui.choicesShown[0]).toEqual([otherPath]);
    const deep = `gid://gitlab/Ml::Experiment/${churn2.id}`;
    expect(editor.shown).toEqual([`runs table 2 projects all + ${otherPath} ${deep}`]);
    expect(tree()).toEqual([`churn deep | ${otherPath}`]);

    ui.will(
      ['Add experiments of another project', choose(otherPath)],
      [`Experiments of ${otherPath}`, choose('All experiments')],
    );
    await commands['mlops.experiments.addProject']();
    expect(tree()).toEqual([`All experiments | ${otherPath}`]);
    await commands['mlops.runs.open']();
    expect(editor.shown.at(-1)).toBe(`runs table 2 projects all + ${otherPath} all`);
    const [node] = experimentRoots(editor.project.experiments.current, editor.places.list).filter(
      (one) => one.kind === 'added',
    );
    await commands['mlops.runs.open'](node);
    expect(editor.shown.at(-1)).toBe(`runs table ${otherPath} ${otherPath} all`);

    using again = openWindow({
      home: home.path,
      memory: editor.memory,
      settings: { caFile: there.gitlab.caFile, gitlabUrl: there.gitlab.url },
    });
    expect(again.places.list).toEqual([{ project: otherPath, experiments: undefined }]);

    ui.will(['Remove experiments of another project', choose(otherPath)]);
    await commands['mlops.experiments.removeProject']();
    expect(tree()).toEqual([]);
    await ui.press('Undo');
    expect(tree()).toEqual([`All experiments | ${otherPath}`]);
    // Chosen itself, it is no other project any more.
    await choosing(otherPath);
    expect(tree()).toEqual([]);
  });

  it('can be named by a path, and say when there is nothing', async () => {
    const { ui, commands } = editor;
    ui.will(['Add experiments of another project', typing('mlops/no-experiments')]);
    await expect(commands['mlops.experiments.addProject']()).rejects.toThrow(
      '"mlops/no-experiments" has no experiments yet. Choose another project.',
    );
    ui.will(['Add experiments of another project', typing('mlops/nowhere')]);
    await expect(commands['mlops.experiments.addProject']()).rejects.toMatchObject({
      kind: 'not-found',
    });
    ui.will(['Add experiments of another project', leave]);
    await commands['mlops.experiments.addProject']();
    expect([editor.places.list, editor.shown]).toEqual([[], []]);
  });

  it('stand in one table, runs of the same name apart, each acted on in its own project', async () => {
    using page = await open();
    const { handlers, frame } = page;
    expect(frame.rows.map(({ name, project }) => `${project} ${name}`).toSorted()).toEqual([
      'mlops/churn deep',
      'mlops/churn same name',
      `${samplePath} same name`,
    ]);
    const [mine, theirs, deep] = [
      idOf(page, 'same name', samplePath),
      idOf(page, 'same name'),
      idOf(page, 'deep'),
    ];
    expect(mine).not.toBe(theirs);
    const compared = await handlers.compare({ runs: [mine, theirs] }, never);
    expect([...compared.metrics.values]).toEqual([0.8, 0.9]);
    await handlers.followJob({ run: theirs }, never);
    await handlers.downloadArtifacts({ run: theirs }, never);
    await handlers.deleteRun({ run: theirs }, never);
    await handlers.codeDiff({ from: theirs, to: deep }, never);
    await handlers.setBaseline({ run: theirs }, never);
    expect(page.state.baseline).toBe(theirs);
    const commit = (experiment: Experiment): string => `${experiment.id}`.repeat(40);
    expect(editor.shown).toEqual([
      `job of same name in ${otherPath}`,
      `files of same name in ${otherPath}`,
      `delete same name in ${otherPath}`,
      `diff ${commit(churn)} ${commit(churn2)} in ${otherPath}`,
    ]);
    await expect(handlers.codeDiff({ from: mine, to: deep }, never)).rejects.toThrow(
      `"same name" was trained in ${samplePath} and "deep" in ${otherPath}: there is no diff`,
    );
    expect(await handlers.codeStats({ from: mine, to: deep }, never)).toBe(null);
    await expect(handlers.checkOut({ run: deep }, never)).rejects.toThrow(
      `"deep" was trained in ${otherPath}, and the folder that is open is of ${samplePath}.`,
    );
    await expect(handlers.reproduce({ run: deep }, never)).rejects.toMatchObject({
      kind: 'invalid',
    });
  });

  it('promotes a run in the project where it lives, and opens the model there', async () => {
    using page = await open();
    const { handlers } = page;
    const run = idOf(page, 'deep');
    const client = await editor.gitlab.client();
    const project = await client.projects.get(otherPath, never);
    await client.registry.createModel(project, 'churn-model', '', never);
    const models = await handlers.models({ run }, never);
    expect(models.map(({ name }) => name)).toEqual(['churn-model']);
    const made = await handlers.promote(
      {
        run,
        model: { kind: 'existing', id: models[0]!.id },
        version: '1.0.0',
        description: '',
        way: 'move',
      },
      never,
    );
    expect(made).toMatchObject({ model: 'churn-model', version: '1.0.0' });
    await handlers.showModel({ model: made.id }, never);
    expect(editor.ui.opened.at(-1)).toMatch(/\/mlops\/churn\/-\/ml\/models\/\d+$/);
    expect(await client.registry.models(await editor.gitlab.project(never), never)).toEqual([]);
    await handlers.refresh({}, never);
    expect(page.frame.rows.find((row) => row.id === run)?.version).toBe('churn-model 1.0.0');
  });

  it('that cannot be read any more are said in a sentence, and the others stay', async () => {
    const { members } = there.gitlab.world.tables;
    using page = await open([...both, { project: 'mlops/gone', experiments: undefined }]);
    expect(page.state.problem).toBe(undefined);
    expect(page.state.notes).toEqual([
      expect.stringMatching(/^The runs of "mlops\/gone" cannot be read now: /),
    ]);
    expect(page.frame.rows.some(({ project }) => project === samplePath)).toBe(true);
    expect(members.length).toBeGreaterThan(0);
    there.gitlab.faults.add({
      service: 'gitlab',
      match: '*',
      times: 50,
      fault: { kind: 'status', status: 403 },
    });
    await page.handlers.refresh({}, never).catch(() => undefined);
    expect(page.state.problem).toBeDefined();
    expect(page.frame.rows.some(({ project }) => project === otherPath)).toBe(true);
  });
});
