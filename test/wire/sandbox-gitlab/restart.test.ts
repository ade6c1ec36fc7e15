import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/tempFolder';
import { git } from './git';
import { sample, withSample } from './sample';
import { removeCertificates, testGitLab } from './support';

afterAll(removeCertificates);

describe('a restart', () => {
  it('brings the same world back under the same address', async () => {
    await using temp = await tempFolder();
    const folder = join(temp.path, 'state');
    const before = await testGitLab({ folder });
    await before.ask('POST', '/api/v4/projects', {
      json: { path: 'kept', initialize_with_readme: true },
    });
    const token = before.tokens['anna']!.reveal();
    await before[Symbol.asyncDispose]();
    const stored = await readFile(join(folder, 'world.json'), 'utf8');
    expect(stored).not.toContain(token);

    await using after = await testGitLab({ folder });
    expect([after.url, after.tokens['anna']!.reveal()]).toEqual([before.url, token]);
    expect(await after.ask('GET', '/api/v4/projects/anna%2Fkept')).toMatchObject({
      json: { default_branch: 'main' },
    });
    const clone = await git(after, ['clone', `${after.url}/anna/kept.git`, join(temp.path, 'c')], {
      token,
    });
    expect(clone.code, clone.err).toBe(0);
    const made = await after.ask('POST', '/api/v4/projects', { json: { path: 'next' } });
    expect(made.json).toMatchObject({ id: 2 });
  });

  it('ends an import that was under way', async () => {
    await using temp = await tempFolder();
    const folder = join(temp.path, 'state');
    const before = await testGitLab({
      folder,
      clock: {
        now: Date.now,
        wait: (_ms, signal) =>
          new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(new Error('stopped'))),
          ),
      },
    });
    await before.ask('POST', '/api/v4/projects', {
      json: { path: 'cut', import_url: `${before.url}/x/y.git` },
    });
    await before[Symbol.asyncDispose]();
    await using after = await testGitLab({ folder });
    expect(await after.ask('GET', '/api/v4/projects/anna%2Fcut/import')).toMatchObject({
      json: { import_status: 'failed' },
    });
  });
});

describe('below a sub-path', () => {
  it('everything works, git and pages included', async () => {
    await using world = await withSample({ relativeUrlRoot: '/gitlab' });
    const { gitlab, temp } = world;
    expect(new URL(gitlab.url).pathname).toBe('/gitlab');
    expect(await gitlab.ask('GET', sample)).toMatchObject({
      json: { web_url: `${gitlab.url}/mlops/credit-scoring` },
    });
    const clone = await git(gitlab, [
      'clone',
      `${gitlab.url}/mlops/credit-scoring.git`,
      `${temp.path}/c`,
    ]);
    expect(clone.code, clone.err).toBe(0);
    const page = await gitlab.ask('GET', '/', { token: null });
    expect(page.headers['location']).toBe(`${gitlab.url}/users/sign_in?return_to=%2F`);
  });
});

describe('a stop', () => {
  it('does not wait for callers that hang, and frees the port', async () => {
    const gitlab = await testGitLab();
    gitlab.faults.add({ service: 'gitlab', match: 'GET *', fault: { kind: 'hang' } });
    const hanging = gitlab.ask('GET', '/api/v4/user');
    await expect.poll(() => gitlab.calls.all.length).toBe(1);
    const [answer] = await Promise.allSettled([hanging, gitlab[Symbol.asyncDispose]()]);
    expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'ECONNRESET' } });
    await expect(gitlab.ask('GET', '/api/v4/user')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

const script = `
import { Gitlab } from '@gitbeaker/rest';
const api = new Gitlab({ host: process.env.HOST, token: process.env.TOKEN });
const [project] = await api.Projects.all({ search: 'credit', pagination: 'keyset', orderBy: 'id' });
await api.Branches.create(project.id, 'feature/one', 'main');
await api.Commits.create(project.id, 'feature/one', 'Change it', [
  { action: 'update', filePath: 'src/train.py', content: 'RANDOM_SEED = 42' },
]);
const mr = await api.MergeRequests.create(project.id, 'feature/one', 'main', 'Change');
const merged = await api.MergeRequests.accept(project.id, mr.iid);
const file = await api.RepositoryFiles.show(project.path_with_namespace, 'src/train.py', 'main');
const variable = await api.ProjectVariables.create(project.id, 'KEY', 'value-long', { masked: true });
const token = await api.ProjectAccessTokens.create(project.id, 'bot', ['api'], '${new Date(
  Date.now() + 5 * 86_400_000,
)
  .toISOString()
  .slice(0, 10)}', { accessLevel: 30 });
const user = await api.Users.showCurrentUser();
process.stdout.write(JSON.stringify([
  merged.state, Buffer.from(file.content, 'base64').toString(), variable.masked, token.access_level, user.username,
]));
`;

describe('an ordinary client library', () => {
  it('branches, commits, merges and sets up a project, unchanged', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    const run = await new Promise<{ out: string; err: string }>((resolve) => {
      execFile(
        process.execPath,
        ['--input-type=module', '--eval', script],
        {
          env: {
            PATH: process.env['PATH'],
            NODE_EXTRA_CA_CERTS: gitlab.caFile,
            HOST: gitlab.url,
            TOKEN: gitlab.tokens['anna']!.reveal(),
          },
        },
        (_error, out, err) => resolve({ out, err }),
      );
    });
    expect(run.err).toBe('');
    expect(JSON.parse(run.out)).toEqual(['merged', 'RANDOM_SEED = 42', true, 30, 'anna']);
    expect(gitlab.context.crashes).toEqual([]);
  });
});
