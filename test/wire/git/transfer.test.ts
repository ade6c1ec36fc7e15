import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { type GitAccess } from '../../../src/git/access';
import { createGit } from '../../../src/git/git';
import { tempFolder } from '../../support/tempFolder';
import { checkout, git, type GitServer, plainGit, someone, startGitServer } from './gitServer';

const quiet = (): void => undefined;

function accessTo(server: GitServer, token = server.token): GitAccess {
  return { origin: server.origin, token: new Secret(token), caFile: server.caFile };
}

describe('git over HTTPS', () => {
  it('pushes, clones and fetches with a token that stays out of every file', async () => {
    await using server = await startGitServer();
    await using folder = await tempFolder();
    const repository = await checkout(server, join(folder.path, 'one'));
    const access = accessTo(server);
    const push = { branch: 'main', remote: 'origin', access };
    const lines: string[] = [];
    await repository.push(push, (line) => lines.push(line.text), never);
    expect(lines.some((line) => line.includes('Writing objects'))).toBe(true);
    expect(await repository.status(never)).toMatchObject({ upstream: 'origin/main', ahead: 0 });

    const two = join(folder.path, 'two');
    const clone = await plainGit.clone(server.url, two, { access, branch: 'main' }, quiet, never);
    expect(await readFile(join(two, 'train.py'), 'utf8')).toBe('RANDOM_SEED = 42\n');
    expect(await clone.remotes(never)).toEqual([{ name: 'origin', url: server.url }]);

    await writeFile(join(folder.path, 'one/train.py'), 'RANDOM_SEED = 7\n');
    const second = await repository.commit({ message: 'Try 7', fallback: someone }, never);
    await repository.push(push, quiet, never);
    await clone.fetch({ remote: 'origin', access }, quiet, never);
    expect(await clone.revParse('origin/main', never)).toBe(second);

    const pair = Buffer.from(`oauth2:${server.token}`).toString('base64');
    for (const path of await allFiles(folder.path)) {
      const text = await readFile(path, 'latin1');
      expect(text.includes(server.token) || text.includes(pair), path).toBe(false);
    }
    expect(new Set(server.seen)).toEqual(new Set([`Basic ${pair}`]));
  });

  it.runIf(process.platform === 'linux')('keeps the token out of every argument', async () => {
    await using server = await startGitServer();
    await using folder = await tempFolder();
    server.spoil = 'hang';
    const stop = new AbortController();
    const access = accessTo(server);
    const abandoned = server.abandoned();
    const work = plainGit.clone(server.url, join(folder.path, 'c'), { access }, quiet, stop.signal);
    const failure = expect(work).rejects.toMatchObject({ kind: 'cancelled' });
    await expect.poll(() => server.seen.length).toBeGreaterThan(0);
    const commandLines = await argumentsOf(server.url);
    expect(commandLines.length).toBeGreaterThan(1);
    const pair = Buffer.from(`oauth2:${server.token}`).toString('base64');
    expect(
      commandLines.filter((line) => line.includes(server.token) || line.includes(pair)),
    ).toEqual([]);
    stop.abort();
    await failure;
    await abandoned;
    await expect.poll(() => argumentsOf(server.url)).toEqual([]);
  });

  it('shows the token to no other server', async () => {
    await using server = await startGitServer();
    await using folder = await tempFolder();
    const elsewhere: GitAccess = { ...accessTo(server), origin: 'https://gitlab.example.com' };
    const own = createGit({ env: { ...process.env, GIT_SSL_CAINFO: server.caFile } });
    await expect(
      own.clone(server.url, join(folder.path, 'c'), { access: elsewhere }, quiet, never),
    ).rejects.toMatchObject({ kind: 'signed-out' });
    expect(server.seen.filter(Boolean)).toEqual([]);
  });

  it('trusts the authority of the access although the environment names another', async () => {
    await using server = await startGitServer();
    await using folder = await tempFolder();
    const own = createGit({ env: { ...process.env, GIT_SSL_CAINFO: '/dev/null' } });
    const access = accessTo(server);
    await own.clone(server.url, join(folder.path, 'c'), { access }, quiet, never);
  });

  it('refuses a server whose certificate authority it was not given', async () => {
    await using server = await startGitServer();
    await using folder = await tempFolder();
    const access = { ...accessTo(server), caFile: undefined };
    await expect(
      plainGit.clone(server.url, join(folder.path, 'c'), { access }, quiet, never),
    ).rejects.toMatchObject({ kind: 'unreachable', fix: 'open-settings' });
    expect(server.seen).toEqual([]);
  });

  it('refuses an address with a password in it', async () => {
    await expect(
      plainGit.clone('https://me:hunter22@localhost/x.git', 'c', {}, quiet, never),
    ).rejects.toThrow(/carries a password/);
  });
});

describe('a push that the server refuses', () => {
  it('is a conflict when the branch went on meanwhile', async () => {
    await using server = await startGitServer();
    await using folder = await tempFolder();
    const access = accessTo(server);
    const push = { branch: 'main', remote: 'origin', access };
    const one = await checkout(server, join(folder.path, 'one'));
    await one.push(push, quiet, never);
    const two = await plainGit.clone(
      server.url,
      join(folder.path, 'two'),
      { access },
      quiet,
      never,
    );
    for (const repository of [one, two]) {
      await writeFile(join(repository.folder, 'notes.md'), repository.folder);
      await repository.commit({ message: 'Note', fallback: someone }, never);
    }
    await one.push(push, quiet, never);
    await expect(two.push(push, quiet, never)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('Fetch and merge them first') as string,
    });
    await two.fetch({ remote: 'origin', access }, quiet, never);
    await expect(two.push(push, quiet, never)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await two.status(never)).toMatchObject({ ahead: 1, behind: 1 });
  });

  it('is forbidden when the branch is protected, in GitLab words', async () => {
    await using server = await startGitServer();
    await using folder = await tempFolder();
    const repository = await checkout(server, join(folder.path, 'one'));
    await server.refusePushes(
      'GitLab: You are not allowed to push code to protected branches on this project.',
    );
    const push = { branch: 'main', remote: 'origin', access: accessTo(server) };
    await expect(repository.push(push, quiet, never)).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('the branch is protected') as string,
    });
  });

  it('is signed out when the token is wrong, and the token is not in the error', async () => {
    await using server = await startGitServer();
    await using folder = await tempFolder();
    const repository = await checkout(server, join(folder.path, 'one'));
    const access = accessTo(server, 'glpat-wrong-token-9876543210');
    const failure: unknown = await repository
      .push({ branch: 'main', remote: 'origin', access }, quiet, never)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'signed-out', fix: 'sign-in-gitlab' });
    expect(JSON.stringify([failure, (failure as { detail: string }).detail])).not.toContain(
      'wrong-token',
    );
  });

  it.each([
    ['403', 403, 'forbidden'],
    ['404', 404, 'not-found'],
    ['429', 429, 'rate-limited'],
    ['502', 502, 'unreachable'],
    ['a reset connection', 'reset', 'unreachable'],
    ['garbage', 'garbage', 'unreachable'],
    ['half an answer', 'truncate', 'unreachable'],
  ] as const)('is told apart after %s', async (_name, spoil, kind) => {
    await using server = await startGitServer();
    await using folder = await tempFolder();
    const repository = await checkout(server, join(folder.path, 'one'));
    server.spoil = spoil;
    const push = { branch: 'main', remote: 'origin', access: accessTo(server) };
    await expect(repository.push(push, quiet, never)).rejects.toMatchObject({ kind });
  });

  it('ends at the deadline when the server never answers', async () => {
    await using server = await startGitServer();
    await using folder = await tempFolder();
    await checkout(server, join(folder.path, 'one'));
    server.spoil = 'hang';
    const hasty = createGit({ networkDeadlineMs: 700 }).open(join(folder.path, 'one'));
    const push = { branch: 'main', remote: 'origin', access: accessTo(server) };
    const abandoned = server.abandoned();
    await expect(hasty.push(push, quiet, never)).rejects.toMatchObject({ kind: 'unreachable' });
    await abandoned;
  });

  it('is unreachable when nobody listens', async () => {
    await using folder = await tempFolder();
    let gone: string;
    {
      await using server = await startGitServer();
      await checkout(server, join(folder.path, 'one'));
      gone = server.origin;
    }
    const access = { origin: gone, token: new Secret('glpat-test-token-0123456789') };
    await expect(
      plainGit
        .open(join(folder.path, 'one'))
        .push({ branch: 'main', remote: 'origin', access }, quiet, never),
    ).rejects.toMatchObject({ kind: 'unreachable', fix: 'retry' });
  });
});

describe('the server of these tests', () => {
  it('lets the plain binary in with the same token', async () => {
    await using server = await startGitServer();
    const header = `Authorization: Basic ${Buffer.from(`oauth2:${server.token}`).toString('base64')}`;
    const output = await git(
      server.folder,
      ...['-c', `http.sslCAInfo=${server.caFile}`, '-c', `http.extraHeader=${header}`],
      ...['ls-remote', server.url],
    );
    expect(output).toBe('');
  });
});

async function allFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Command lines of running processes that mention the address, the tests' own left out. */
async function argumentsOf(url: string): Promise<string[]> {
  const lines = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
      .map((name) => readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(url));
}
