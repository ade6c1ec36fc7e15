import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type RunId } from '../../../src/model/ids';
import { currentAliases } from '../../../src/model/registry/aliasChanges';
import { readAliases } from '../../../src/model/registry/aliases';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import { createRun, logMetrics, updateRun } from '../../../src/sandbox/gitlab/ml/runs';
import { importVersion } from '../../../src/stores/importVersion';
import { describeModel, setAlias } from '../../../src/stores/modelAliases';
import { promoteRun } from '../../../src/stores/promotion';
import {
  modelChildren,
  type ModelNode,
  type ModelVersionNode,
  presentModels,
} from '../../../src/views/modelsTree';
import { experimentRoots, presentExperiments } from '../../../src/views/experimentsTree';
import { ModelController } from '../../../src/webviews/model/controller';
import { type SampleWorld, withSample } from '../sandbox-gitlab/sample';
import { removeCertificates, samplePath } from '../gitlab/support';
import { accept, agree, choose, leave, type as typing } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { runsPage } from './runsPage';
import { openWindow, type TestWindow } from './window';

describe('the registry in a window', () => {
  let there: SampleWorld;
  let home: TempFolder;
  let editor: TestWindow;
  let experiment: ReturnType<typeof createExperiment>;
  let count = 0;
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

  /** A model of its own with versions made from runs, oldest first. */
  async function modelWith(...versions: readonly string[]): Promise<string> {
    const name = `model-${++count}`;
    const { context } = there.gitlab;
    for (const [index, version] of versions.entries()) {
      const made = createRun(context, experiment, 1, {
        startTime: Date.now(),
        name: `${name} run ${index}`,
        tags: [],
      });
      logMetrics(context, made, [
        { key: 'AUC', value: 0.8 + index / 100, timestamp: Date.now(), step: 0 },
        { key: 'fit_s', value: 10, timestamp: Date.now(), step: 0 },
      ]);
      updateRun(context, made, { status: 'finished' });
      const existing = (await listed()).find((one) => one.model.name === name);
      await promoteRun(
        editor.gitlab,
        editor.project,
        {
          runId: `gid://gitlab/Ml::Candidate/${made.id}` as RunId,
          model: existing ? { kind: 'existing', id: existing.model.id } : { kind: 'new', name },
          version,
          description: `# Card of ${version}`,
        },
        never,
      );
    }
    await editor.project.models.refresh();
    return name;
  }
  async function listed() {
    await editor.project.models.refresh();
    return editor.project.models.value!.models;
  }
  function modelNode(name: string): ModelNode {
    const { project, models } = editor.project.models.value!;
    return { kind: 'model', project, ...models.find(({ model }) => model.name === name)! };
  }
  function versionNode(name: string, version: string): ModelVersionNode {
    const { project, model, versions } = modelNode(name);
    const found = versions.find((one) => one.version === version)!;
    return { kind: 'model-version', project, model, version: found };
  }
  const aliases = (name: string): Record<string, string> =>
    Object.fromEntries(
      [...currentAliases(readAliases(modelNode(name).model.description).changes)].map(
        ([alias, { version }]) => [alias, version],
      ),
    );

  it('counts the runs of an experiment in the tree as its table does, with those that were promoted', async () => {
    await modelWith('1.0.0', '1.1.0');
    await editor.project.experiments.refresh();
    const promoted = editor.project.models.value!.models.flatMap(({ versions }) => versions).length;
    const [node] = experimentRoots(
      editor.project.experiments.current,
      [],
      editor.project.models.value,
    ).filter((one) => one.kind === 'experiment' && one.entry.experiment.name === 'Loan_prediction');
    const { id } = (node as Extract<typeof node, { kind: 'experiment' }>).entry.experiment;
    const page = runsPage(editor, [{ experiments: [id] }]);
    await page.refresh();
    const { rows } = page.frame;
    page.dispose();
    expect(rows.filter(({ version }) => version !== undefined)).toHaveLength(promoted);
    expect(presentExperiments(node!, 'AUC', Date.now()).description).toBe(
      `${rows.length} runs · ${promoted} promoted`,
    );
  });

  it('lets an alias move, be undone, rolled back and taken away', async () => {
    const name = await modelWith('0.1.0', '0.2.0');
    const { ui, commands } = editor;
    ui.will([`Alias for ${name} 0.1.0`, choose('production')]);
    await commands['mlops.modelVersion.setAlias'](versionNode(name, '0.1.0'));
    expect(aliases(name)).toEqual({ production: '0.1.0' });
    ui.will([`Alias for ${name} 0.2.0`, choose('production')]);
    await commands['mlops.modelVersion.setAlias'](versionNode(name, '0.2.0'));
    expect(aliases(name)).toEqual({ production: '0.2.0' });
    expect(ui.messages.at(-1)).toContain('before it was 0.1.0');

    ui.will(
      [`Roll back an alias of ${name}`, choose('production')],
      ['Let "production" name 0.1.0 again?', leave],
      [`Roll back an alias of ${name}`, choose('production')],
      ['Let "production" name 0.1.0 again?', agree],
    );
    await commands['mlops.model.rollBack'](modelNode(name));
    expect(aliases(name)).toEqual({ production: '0.2.0' });
    await commands['mlops.model.rollBack'](modelNode(name));
    expect(aliases(name)).toEqual({ production: '0.1.0' });

    ui.will([`Alias for ${name} 0.1.0`, choose('production')]);
    await commands['mlops.modelVersion.setAlias'](versionNode(name, '0.1.0'));
    expect(aliases(name)).toEqual({});
  });

  it('keeps aliases when the description is edited, and the description when they move', async () => {
    const name = await modelWith('1.0.0');
    const { ui, commands } = editor;
    ui.will([`Alias for ${name} 1.0.0`, choose('staging')]);
    await commands['mlops.modelVersion.setAlias'](versionNode(name, '1.0.0'));
    ui.will([`Description of ${name}`, typing('Predicts loans.')]);
    await commands['mlops.model.edit'](modelNode(name));
    expect(aliases(name)).toEqual({ staging: '1.0.0' });
    expect(readAliases(modelNode(name).model.description).text).toBe('Predicts loans.');
    ui.will([`Description of ${name} 1.0.0`, typing('Another card.')]);
    await commands['mlops.modelVersion.edit'](versionNode(name, '1.0.0'));
    expect(versionNode(name, '1.0.0').version.description).toBe('Another card.');
  });

  it('names the aliases that a deletion takes along, and takes them along', async () => {
    const name = await modelWith('0.1.0', '0.2.0');
    const { ui, commands } = editor;
    ui.will([`Alias for ${name} 0.2.0`, choose('production')]);
    await commands['mlops.modelVersion.setAlias'](versionNode(name, '0.2.0'));
    ui.will(['Delete version 0.2.0?', agree]);
    await commands['mlops.modelVersion.delete'](versionNode(name, '0.2.0'));
    expect(ui.confirmed.at(-1)?.detail).toContain(
      '"production" names this version and will name none.',
    );
    expect(aliases(name)).toEqual({});
    expect(modelNode(name).versions.map(({ version }) => version)).toEqual(['0.1.0']);
  });

  it('loses no change when two people move aliases and one edits the words in the same second', async () => {
    const name = await modelWith('0.1.0', '0.2.0');
    const { id } = modelNode(name).model;
    using second = openWindow({
      home: home.path,
      settings: { caFile: there.gitlab.caFile, gitlabUrl: there.gitlab.url },
    });
    const token = there.gitlab.tokens['anna']!;
    await second.accounts.add(there.gitlab.url, { kind: 'token', token }, never);
    await second.gitlab.signedIn(there.gitlab.url, 'anna');
    await second.gitlab.choose(await editor.gitlab.project(never));
    // Shorter than usual, and longer than a request to a server on this machine takes.
    const settling = { ms: 400, random: Math.random };
    for (let round = 0; round < 4; round++) {
      const version = round % 2 === 0 ? '0.1.0' : '0.2.0';
      await Promise.all([
        setAlias(
          editor.gitlab,
          { model: id, alias: 'production', version },
          Date.now,
          never,
          settling,
        ),
        setAlias(
          second.gitlab,
          { model: id, alias: 'staging', version },
          Date.now,
          never,
          settling,
        ),
        describeModel(second.gitlab, id, `Round ${round}.`, never, settling),
      ]);
      await editor.project.models.refresh();
      expect(aliases(name)).toEqual({ production: version, staging: version });
      expect(readAliases(modelNode(name).model.description).text).toBe(`Round ${round}.`);
    }
    const change = (alias: string, version: string) =>
      setAlias(editor.gitlab, { model: id, alias, version }, Date.now, never, settling);
    await expect(change('production', '9.9.9')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(change('1.0.0', '0.1.0')).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('makes a change again that is overwritten after it was seen to be there', async () => {
    const name = await modelWith('0.1.0', '0.2.0');
    const { model } = modelNode(name);
    const gitlab = await editor.gitlab.client();
    const project = await editor.gitlab.project(never);
    const settling = { ms: 300, random: () => 0 };
    const request = { model: model.id, alias: 'production', version: '0.2.0' };
    const kept = setAlias(editor.gitlab, request, Date.now, never, settling);
    await expect
      .poll(async () => (await gitlab.registry.model(model.id, never)).description)
      .toContain('production');
    // Somebody who had read the description before writes it now.
    await gitlab.registry.editModel(project, model, 'Their words.', never);
    expect(readAliases((await kept).description)).toMatchObject({
      text: 'Their words.',
      changes: [{ alias: 'production', version: '0.2.0' }],
    });
  });

  it('tells when somebody else moved the same alias in the same moment', async () => {
    const name = await modelWith('0.1.0', '0.2.0');
    const { id } = modelNode(name).model;
    const { ui, commands } = editor;
    ui.will([`Alias for ${name} 0.1.0`, choose('production')]);
    const ours = commands['mlops.modelVersion.setAlias'](versionNode(name, '0.1.0'));
    const gitlab = await editor.gitlab.client();
    await expect
      .poll(async () => (await gitlab.registry.model(id, never)).description)
      .toContain('0.1.0');
    const theirs = { model: id, alias: 'production', version: '0.2.0' };
    await setAlias(editor.gitlab, theirs, Date.now, never, { ms: 10, random: () => 0 });
    await ours;
    expect(ui.messages.at(-1)).toBe(
      `"production" of ${name} names 0.2.0: anna changed it in the same moment. Both changes are in its history.`,
    );
  });

  it('show in the tree what the run behind each version reached', async () => {
    const name = await modelWith('0.1.0', '0.2.0');
    const node = modelNode(name);
    const shown = modelChildren(node).map(
      (one) => presentModels(one, 'AUC', Date.now()).description,
    );
    expect(shown).toEqual([
      expect.stringMatching(/^latest · AUC 0\.8100 · /),
      expect.stringMatching(/^AUC 0\.8000 · /),
    ]);
    const other = modelChildren(node).map((one) => presentModels(one, 'fit_s', Date.now()));
    expect(other[0]?.description).toContain('fit_s 10');
    // Versions that are the same need no look at their runs.
    const { metrics } = node;
    await editor.project.models.refresh();
    expect(modelNode(name).metrics).toBe(metrics);
  });

  it('imports several folders that were dropped, one version after the other', async () => {
    await using folder = await tempFolder();
    for (const one of ['first', 'second']) {
      await mkdir(join(folder.path, one));
      await writeFile(join(folder.path, one, 'model.bin'), one);
    }
    await writeFile(join(folder.path, 'alone.bin'), 'x');
    const { ui, commands } = editor;
    const name = `dropped-${++count}`;
    ui.will(
      ['Import as a version of which model?', choose('New model…')],
      ['Name of the new model', typing(name)],
      ['Import 1 file (5 B) of first as a version', accept],
      ['Import 1 file (6 B) of second as a version', accept],
    );
    const paths = ['first', 'second'].map((one) => join(folder.path, one));
    await commands['mlops.model.import'](undefined, paths);
    expect(modelNode(name).versions.map(({ version }) => version)).toEqual(['0.0.2', '0.0.1']);
    expect(ui.unused).toEqual([]);
    // The menu of a tree gives the nodes that are selected.
    ui.path = paths[0];
    ui.will([`Import 1 file (5 B) of first as a version of ${name}`, leave]);
    await commands['mlops.model.import'](versionNode(name, '0.0.1'), [modelNode(name)]);
    await expect(
      commands['mlops.model.import'](modelNode(name), [join(folder.path, 'alone.bin')]),
    ).rejects.toThrow('"alone.bin" is a file. A version is made of a folder');
  });

  it('imports a folder, and sends the rest after it broke off', async () => {
    await using folder = await tempFolder();
    await mkdir(join(folder.path, 'model/__pycache__'), { recursive: true });
    await writeFile(join(folder.path, 'model/MLmodel'), 'flavors: {}');
    await writeFile(join(folder.path, 'model/model.pkl'), 'x'.repeat(100_000));
    await writeFile(join(folder.path, 'model/__pycache__/a.pyc'), 'no');
    await symlink('/etc/passwd', join(folder.path, 'link'));
    const { ui, commands } = editor;
    ui.path = folder.path;
    const name = `imported-${++count}`;
    there.gitlab.faults.add({
      service: 'gitlab',
      match: 'PUT *model.pkl*',
      times: 20,
      fault: { kind: 'status', status: 403 },
    });
    ui.will(
      ['Import as a version of which model?', choose('New model…')],
      ['Name of the new model', typing(name)],
      ['Import 2 files', typing('1.0.0')],
    );
    await expect(commands['mlops.model.import']()).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringMatching(/Version 1\.0\.0 has 1 of 2 files\..*send the rest/) as string,
    });
    there.gitlab.faults.clear();
    ui.will(['Import 2 files', typing('1.0.0')]);
    await commands['mlops.model.import'](modelNode(name));
    expect(ui.messages.at(-1)).toBe(`${name} 1.0.0 is there, with 2 files.`);

    const client = await editor.gitlab.client();
    const { project, version } = versionNode(name, '1.0.0');
    const files = async () =>
      (await client.packages.files(project.id, version.packageId!, never))
        .map(({ path, size }) => `${path} ${size}`)
        .sort();
    const whole = ['model/MLmodel 11', 'model/model.pkl 100000'];
    expect(await files()).toEqual(whole);
    // Nothing is sent twice: what is there has the same digest.
    const sent: string[] = [];
    await importVersion(
      editor.gitlab,
      { model: modelNode(name).model.id, version: '1.0.0', description: '', folder: folder.path },
      ({ file, bytes, totalBytes }) => sent.push(`${file} ${bytes === totalBytes}`),
      never,
    );
    expect(sent).toEqual(['model/MLmodel false', 'model/model.pkl false']);
    expect(await files()).toEqual(whole);
  });

  it('says what it cannot import before anything is made', async () => {
    await using folder = await tempFolder();
    const { ui, commands } = editor;
    const before = (await listed()).length;
    const request = { model: 'm' as never, version: '1.0.0', description: '', folder: folder.path };
    const tried = importVersion(editor.gitlab, request, () => undefined, never);
    await expect(tried).rejects.toMatchObject({ message: 'There are no files in this folder.' });
    await writeFile(join(folder.path, 'Модель.pkl'), 'x');
    const odd = importVersion(editor.gitlab, request, () => undefined, never);
    await expect(odd).rejects.toMatchObject({
      message: expect.stringContaining('Rename it first') as string,
    });
    ui.path = undefined;
    await commands['mlops.model.import']();
    expect((await listed()).length).toBe(before);
  });

  it('copies how to load a version, without the token', async () => {
    const name = await modelWith('0.1.0');
    const { ui, commands } = editor;
    ui.will([`Load ${name} 0.1.0 with`, choose('Python with MLflow')]);
    await commands['mlops.modelVersion.copySnippet'](versionNode(name, '0.1.0'));
    expect(ui.copied.at(-1)).toContain(`models:/${name}@0.1.0`);
    expect(ui.copied.at(-1)).not.toContain(there.gitlab.tokens['anna']!.reveal());
  });

  it.each([
    ['Shell with curl', 'sh', '-c'],
    ['Python over HTTP', 'python3', '-c'],
  ])('copies how to load a file, and that runs as it is: %s', async (title, program, flag) => {
    await using folder = await tempFolder();
    const name = await modelWith('1.0.0');
    const { version, project } = versionNode(name, '1.0.0');
    const local = join(folder.path, 'local.bin');
    await writeFile(local, 'the weights');
    const { packages } = await editor.gitlab.client();
    const owner = { kind: 'version', id: version.id } as const;
    await packages.upload(project.id, owner, 'my model/model.pkl', local, undefined, never);
    await listed();
    editor.ui.will([`Load ${name} 1.0.0 with`, choose(title)]);
    await editor.commands['mlops.modelVersion.copySnippet'](versionNode(name, '1.0.0'));
    const text = editor.ui.copied.at(-1)!;
    const { caFile } = there.gitlab;
    await promisify(execFile)(program, [flag, text], {
      cwd: folder.path,
      env: {
        PATH: process.env['PATH'],
        GITLAB_TOKEN: there.gitlab.tokens['anna']!.reveal(),
        CURL_CA_BUNDLE: caFile,
        SSL_CERT_FILE: caFile,
      },
    });
    expect(await readFile(join(folder.path, 'model.pkl'), 'utf8')).toBe('the weights');
  });

  it('names what a deleted model takes along', async () => {
    const name = await modelWith('0.1.0', '0.2.0');
    editor.ui.will([`Delete model "${name}"?`, leave]);
    await editor.commands['mlops.model.delete'](modelNode(name));
    expect(editor.ui.confirmed.at(-1)?.detail).toBe(
      '2 versions and their files are deleted with it, and the runs behind them. This cannot be undone.',
    );
    expect((await listed()).some(({ model }) => model.name === name)).toBe(true);
  });

  it('compares two versions by the runs behind them, older first', async () => {
    const name = await modelWith('0.1.0', '0.2.0');
    const [old, fresh] = [versionNode(name, '0.1.0'), versionNode(name, '0.2.0')];
    const compared = `compare ${old.version.run.id} ${fresh.version.run.id} in ${samplePath}`;
    await editor.commands['mlops.modelVersion.compare'](fresh, [fresh, old]);
    editor.ui.will([`Compare ${name} 0.1.0 with`, choose('0.2.0')]);
    await editor.commands['mlops.modelVersion.compare'](old);
    expect(editor.shown).toEqual([compared, compared]);
  });

  it('shows the page of a model: versions with what their runs reached', async () => {
    const name = await modelWith('0.1.0', '0.2.0');
    const { project, model } = modelNode(name);
    const acted: string[] = [];
    const controller = new ModelController({
      project,
      session: editor.gitlab,
      stores: editor.project,
      modelId: model.id,
      name,
      keyMetric: () => 'AUC',
      versionCommand: async (action, of) =>
        void acted.push(`${action} ${of.version.version} ${of.project.id === project.id}`),
      modelCommand: async (action, of) => void acted.push(`${action} ${of.versions.length}`),
      compareRuns: async (runs) => void acted.push(`compare ${runs.length}`),
      showMarkdown: async (title, text) => void acted.push(`${title}: ${text}`),
    });
    try {
      await expect.poll(() => controller.state.metrics.length).toBe(2);
      const { state, handlers } = controller;
      expect(state.metrics.map((metric) => metric.name)).toEqual(['AUC', 'fit_s']);
      expect(
        state.versions.map(({ version, values, latest }) => [version, values, latest]),
      ).toEqual([
        ['0.2.0', [0.81, 10], true],
        ['0.1.0', [0.8, 10], false],
      ]);
      const person = model.author?.name;
      expect(person).toMatch(/^\w/);
      expect([state.author, ...state.versions.map(({ author }) => author)]).toEqual([
        person,
        person,
        person,
      ]);
      const times = state.versions.map(({ createdAt }) => Date.now() - createdAt);
      expect(times.every((age) => age >= 0 && age < 600_000)).toBe(true);
      const [fresh, old] = state.versions;
      await handlers.showCard({ version: old!.id }, never);
      await handlers.compare({ versions: [fresh!.id, old!.id] }, never);
      await handlers.versionAction({ version: fresh!.id, action: 'download' }, never);
      await handlers.modelAction({ action: 'rollBack' }, never);
      expect(acted).toEqual([
        `${name} 0.1.0: # Card of 0.1.0`,
        'compare 2',
        'download 0.2.0 true',
        'rollBack 2',
      ]);
      expect(await handlers.files({ version: old!.id }, never)).toEqual([]);
      await handlers.describe({ text: 'For loans.' }, never);
      expect(controller.state.description).toBe('For loans.');
      await expect(handlers.files({ version: 'gone' }, never)).rejects.toMatchObject({
        kind: 'not-found',
      });
      const client = await editor.gitlab.client();
      await client.registry.deleteModel(project, model.id, never);
      await handlers.refresh({}, never);
      expect(controller.state.gone).toBe(true);
    } finally {
      controller.dispose();
    }
  });
});
