import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type RunId } from '../../../src/model/ids';
import { type Project } from '../../../src/model/project';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import { createRun, updateRun } from '../../../src/sandbox/gitlab/ml/runs';
import { type RunsController } from '../../../src/webviews/runs/controller';
import { type SampleWorld, withSample } from '../sandbox-gitlab/sample';
import { removeCertificates, samplePath } from '../gitlab/support';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { runsPage } from './runsPage';
import { openWindow, type TestWindow } from './window';

describe('the files of runs on the page that compares them', () => {
  let there: SampleWorld;
  let home: TempFolder;
  let editor: TestWindow;
  let project: Project;
  let page: RunsController;
  let experiment: ReturnType<typeof createExperiment>;
  beforeAll(async () => {
    [there, home] = await Promise.all([withSample(), tempFolder()]);
    const owner = there.gitlab.world.tables.projects[0]!;
    experiment = createExperiment(there.gitlab.context, owner, 1, 'Loan_prediction', []);
  });
  beforeEach(async () => {
    const { url, caFile, tokens } = there.gitlab;
    editor = openWindow({ home: home.path, settings: { caFile, gitlabUrl: url } });
    await editor.accounts.add(url, { kind: 'token', token: tokens['anna']! }, never);
    await editor.gitlab.signedIn(url, 'anna');
    project = await (await editor.gitlab.client()).projects.get(samplePath, never);
    await editor.gitlab.choose(project);
    page = runsPage(editor);
  });
  afterEach(() => {
    there.gitlab.faults.clear();
    page.dispose();
    editor[Symbol.dispose]();
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
    await removeCertificates();
  });

  /** Sends the files in the order given, so that a name can come twice. */
  async function runWith(
    name: string,
    files: readonly (readonly [path: string, content: string | Uint8Array])[],
    tags: Readonly<Record<string, string>> = {},
  ): Promise<RunId> {
    const { context } = there.gitlab;
    const made = createRun(context, experiment, 1, {
      startTime: 1,
      name,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    });
    updateRun(context, made, { status: 'finished' });
    const { packages } = await editor.gitlab.client();
    const owner = { kind: 'run', iid: made.iid } as const;
    const local = join(home.path, 'upload.bin');
    for (const [path, content] of files) {
      await writeFile(local, content);
      await packages.upload(project.id, owner, path, local, undefined, never);
    }
    await page.refresh();
    return `gid://gitlab/Ml::Candidate/${made.id}` as RunId;
  }

  it('are read, opened and compared in the editor; of equal names the last one counts', async () => {
    const base = await runWith('base', [['plots/note.txt', 'as it was']]);
    const fresh = await runWith('fresh', [
      ['plots/note.txt', 'first try'],
      ['plots/note.txt', 'second try'],
    ]);
    const { handlers } = page;
    expect(await handlers.artifacts({ run: fresh }, never)).toEqual([
      { path: 'plots/note.txt', size: 10 },
    ]);
    const path = 'plots/note.txt';
    const bytes = await handlers.artifact({ run: fresh, path, most: 10 }, never);
    expect(Buffer.from(bytes).toString()).toBe('second try');
    // The whole buffer goes to the page: nothing else may be in it.
    expect(bytes.buffer.byteLength).toBe(10);
    await handlers.openArtifact({ run: fresh, path }, never);
    await handlers.diffArtifacts({ from: base, to: fresh, path }, never);
    expect(editor.shown).toEqual([
      'opened fresh plots/note.txt second try',
      'diff plots/note.txt: base ↔ fresh: base as it was ↔ fresh second try',
    ]);
    await expect(handlers.artifact({ run: fresh, path, most: 9 }, never)).rejects.toMatchObject({
      kind: 'invalid',
      message: '"plots/note.txt" is larger than what is shown here.',
    });
    await expect(handlers.openArtifact({ run: fresh, path: 'gone' }, never)).rejects.toMatchObject({
      kind: 'not-found',
      message: 'This run has no file "gone" any more.',
    });
  });

  it('tell the environments that the runs were made with; what cannot be read leaves a gap', async () => {
    const conda = (version: string): string =>
      `channels:\n- conda-forge\ndependencies:\n- python=3.12.4\n- pip:\n  - scikit-learn==${version}\nname: mlflow-env\n`;
    const runs = [
      await runWith('one', [['model/conda.yaml', conda('1.5.0')]]),
      await runWith('two', [
        ['model/conda.yaml', conda('1.6.0')],
        ['model/conda.yaml', conda('1.7.1')],
        ['model/requirements.txt', 'numpy==2.1.0\n'],
      ]),
      await runWith('none', [['weights.bin', 'x']]),
    ];
    const ask = () => page.handlers.environment({ runs }, never);
    expect(await ask()).toEqual([
      { name: 'Python', values: ['3.12.4', '3.12.4', undefined] },
      { name: 'numpy', values: [undefined, '2.1.0', undefined] },
      { name: 'scikit-learn', values: ['1.5.0', '1.7.1', undefined] },
    ]);
    there.gitlab.faults.add({
      service: 'gitlab',
      match: 'GET *requirements.txt*',
      times: 9,
      fault: { kind: 'status', status: 403 },
    });
    expect(await ask()).toEqual([
      { name: 'Python', values: ['3.12.4', undefined, undefined] },
      { name: 'scikit-learn', values: ['1.5.0', undefined, undefined] },
    ]);
  });

  it('are saved one alone or all, with progress, and go on after a cancel where they were', async () => {
    await using to = await tempFolder();
    const weights = randomBytes(200_000);
    const run = await runWith('heavy', [
      ['a.txt', 'small'],
      ['weights.bin', weights],
    ]);
    const { ui } = editor;
    ui.path = to.path;
    await page.handlers.downloadArtifact({ run, path: 'a.txt' }, never);
    expect(ui.worked).toEqual(['Downloading a.txt…']);
    expect(ui.reports.at(-1)).toBe('a.txt, 5 B of 5 B');
    expect(ui.messages).toEqual(['1 file of heavy saved.']);
    expect(await readdir(to.path)).toEqual(['a.txt']);
    await ui.press('Open Folder');
    expect(editor.shown).toEqual([`folder ${to.path}`]);

    there.gitlab.faults.add({
      service: 'gitlab',
      match: 'GET *weights.bin*',
      times: 1,
      fault: { kind: 'trickle', ms: 1 },
    });
    ui.cancelWhen = /^2 of 2: weights\.bin, [1-9]/;
    await editor.commands['mlops.runs.refresh']();
    const { entry, found } = nodeOf('heavy');
    await editor.commands['mlops.run.downloadArtifacts']({
      kind: 'run',
      project: editor.project.experiments.value!.project,
      entry,
      run: found,
    });
    expect(ui.messages.at(-1)).toBe('Cancelled: 1 of 2 files of heavy saved.');
    expect((await readdir(to.path)).filter((name) => !name.endsWith('.part'))).toEqual(['a.txt']);
    ui.cancelWhen = undefined;
    there.gitlab.faults.clear();
    const before = ui.reports.length;
    await ui.press('Resume');
    expect(ui.messages.at(-1)).toBe('2 files of heavy saved.');
    const after = ui.reports.slice(before);
    // What is there is not fetched again.
    expect(after.filter((report) => !report.startsWith('2 of 2: weights.bin, '))).toEqual([]);
    expect(after.at(-1)).toBe('2 of 2: weights.bin, 195 KB of 195 KB');
    expect((await readdir(to.path)).sort()).toEqual(['a.txt', 'weights.bin']);
    expect(weights.equals(await readFile(join(to.path, 'weights.bin')))).toBe(true);
  });

  function nodeOf(name: string) {
    for (const entry of editor.project.experiments.value!.experiments) {
      const found = entry.runs.find((one) => one.name === name);
      if (found) return { entry, found };
    }
    throw new Error(`The tree has no run ${name}.`);
  }

  it('lead a card to the data that stands in the repository at the commit of the run', async () => {
    const { repository } = await editor.gitlab.client();
    const [head] = await repository.commits(project.id, project.defaultBranch!, 1, never);
    const line = async (tags: Record<string, string>): Promise<string | undefined> => {
      const run = await runWith('on data', [], { 'mlflow.source.git.commit': head!.sha, ...tags });
      const card = await page.handlers.card({ run }, never);
      return card.split('\n').find((one) => one.startsWith('- Data:'));
    };
    const pages = `${there.gitlab.url}/${samplePath}/-`;
    expect(await line({ data: 'src/train.py' })).toBe(
      `- Data: [src/train.py](${pages}/blob/${head!.sha}/src/train.py)`,
    );
    expect(await line({ data: './src/', 'data.digest': 'md5:7' })).toBe(
      `- Data: [./src/](${pages}/tree/${head!.sha}/src) (\`md5:7\`)`,
    );
    expect(await line({ data: 'README.md' })).toContain('](');
    expect(await line({ data: 'nowhere/x.csv' })).toBe('- Data: `nowhere/x.csv`');
    expect(await line({ data: 'src/train.csv' })).toBe('- Data: `src/train.csv`');
  });
});
