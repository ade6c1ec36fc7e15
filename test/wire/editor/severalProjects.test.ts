import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type ModelId, type RunId } from '../../../src/model/ids';
import { type Project } from '../../../src/model/project';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import { createRun, logMetrics, updateRun } from '../../../src/sandbox/gitlab/ml/runs';
import { type Experiment } from '../../../src/sandbox/gitlab/mlRows';
import { newProject } from '../../../src/sandbox/gitlab/rest/newProject';
import { type Project as ProjectRow } from '../../../src/sandbox/gitlab/world';
import { experimentRoots, presentExperiments } from '../../../src/views/experimentsTree';
import { ModelController } from '../../../src/webviews/model/controller';
import { type RunsController } from '../../../src/webviews/runs/controller';
import { type RunPlace } from '../../../src/model/runPlace';
import { removeCertificates, samplePath } from '../gitlab/support';
import { type SampleWorld, withSample } from '../sandbox-gitlab/sample';
import { agree, choose, leave, type as typing } from '../../support/scriptedUi';
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
  /** The page of a model without its tab; its commands are those of the window. */
  function modelPage(
    modelId: ModelId,
    project: Project,
  ): Disposable & { controller: ModelController } {
    const { commands } = editor;
    const controller = new ModelController({
      session: editor.gitlab,
      stores: editor.project,
      project,
      modelId,
      name: 'Model',
      keyMetric: () => 'AUC',
      versionCommand: (action, of) =>
        commands[`mlops.modelVersion.${action}`]({ kind: 'model-version', ...of }),
      modelCommand: (action, of) => commands[`mlops.model.${action}`]({ kind: 'model', ...of }),
      compareRuns: async (runs, of) =>
        void editor.shown.push(`compare ${runs.length} in ${of.path}`),
      showMarkdown: async () => undefined,
    });
    return { controller, [Symbol.dispose]: () => controller.dispose() };
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
    expect(editor.shown.at(-1)).toBe(`model ${made.id} in ${otherPath}`);
    expect(await client.registry.models(await editor.gitlab.project(never), never)).toEqual([]);
    await handlers.refresh({}, never);
    expect(page.frame.rows.find((row) => row.id === run)?.version).toBe('churn-model 1.0.0');
  });

  it('show the page of a model of another project, and change it there', async () => {
    const { ui } = editor;
    using page = await open();
    const client = await editor.gitlab.client();
    const project = await client.projects.get(otherPath, never);
    train(churn, 'promoted', 0.95);
    await page.handlers.refresh({}, never);
    const made = await page.handlers.promote(
      {
        run: idOf(page, 'promoted'),
        model: { kind: 'new', name: 'churn-page' },
        version: '1.0.0',
        description: '# Card',
        way: 'move',
      },
      never,
    );
    using model = modelPage(made.id as ModelId, project);
    const { controller } = model;
    await controller.handlers.refresh({}, never);
    const [version] = controller.state.versions;
    expect(controller.state).toMatchObject({ name: 'churn-page', project: otherPath, gone: false });
    expect(version).toMatchObject({ version: '1.0.0', runName: 'promoted', values: [0.95] });
    await controller.handlers.describe({ text: 'Who leaves.' }, never);
    expect(controller.state.description).toBe('Who leaves.');
    ui.will(['Alias for churn-page 1.0.0', choose('production')]);
    await controller.handlers.versionAction({ version: version!.id, action: 'setAlias' }, never);
    expect(controller.state.versions[0]?.aliases).toEqual(['production']);
    expect(ui.told.at(-1)?.message).toContain('"production" names churn-page 1.0.0 now');
    await controller.handlers.compare({ versions: [version!.id, version!.id] }, never);
    expect(editor.shown.at(-1)).toMatch(new RegExp(` in ${otherPath}$`));
    // The trees are still those of the chosen project.
    await editor.project.models.refresh();
    expect(editor.project.models.value?.models).toEqual([]);

    // Chosen meanwhile it is read once for the tree and the page.
    await choosing(otherPath);
    expect(editor.project.modelsOf(project).current).toBe(editor.project.models.current);
    await editor.project.models.refresh();
    expect(controller.state.versions.map((one) => one.version)).toEqual(['1.0.0']);
    await choosing(samplePath);
    expect(controller.state).toMatchObject({ gone: false, project: otherPath });

    ui.will(['Delete version 1.0.0?', agree]);
    await controller.handlers.versionAction({ version: version!.id, action: 'delete' }, never);
    expect(controller.state.versions).toEqual([]);
    expect(editor.reported).toEqual([]);
  });

  it('say in a sentence what rights in another project do not allow', async () => {
    const client = await editor.gitlab.client();
    const project = await client.projects.get(otherPath, never);
    const { id } = await client.registry.createModel(project, 'churn-locked', '', never);
    using model = modelPage(id, project);
    const { controller } = model;
    await controller.handlers.refresh({}, never);
    const { members, users } = there.gitlab.world.tables;
    const anna = users.find(({ username }) => username === 'anna')!;
    const mine = members.filter(({ userId }) => userId === anna.id);
    const before = mine.map(({ accessLevel }) => accessLevel);
    try {
      for (const member of mine) member.accessLevel = 10;
      await expect(controller.handlers.describe({ text: 'No.' }, never)).rejects.toMatchObject({
        kind: 'forbidden',
      });
      expect(controller.state).toMatchObject({ description: '', problem: undefined });
    } finally {
      mine.forEach((member, index) => (member.accessLevel = before[index]!));
    }
    // Somebody else signs in at another server: what was known is nobody's there.
    await editor.gitlab.signedOut();
    await controller.handlers.refresh({}, never).catch(() => undefined);
    expect(controller.state.problem).toBe(
      `The models of "${otherPath}" are at ${there.gitlab.url}. Sign in there to see them.`,
    );
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
