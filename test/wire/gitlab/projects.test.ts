import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { checkToken } from '../../../src/gitlab/auth/tokenCheck';
import { accessLevels, type Project } from '../../../src/model/project';
import {
  annas,
  type Connected,
  connected,
  fixed,
  removeCertificates,
  samplePath,
  tokenWith,
} from './support';

const publicKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ0m5Yp2m1o2mWkq0m4r0nq1q3yJmZ0m5Yp2m1o2mWk';

describe('projects, code and set-up through the adapter', () => {
  let there: Connected;
  let sample: Project;
  beforeAll(async () => {
    there = await connected();
    sample = await there.gitlab.projects.get(samplePath, never);
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await removeCertificates();
  });

  it('knows who is signed in, the server and the token', async () => {
    const checked = await checkToken(there.gitlab.account, Date.now(), never);
    expect(checked.user).toMatchObject({ username: 'anna' });
    expect(checked.server.version).toMatch(/^18\./);
    expect(checked.daysLeft).toBeGreaterThan(300);
  });

  it('says which scope a token lacks', async () => {
    const token = tokenWith(there.server, 'narrow', ['read_api']);
    const gitlab = there.connect({ token: fixed(token) });
    await expect(checkToken(gitlab.account, Date.now(), never)).rejects.toMatchObject({
      kind: 'forbidden',
      fix: 'sign-in-gitlab',
      message: expect.stringContaining('"narrow" lacks the scope api') as string,
    });
  });

  it('finds projects by text and by path', async () => {
    expect(sample).toMatchObject({
      path: samplePath,
      defaultBranch: 'main',
      accessLevel: accessLevels.owner,
      markedForDeletion: false,
    });
    const found = await there.gitlab.projects.search('credit', never);
    expect(found.map((project) => project.path)).toEqual([samplePath]);
    expect(await there.gitlab.projects.search('no such thing', never)).toEqual([]);
  });

  it('says that a project is not there or hidden', async () => {
    await expect(there.gitlab.projects.get('mlops/nothing', never)).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('Cannot read the project "mlops/nothing"') as string,
    });
  });

  it('makes a branch, commits to it, compares and opens one merge request only', async () => {
    const { repository, mergeRequests } = there.gitlab;
    const branch = await repository.createBranch(sample.id, 'feature/a#1', 'main', never);
    expect(branch).toMatchObject({ name: 'feature/a#1', isDefault: false });

    const commit = await repository.commit(
      sample.id,
      {
        branch: branch.name,
        message: 'Add <b>notes</b> 🎯',
        actions: [{ action: 'create', path: 'docs/заметки 1.md', content: 'Привет\n' }],
      },
      never,
    );
    expect(commit.title).toBe('Add <b>notes</b> 🎯');

    const file = await repository.file(sample.id, 'docs/заметки 1.md', branch.name, never);
    expect(Buffer.from(file?.content ?? []).toString('utf8')).toBe('Привет\n');
    expect(await repository.file(sample.id, 'nothing.txt', 'main', never)).toBeUndefined();

    const difference = await repository.compare(sample.id, 'main', commit.sha, never);
    expect(difference.commits.map((one) => one.sha)).toEqual([commit.sha]);
    expect(difference.changes).toEqual([
      {
        kind: 'added',
        oldPath: 'docs/заметки 1.md',
        newPath: 'docs/заметки 1.md',
        added: 1,
        removed: 0,
      },
    ]);

    const request = {
      sourceBranch: branch.name,
      targetBranch: 'main',
      title: 'A',
      removeSourceBranch: true,
    };
    const first = await mergeRequests.open(sample.id, request, never);
    const second = await mergeRequests.open(sample.id, request, never);
    expect([first.created, second.created]).toEqual([true, false]);
    expect(second.mergeRequest.iid).toBe(first.mergeRequest.iid);
    await mergeRequests.addNote(sample.id, first.mergeRequest.iid, 'Looks good', never);
    const open = await mergeRequests.list(
      sample.id,
      { state: 'opened', sourceBranch: branch.name },
      never,
    );
    expect(open.map((one) => one.iid)).toEqual([first.mergeRequest.iid]);

    await repository.deleteBranch(sample.id, branch.name, never);
    expect(await repository.branches(sample.id, 'feature', never)).toEqual([]);
  });

  it('refuses a commit on top of a newer change', async () => {
    const { repository } = there.gitlab;
    const file = await repository.file(sample.id, '.gitlab-ci.yml', 'main', never);
    await repository.createBranch(sample.id, 'stale', 'main', never);
    const change = (content: string) =>
      repository.commit(
        sample.id,
        {
          branch: 'stale',
          message: 'm',
          actions: [
            {
              action: 'update',
              path: '.gitlab-ci.yml',
              content,
              lastCommitSha: file?.lastCommitSha,
            },
          ],
        },
        never,
      );
    await change('# one\n');
    await expect(change('# two\n')).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('makes a project, gives it a token, variables and a runner, and deletes it', async () => {
    const { setup } = there.gitlab;
    const project = await setup.createProject({ name: 'Made here', withReadme: true }, never);
    const token = await setup.createAccessToken(
      project.id,
      {
        name: 'mlflow',
        scopes: ['api', 'manage_runner', 'read_repository', 'write_repository'],
        accessLevel: accessLevels.maintainer,
      },
      never,
    );
    expect(token.secret).toBeInstanceOf(Secret);
    expect(token).toMatchObject({ name: 'mlflow', active: true, accessLevel: 40 });
    const bot = there.connect({ token: fixed(token.secret) });
    expect(await bot.projects.get(project.id, never)).toMatchObject({ id: project.id });
    const renewed = await setup.rotateAccessToken(project.id, token.id, undefined, never);
    await expect(bot.projects.get(project.id, never)).rejects.toMatchObject({
      kind: 'signed-out',
    });

    const secret = { key: 'MLFLOW_TRACKING_TOKEN', value: renewed.secret, masked: true };
    await setup.setVariable(project.id, secret, never);
    await setup.setVariable(project.id, { ...secret, protected: true }, never);
    const variables = await setup.variables(project.id, never);
    expect(variables).toMatchObject([
      { key: 'MLFLOW_TRACKING_TOKEN', masked: true, protected: true, environmentScope: '*' },
    ]);
    await expect(
      setup.setVariable(project.id, { key: 'SHORT', value: 'abc', masked: true }, never),
    ).rejects.toMatchObject({ kind: 'invalid' });
    await setup.deleteVariable(project.id, 'MLFLOW_TRACKING_TOKEN', never);
    expect(await setup.variables(project.id, never)).toEqual([]);

    const runner = await setup.createRunner(
      { projectId: project.id, description: 'vm', tags: ['mlops'], runUntagged: true },
      never,
    );
    expect(runner.token.reveal()).toMatch(/^glrt-/);
    expect(await setup.runner(runner.id, never)).toMatchObject({
      state: 'never_contacted',
      tags: ['mlops'],
    });
    expect((await setup.runners(project.id, never)).map((one) => one.id)).toContain(runner.id);
    await setup.deleteRunner(runner.id, never);
    await setup.revokeAccessToken(project.id, renewed.id, never);

    expect(await setup.deleteProject(project, never)).toBe('deleted');
    await expect(there.gitlab.projects.get(project.id, never)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it('imports a project by its address and waits until it is there', async () => {
    const { setup } = there.gitlab;
    const importUrl = sample.httpCloneUrl.replace(
      '://',
      `://anna:${encodeURIComponent(annas(there.server).reveal())}@`,
    );
    const made = await setup.createProject({ name: 'imported', importUrl }, never);
    const project = await setup.waitForImport(made.id, never);
    expect(project).toMatchObject({ importState: 'finished', defaultBranch: 'main' });
  });

  it('says why an import failed', async () => {
    const { setup } = there.gitlab;
    const importUrl = `${there.server.url}/mlops/nothing.git`;
    const made = await setup.createProject({ name: 'not imported', importUrl }, never);
    await expect(setup.waitForImport(made.id, never)).rejects.toMatchObject({
      message: expect.stringMatching(/^Cannot import the project: the import failed\. /) as string,
    });
  });

  it('adds an SSH key once, whatever its comment', async () => {
    const { setup } = there.gitlab;
    const first = await setup.addSshKey('vm-mlops', `${publicKey} first`, never);
    const again = await setup.addSshKey('vm-mlops', `${publicKey} again`, never);
    expect(again.id).toBe(first.id);
    await setup.deleteSshKey(first.id, never);
    expect(await setup.sshKeys(never)).toEqual([]);
  });

  it('works below a path of its server', async () => {
    await using below = await connected({ relativeUrlRoot: '/tools/gitlab' });
    expect(below.gitlab.baseUrl).toMatch(/\/tools\/gitlab$/);
    const project = await below.gitlab.projects.get(samplePath, never);
    const branches = await below.gitlab.repository.branches(project.id, '', never);
    expect(branches.map((branch) => branch.name)).toEqual(['main']);
    expect(await below.gitlab.registry.models(project, never)).toEqual([]);
  });

  it('reads lists that are longer than a page', async () => {
    const { repository } = there.gitlab;
    const head = (await repository.branches(sample.id, 'main', never))[0]?.commit.sha ?? '';
    const project = there.server.world.tables.projects.find((one) => one.id === sample.id);
    expect(project).toBeDefined();
    for (let i = 0; i < 105; i++) {
      await repository.createBranch(sample.id, `many-${i}`, head, never);
    }
    there.sent.length = 0;
    expect(await repository.branches(sample.id, 'many-', never)).toHaveLength(105);
    expect(there.sent).toHaveLength(2);
  }, 60_000);
});
