import { readFile, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCodeDiff } from '../../../src/app/codeDiff';
import { never } from '../../../src/base/wait';
import { type Project } from '../../../src/model/project';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import { createRun, logParams } from '../../../src/sandbox/gitlab/ml/runs';
import { type RunNode } from '../../../src/views/experimentsTree';
import { accept, agree, leave } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { git } from '../sandbox-gitlab/git';
import { removeCertificates, type TestGitLab, testGitLab } from '../sandbox-gitlab/support';
import { samplePath } from '../gitlab/support';
import { fileURLToPath } from 'node:url';
import { openWindow, type TestWindow } from './window';

const sample = fileURLToPath(new URL('../../../sample', import.meta.url));

describe('the code of a run', () => {
  let gitlab: TestGitLab;
  let temp: TempFolder;
  let folder: string;
  let editor: TestWindow;
  let project: Project;
  let experiment: ReturnType<typeof createExperiment>;
  let count = 0;
  /** What the run was trained from: not in a fresh clone of the main branch. */
  let trained: string;
  let main: string;

  beforeAll(async () => {
    process.env['GIT_CONFIG_GLOBAL'] = devNull;
    [gitlab, temp] = await Promise.all([testGitLab({ seedProjectFolder: sample }), tempFolder()]);
    const owner = gitlab.world.tables.projects[0]!;
    experiment = createExperiment(gitlab.context, owner, 1, 'Loan_prediction', []);
  });
  afterAll(async () => {
    editor[Symbol.dispose]();
    await gitlab[Symbol.asyncDispose]();
    await temp[Symbol.asyncDispose]();
    await removeCertificates();
  });
  beforeEach(async () => {
    if (count > 0) editor[Symbol.dispose]();
    folder = join(temp.path, `clone-${++count}`);
    const url = `${gitlab.url}/${samplePath}.git`;
    await git(gitlab, ['clone', '--quiet', '--single-branch', url, folder]);
    editor = openWindow({
      home: temp.path,
      folder,
      settings: { caFile: gitlab.caFile, gitlabUrl: gitlab.url },
    });
    const token = gitlab.tokens['anna']!;
    await editor.accounts.add(gitlab.url, { kind: 'token', token }, never);
    await editor.gitlab.signedIn(gitlab.url, 'anna');
    const client = await editor.gitlab.client();
    project = await client.projects.get(samplePath, never);
    await editor.gitlab.choose(project);
    await editor.project.branches.refresh();
    main = await plain('rev-parse', 'HEAD');
    const name = `trained-${count}`;
    const commit = await client.repository.commit(
      project.id,
      {
        branch: name,
        startBranch: project.defaultBranch ?? 'main',
        message: 'Try another seed',
        actions: [{ action: 'create', path: `notes-${count}.md`, content: 'one\ntwo\n' }],
      },
      never,
    );
    trained = commit.sha;
  });

  const plain = async (...args: string[]): Promise<string> =>
    (await git(gitlab, args, { cwd: folder })).out.trim();
  const script = (): string => join(folder, 'loan_prediction.py');
  async function run(name: string, commit: string | undefined): Promise<RunNode> {
    const tags = commit === undefined ? [] : [{ key: 'mlflow.source.git.commit', value: commit }];
    const made = createRun(gitlab.context, experiment, 1, { startTime: Date.now(), name, tags });
    logParams(gitlab.context, made, [
      { key: 'RANDOM_SEED', value: '4711' },
      { key: 'nothing_like_it', value: '1' },
    ]);
    await editor.commands['mlops.runs.refresh']();
    const { experiments, project: of } = editor.project.experiments.value!;
    for (const entry of experiments) {
      const found = entry.runs.find((one) => one.name === name);
      if (found) return { kind: 'run', project: of, entry, run: found };
    }
    throw new Error('the run is not there');
  }

  it('is checked out on a branch of its own, fetched when it is not here, and back again', async () => {
    const node = await run(`quiet fox ${count}`, trained);
    editor.ui.will(['Check out quiet fox', accept]);
    await editor.commands['mlops.run.checkOut'](node);
    const branch = `run-quiet-fox-${count}`;
    expect(await plain('branch', '--show-current')).toBe(branch);
    expect(await plain('rev-parse', 'HEAD')).toBe(trained);
    expect(editor.ui.messages.at(-1)).toContain(`You are on ${branch}, at the commit`);
    await editor.ui.press('Go Back');
    expect(await plain('branch', '--show-current')).toBe('main');
    expect(await plain('remote')).toBe('origin');
    // A branch that is at the commit already is used again, without a question.
    await plain('branch', branch, trained);
    await editor.commands['mlops.run.checkOut'](node);
    expect(await plain('branch', '--show-current')).toBe(branch);
    expect(editor.ui.unused).toEqual([]);
  });

  it('leaves changes alone unless they may be put aside, and brings them back', async () => {
    const node = await run(`dirty ${count}`, trained);
    await writeFile(script(), '# mine\n', { flag: 'a' });
    await writeFile(join(folder, 'new.txt'), 'mine too\n');
    const before = await readFile(script(), 'utf8');
    editor.ui.will(['Check out dirty', accept], ['Put 2 changed files aside?', leave]);
    await editor.commands['mlops.run.checkOut'](node);
    expect(await plain('branch', '--show-current')).toBe('main');
    expect(await readFile(script(), 'utf8')).toBe(before);
    editor.ui.will(['Check out dirty', accept], ['Put 2 changed files aside?', agree]);
    await editor.commands['mlops.run.checkOut'](node);
    expect(await plain('status', '--porcelain')).toBe('');
    expect(editor.ui.messages.at(-1)).toContain('stash');
    await editor.ui.press('Go Back');
    expect(await readFile(script(), 'utf8')).toBe(before);
    expect(await readFile(join(folder, 'new.txt'), 'utf8')).toBe('mine too\n');
    expect(await plain('stash', 'list')).toBe('');
  });

  it('is reproduced with its params in the constants, shown before anything is committed', async () => {
    const node = await run(`again ${count}`, trained);
    editor.ui.will(['Reproduce again', accept]);
    await editor.commands['mlops.run.reproduce'](node);
    const branch = await plain('branch', '--show-current');
    expect(branch).toMatch(/^mlops-experiment-\d+$/);
    expect(await plain('rev-parse', 'HEAD')).toBe(trained);
    expect(await readFile(script(), 'utf8')).toMatch(/^RANDOM_SEED = 4711\b/m);
    expect(await plain('status', '--porcelain')).toBe('M loan_prediction.py');
    expect(editor.changes).toEqual([
      {
        title: `again ${count}: its params in the code`,
        path: 'loan_prediction.py',
        left: expect.stringMatching(/^RANDOM_SEED = (?!4711)/m) as string,
        right: `${folder}/loan_prediction.py`,
      },
    ]);
    expect(editor.ui.messages.at(-1)).toContain('1 constant changed on mlops-experiment-');
    expect(editor.ui.messages.at(-1)).toContain(
      '1 param is no constant in the code: nothing_like_it',
    );
    await editor.ui.press('Go Back');
    expect(await plain('branch', '--show-current')).toBe('main');
    expect(await plain('status', '--porcelain')).toBe('');
    expect(await plain('branch', '--list', branch)).toBe('');
  });

  it('cannot be had when the run names no commit, or one that is gone', async () => {
    const silent = await run(`silent ${count}`, undefined);
    await expect(editor.commands['mlops.run.checkOut'](silent)).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('does not say which commit') as string,
    });
    const lost = await run(`lost ${count}`, 'abcdef0123456789abcdef0123456789abcdef01');
    await expect(editor.commands['mlops.run.checkOut'](lost)).rejects.toBeInstanceOf(Error);
    expect(await plain('branch', '--show-current')).toBe('main');
  });

  it('is compared from the checkout when it is there, else from GitLab, with the same lines', async () => {
    const codeDiff = (local: boolean) =>
      createCodeDiff({
        host: {
          ui: editor.ui,
          workspace: {
            openChanges: async (title, files) => {
              for (const { path, left, right } of files) {
                const text = async (side: typeof left | typeof right) =>
                  side === undefined || 'onDisk' in side
                    ? '-'
                    : Buffer.from(await side()).toString();
                editor.shown.push(`${title} ${path}: ${await text(left)}|${await text(right)}`);
              }
            },
          },
        },
        gitlab: editor.gitlab,
        workingCopy: (signal) =>
          local ? editor.adapters.workingCopy(signal) : Promise.resolve(undefined),
        target: async (of) => ({
          url: of.httpCloneUrl,
          gitlabUrl: gitlab.url,
          token: await editor.gitlab.token(never),
        }),
      });
    const wanted = { files: 1, added: 2, removed: 0 };
    // Counting fetches nothing into the checkout.
    expect(await codeDiff(true).stats(project, main, trained, never)).toEqual(wanted);
    const remote = codeDiff(false);
    expect(await remote.stats(project, main, trained, never)).toEqual(wanted);
    // What lies between two commits never changes: the second time asks nobody.
    gitlab.faults.add({
      service: 'gitlab',
      match: '*/compare*',
      times: 20,
      fault: { kind: 'status', status: 500 },
    });
    expect(await remote.stats(project, main, trained, never)).toEqual(wanted);
    await expect(codeDiff(false).stats(project, main, trained, never)).rejects.toThrow();
    gitlab.faults.clear();
    await codeDiff(true).open(project, main, trained, never);
    await codeDiff(false).open(project, main, trained, never);
    const line = `${main.slice(0, 8)} ↔ ${trained.slice(0, 8)} notes-${count}.md: -|one\ntwo\n`;
    expect(editor.shown).toEqual([line, line]);
    expect(await plain('cat-file', '-t', trained)).toBe('commit');
    // Now it is local: the same figures without the server.
    expect(await codeDiff(true).stats(project, trained, main, never)).toEqual({
      files: 1,
      added: 0,
      removed: 2,
    });
    await codeDiff(true).open(project, main, main, never);
    expect(editor.ui.messages.at(-1)).toContain('no change in the code');
  });
});
