import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { never, waitFor } from '../../../src/base/wait';
import { type BranchNode } from '../../../src/views/branchesTree';
import { git } from '../sandbox-gitlab/git';
import { removeCertificates, type TestGitLab, testGitLab } from '../sandbox-gitlab/support';
import { accept, choose, leave, type as typing } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { registerRunner, type TakenJob } from './runner';
import { openWindow, type TestWindow } from './window';

const sample = fileURLToPath(new URL('../../../sample', import.meta.url));

describe('from an idea to a training job', () => {
  let gitlab: TestGitLab;
  let temp: TempFolder;
  let count = 0;
  let folder: string;
  let editor: TestWindow;
  let runner: Awaited<ReturnType<typeof registerRunner>>;
  beforeAll(async () => {
    process.env['GIT_CONFIG_GLOBAL'] = devNull;
    [gitlab, temp] = await Promise.all([testGitLab({ seedProjectFolder: sample }), tempFolder()]);
    runner = await registerRunner(gitlab, 1);
  });
  afterAll(async () => {
    editor[Symbol.dispose]();
    await gitlab[Symbol.asyncDispose]();
    await temp[Symbol.asyncDispose]();
    await removeCertificates();
  });
  /** Each test has a fresh clone in a window that is signed in. */
  beforeEach(async () => {
    if (count > 0) editor[Symbol.dispose]();
    folder = join(temp.path, `clone-${++count}`);
    await git(gitlab, ['clone', '--quiet', `${gitlab.url}/mlops/credit-scoring.git`, folder]);
    editor = openWindow({
      home: temp.path,
      folder,
      settings: { caFile: gitlab.caFile, gitlabUrl: gitlab.url },
    });
    const anna = gitlab.tokens['anna'];
    if (!anna) throw new Error('there is no anna');
    await editor.accounts.add(gitlab.url, { kind: 'token', token: anna }, never);
    await editor.gitlab.signedIn(gitlab.url, 'anna');
    const [project] = await (await editor.gitlab.client()).projects.search('', never);
    await editor.gitlab.choose(project);
    await editor.project.branches.refresh();
  });

  const script = (): string => join(folder, 'loan_prediction.py');
  const plain = async (...args: string[]): Promise<string> =>
    (await git(gitlab, args, { cwd: folder })).out.trim();
  const node = (name: string): BranchNode => {
    const { project, branches } = editor.project.branches.value ?? {};
    const branch = branches?.find((one) => one.name === name);
    if (!branch || !project) throw new Error(`The tree has no branch ${name}.`);
    return { kind: 'branch', project, branch };
  };
  async function changeSeed(value: number): Promise<void> {
    const text = await readFile(script(), 'utf8');
    await writeFile(script(), text.replace(/^RANDOM_SEED = .*$/m, `RANDOM_SEED = ${value}`));
  }
  async function newBranch(): Promise<string> {
    editor.ui.will(['New experiment branch', accept]);
    await editor.commands['mlops.branch.create']();
    return plain('branch', '--show-current');
  }
  /** The button starts a command and does not wait for it. */
  async function openRequest(): Promise<void> {
    await editor.ui.press('Open Merge Request');
    await expect.poll(() => editor.ui.messages.at(-1)).toMatch(/^Merge request !\d+ is open/);
  }
  /** A branch with a change, pushed, and its merge request. */
  async function readyToTrain(seed: number): Promise<string> {
    const name = await newBranch();
    await changeSeed(seed);
    editor.ui.will(['Commit 1 changed file', accept], ['Merge request for', accept]);
    await editor.commands['mlops.branch.commitAndPush']();
    await openRequest();
    return name;
  }
  /** The job of this name for this branch's merge request; others that wait are passed. */
  async function taken(name: string, branch: string): Promise<TakenJob> {
    for (;;) {
      const job = await waitFor(() => runner.take(), 20, AbortSignal.timeout(10_000));
      const of = job.variables['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME'];
      if (job.variables['CI_JOB_NAME'] === name && of === branch) return job;
      await job.end('success');
    }
  }
  const jobsOf = (name: string) =>
    node(name).branch.pipelines.flatMap(({ pipeline, jobs }) =>
      jobs.map((job) => `${pipeline.source} ${job.name} ${job.status}`),
    );

  it('goes all the way: branch, commit, push, merge request, job, log', async () => {
    const name = await newBranch();
    expect(name).toBe('mlops-experiment-1');
    expect(editor.ui.messages.at(-1)).toContain('You are on mlops-experiment-1.');
    await editor.ui.press('Open loan_prediction.py');
    expect(editor.shown).toEqual(['file loan_prediction.py']);

    await changeSeed(7);
    editor.ui.will(['Commit 1 changed file to mlops-experiment-1', accept]);
    await editor.commands['mlops.branch.commitAndPush']();
    expect(await plain('log', '-1', '--format=%s %an <%ae>')).toBe(
      'Change RANDOM_SEED from 42 to 7 Anna Petrova <anna@example.com>',
    );
    expect(await plain('ls-remote', 'origin', name)).toContain(await plain('rev-parse', 'HEAD'));
    expect(await plain('config', '--list')).not.toContain('glpat');

    editor.ui.will(['Merge request for mlops-experiment-1', accept]);
    await openRequest();
    const request = node(name).branch.mergeRequest;
    expect(request).toMatchObject({
      title: 'Change RANDOM_SEED from 42 to 7',
      targetBranch: 'main',
      state: 'opened',
    });
    await (await taken('check', name)).end('success');
    await expect
      .poll(async () => {
        await editor.commands['mlops.branches.refresh']();
        return jobsOf(name);
      })
      .toContain('merge_request_event trigger_train manual');

    await editor.ui.press('Play Training');
    const train = await taken('trigger_train', name);
    await train.log('Training with 7\n\x1b[0;m');
    // The window opens its log when it has heard of the job, which may be after the first line.
    const shownLog = (): string => [...editor.logs.values()].at(-1)?.text ?? '';
    await expect.poll(shownLog).toContain('Training with 7');
    await train.log('AUC 0.87\n');
    await train.end('success');
    await expect.poll(shownLog).toMatch(/AUC 0\.87\n[\s\S]*── job passed ──/);
    expect(editor.reported).toEqual([]);

    editor.ui.will(['Commit', typing('')], ['Commit', typing('More')]);
    await appendFile(script(), '\n# more\n');
    await editor.commands['mlops.branch.commitAndPush']();
    expect(editor.ui.refused).toEqual(['Say what you changed.']);
    expect(editor.ui.messages.at(-1)).toBe(
      `Pushed ${name}. Merge request !${request?.iid ?? 0} starts a new pipeline.`,
    );
    await expect(editor.commands['mlops.branch.commitAndPush']()).rejects.toMatchObject({
      kind: 'invalid',
      message: 'Nothing changed since the last push. Change something first.',
    });
  });

  it('names branches on from the highest that is known, and refuses odd names', async () => {
    const client = await editor.gitlab.client();
    await client.repository.createBranch(
      (await editor.gitlab.project(never)).id,
      'mlops-experiment-41',
      'main',
      never,
    );
    await editor.project.branches.refresh();
    editor.ui.will(
      ['New experiment branch', typing('main')],
      ['New experiment branch', typing('two words')],
      ['New experiment branch', accept],
    );
    await editor.commands['mlops.branch.create']();
    expect(await plain('branch', '--show-current')).toBe('mlops-experiment-42');
    expect(editor.ui.refused).toEqual([
      '"main" exists already.',
      'A branch name has no spaces, no ~ ^ : ? * [ \\ and no two dots in a row.',
    ]);
  });

  it('leaves the checkout alone when one leaves at a question', async () => {
    editor.ui.will(['New experiment branch', leave]);
    await editor.commands['mlops.branch.create']();
    await changeSeed(9);
    editor.ui.will(['Commit', leave], ['Merge request', leave], ['Switch to a branch', leave]);
    await editor.commands['mlops.branch.commitAndPush']();
    await editor.commands['mlops.branch.switch']();
    expect([await plain('branch', '--list'), await plain('status', '--short')]).toEqual([
      '* main',
      'M loan_prediction.py',
    ]);
    await plain('switch', '--quiet', '-c', 'mlops-experiment-77');
    await editor.commands['mlops.mergeRequest.create']();
    await editor.project.branches.refresh();
    expect(node('mlops-experiment-77').branch.mergeRequest).toBeUndefined();
    expect(editor.ui.unused).toEqual([]);
  });

  it('switches to a branch that only GitLab has', async () => {
    const client = await editor.gitlab.client();
    const { id } = await editor.gitlab.project(never);
    await client.repository.createBranch(id, 'mlops-experiment-50', 'main', never);
    await client.repository.commit(
      id,
      {
        branch: 'mlops-experiment-50',
        message: 'Theirs',
        actions: [{ action: 'create', path: 'theirs.txt', content: 'x' }],
      },
      never,
    );
    await editor.project.branches.refresh();
    await editor.commands['mlops.branch.switch'](node('mlops-experiment-50'));
    expect(await plain('log', '-1', '--format=%s')).toBe('Theirs');
    expect(node('mlops-experiment-50').branch.isCurrent).toBe(true);
    editor.ui.will(['Switch to a branch', choose('main')]);
    await editor.commands['mlops.branch.switch']();
    expect(await plain('branch', '--show-current')).toBe('main');
  });

  it('commits nothing that cannot be pushed without saying so, and goes on after it', async () => {
    const name = await newBranch();
    await changeSeed(11);
    gitlab.faults.add({
      service: 'gitlab',
      match: '*git-receive-pack*',
      times: 9,
      fault: { kind: 'status', status: 503 },
    });
    editor.ui.will(['Commit', accept]);
    await expect(editor.commands['mlops.branch.commitAndPush']()).rejects.toMatchObject({
      name: 'AppError',
    });
    gitlab.faults.clear();
    // The commit is there; the second try only pushes.
    await editor.commands['mlops.branch.commitAndPush']();
    expect(await plain('ls-remote', 'origin', name)).toContain(await plain('rev-parse', 'HEAD'));
  });

  it('opens one merge request for a branch, none for the default one', async () => {
    await expect(editor.commands['mlops.mergeRequest.create']()).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('"main" is the branch that others build on') as string,
    });
    const name = await readyToTrain(12);
    editor.ui.will(['Merge request for', accept]);
    await editor.commands['mlops.mergeRequest.create'](node(name));
    expect(editor.ui.messages.at(-1)).toMatch(/^Merge request !\d+ was open already for/);
    await editor.commands['mlops.mergeRequest.open']({
      kind: 'merge-request',
      project: await editor.gitlab.project(never),
      mergeRequest: node(name).branch.mergeRequest!,
    });
    expect(editor.ui.opened.at(-1)).toMatch(/\/-\/merge_requests\/\d+$/);
  });

  it('plays with variables, cancels and retries', async () => {
    const name = await readyToTrain(13);
    await (await taken('check', name)).end('success');
    await expect
      .poll(async () => {
        await editor.project.branches.refresh();
        return jobsOf(name);
      })
      .toContain('merge_request_event trigger_train manual');
    const jobNode = (job: string) => {
      const found = node(name)
        .branch.pipelines.flatMap(({ jobs }) => jobs)
        .find((one) => one.name === job);
      if (!found) throw new Error(`There is no job ${job}.`);
      return { kind: 'job', project: node(name).project, job: found } as const;
    };
    editor.ui.will(
      ['Variables for trigger_train', typing('RANDOM_SEED 7')],
      ['Variables for trigger_train', typing('RANDOM_SEED=7 NOTE="two words"')],
    );
    await editor.commands['mlops.job.playWithVariables'](jobNode('trigger_train'));
    expect(editor.ui.refused).toEqual(['Write KEY=value; "RANDOM_SEED 7" is not that.']);
    const train = await taken('trigger_train', name);
    expect([train.variables['RANDOM_SEED'], train.variables['NOTE']]).toEqual(['7', 'two words']);
    await editor.project.branches.refresh();
    await editor.commands['mlops.job.cancel'](jobNode('trigger_train'));
    await train.end('failed');
    await expect
      .poll(async () => {
        await editor.project.branches.refresh();
        return jobNode('trigger_train').job.status;
      })
      .toBe('canceled');
    const before = jobNode('trigger_train').job.id;
    await editor.commands['mlops.job.retry'](jobNode('trigger_train'));
    await editor.project.branches.refresh();
    expect(jobNode('trigger_train').job.id).toBeGreaterThan(before);
    await (await taken('trigger_train', name)).end('success');
    await editor.commands['mlops.job.open'](jobNode('check'));
    expect(editor.ui.opened.at(-1)).toMatch(/\/-\/jobs\/\d+$/);
  });

  it('follows a log again after it could not be followed', async () => {
    const name = await readyToTrain(14);
    await editor.project.branches.refresh();
    const check = await taken('check', name);
    await check.log('line 1\n');
    await editor.project.branches.refresh();
    const found = node(name).branch.pipelines[0]?.jobs.find((one) => one.name === 'check');
    if (!found) throw new Error('There is no job check.');
    const jobNode = { kind: 'job', project: node(name).project, job: found } as const;
    gitlab.faults.add({
      service: 'gitlab',
      match: `GET */jobs/${found.id}/trace`,
      fault: { kind: 'status', status: 403, body: '{"message":"403 Forbidden"}' },
    });
    await expect(editor.commands['mlops.job.followLog'](jobNode)).rejects.toMatchObject({
      kind: 'forbidden',
    });
    const following = editor.commands['mlops.job.followLog'](jobNode);
    await check.log('line 2\n');
    await check.end('success');
    await following;
    const log = editor.logs.get(`job-${found.id}`);
    expect(log?.text).toMatch(/^line 1\nline 2\n[\s\S]*job passed/);
  });

  it('says what is missing when there is nothing to play, follow, cancel or retry', async () => {
    await plain('switch', '--quiet', '--detach');
    await editor.project.branches.refresh();
    const { commands } = editor;
    await changeSeed(3);
    editor.ui.will(['Commit', accept]);
    await expect(commands['mlops.branch.commitAndPush']()).rejects.toMatchObject({
      message: 'No branch is checked out. Switch to one first.',
    });
    await expect(commands['mlops.mergeRequest.create']()).rejects.toMatchObject({
      kind: 'invalid',
    });
    using nowhere = openWindow({
      home: temp.path,
      vault: editor.vault,
      memory: editor.memory,
      settings: editor.settings,
    });
    await expect(nowhere.commands['mlops.branch.create']()).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('No git checkout is open') as string,
    });
  });
});
