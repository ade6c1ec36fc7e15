import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { createGit } from '../../../src/git/git';
import { tempFolder } from '../../support/tempFolder';
import { git, plainGit, someone } from './gitServer';

describe('a repository', () => {
  it('tells its state from the first file to the second branch', async () => {
    await using folder = await tempFolder();
    const repository = await plainGit.init(folder.path, 'main', never);
    expect(await repository.status(never)).toEqual({
      branch: 'main',
      commit: undefined,
      upstream: undefined,
      ahead: 0,
      behind: 0,
      entries: [],
    });
    expect(await repository.currentBranch(never)).toBe('main');
    await mkdir(join(folder.path, 'данные'));
    await writeFile(join(folder.path, 'данные/a b "c".csv'), '1\n2\n3\n');
    await writeFile(join(folder.path, ':(top)odd.py'), 'x = 1\n');
    expect((await repository.status(never)).entries).toEqual([
      { path: ':(top)odd.py', staged: undefined, unstaged: 'untracked' },
      { path: 'данные/a b "c".csv', staged: undefined, unstaged: 'untracked' },
    ]);
    const message = 'Begin\n\n# a line that git would take for a comment\n';
    const first = await repository.commit({ message, fallback: someone }, never);
    await repository.createBranch('mlops-experiment-1', undefined, never);
    await git(folder.path, 'mv', 'данные/a b "c".csv', 'moved.csv');
    expect((await repository.status(never)).entries).toEqual([
      { path: 'moved.csv', from: 'данные/a b "c".csv', staged: 'renamed', unstaged: undefined },
    ]);
    const paths = ['moved.csv', 'данные/a b "c".csv'];
    const second = await repository.commit({ message: 'Move', paths, fallback: someone }, never);

    expect(await repository.changes(first, second, never)).toEqual([
      { kind: 'renamed', path: 'moved.csv', from: 'данные/a b "c".csv' },
    ]);
    expect((await repository.branches(never)).map(({ name, current }) => [name, current])).toEqual([
      ['main', false],
      ['mlops-experiment-1', true],
    ]);
    const history = await repository.log('moved.csv', 10, never);
    expect(history.map(({ id, subject, body, author }) => ({ id, subject, body, author }))).toEqual(
      [
        { id: second, subject: 'Move', body: '', author: 'Somebody' },
        {
          id: first,
          subject: 'Begin',
          body: '# a line that git would take for a comment',
          author: 'Somebody',
        },
      ],
    );
    await repository.switchTo('main', never);
    expect(await repository.revParse('HEAD', never)).toBe(first);
  });

  it('commits only the paths it was given', async () => {
    await using folder = await tempFolder();
    const repository = await plainGit.init(folder.path, 'main', never);
    await writeFile(join(folder.path, 'a.py'), 'a');
    await writeFile(join(folder.path, 'b.py'), 'b');
    await repository.commit({ message: 'A', paths: ['a.py'], fallback: someone }, never);
    expect((await repository.status(never)).entries.map((entry) => entry.path)).toEqual(['b.py']);
  });

  it('keeps the name of the author that git knows', async () => {
    await using folder = await tempFolder();
    const repository = await plainGit.init(folder.path, 'main', never);
    await git(folder.path, 'config', 'user.name', 'Ann');
    await git(folder.path, 'config', 'user.email', 'ann@example.com');
    await writeFile(join(folder.path, 'a.py'), 'a');
    await repository.commit({ message: 'A', fallback: someone }, never);
    expect((await repository.log(undefined, 1, never))[0]).toMatchObject({
      author: 'Ann',
      email: 'ann@example.com',
    });
  });

  it('reads a file as it was, and tells a missing file from a missing commit', async () => {
    await using folder = await tempFolder();
    const repository = await plainGit.init(folder.path, 'main', never);
    const bytes = Buffer.from([0, 1, 255, 10, 13]);
    await writeFile(join(folder.path, 'model.bin'), bytes);
    const first = await repository.commit({ message: 'A', fallback: someone }, never);
    await writeFile(join(folder.path, 'model.bin'), 'other');
    expect(Buffer.from((await repository.show(first, 'model.bin', never))!)).toEqual(bytes);
    expect(await repository.show(first, 'none.bin', never)).toBeUndefined();
    await expect(repository.show('f'.repeat(40), 'model.bin', never)).rejects.toMatchObject({
      kind: 'not-found',
    });
    expect(await repository.revParse('no-such-branch', never)).toBeUndefined();
  });

  it('says what is in the way', async () => {
    await using folder = await tempFolder();
    const repository = await plainGit.init(folder.path, 'main', never);
    await writeFile(join(folder.path, 'a.py'), 'one');
    await repository.commit({ message: 'A', fallback: someone }, never);
    await expect(
      repository.commit({ message: 'Again', fallback: someone }, never),
    ).rejects.toMatchObject({ kind: 'invalid' });
    await expect(repository.createBranch('main', undefined, never)).rejects.toThrow(
      'Cannot make the branch "main": there already is a branch "main".',
    );
    await repository.createBranch('other', undefined, never);
    await writeFile(join(folder.path, 'a.py'), 'two');
    await repository.commit({ message: 'B', fallback: someone }, never);
    await writeFile(join(folder.path, 'a.py'), 'three');
    await expect(repository.switchTo('main', never)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(repository.switchTo('nowhere', never)).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(repository.createBranch('--force', undefined, never)).rejects.toThrow(
      /not a name/,
    );
    await expect(
      repository.fetch({ remote: 'upstream' }, () => undefined, never),
    ).rejects.toMatchObject({ kind: expect.stringMatching(/not-found/) as string });
    await writeFile(join(folder.path, '.git/index.lock'), '');
    await expect(
      repository.commit({ message: 'C', fallback: someone }, never),
    ).rejects.toMatchObject({ kind: 'conflict', fix: 'retry' });
  });

  it('is found from a folder inside it, and not where there is none', async () => {
    await using folder = await tempFolder();
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: folder.path };
    const own = createGit({ env });
    await mkdir(join(folder.path, 'here/deep'), { recursive: true });
    expect(await own.find(join(folder.path, 'here'), never)).toBeUndefined();
    const { folder: root } = await own.init(join(folder.path, 'here'), 'main', never);
    expect((await own.find(join(folder.path, 'here/deep'), never))?.folder).toBe(root);
  });

  it('is not led astray by variables of a calling git', async () => {
    await using folder = await tempFolder();
    await plainGit.init(join(folder.path, 'wrong'), 'wrong', never);
    await plainGit.init(join(folder.path, 'right'), 'right', never);
    const own = createGit({ env: { ...process.env, GIT_DIR: join(folder.path, 'wrong/.git') } });
    expect(await own.open(join(folder.path, 'right')).currentBranch(never)).toBe('right');
  });
});

describe('the git binary', () => {
  it('tells its version', async () => {
    expect((await plainGit.version(never)).major).toBeGreaterThanOrEqual(2);
  });

  it('is named when it is missing', async () => {
    await expect(createGit({ path: 'no-such-git' }).version(never)).rejects.toMatchObject({
      kind: 'not-found',
      fix: 'open-settings',
    });
  });

  it('is stopped when it says too much', async () => {
    await using folder = await tempFolder();
    const repository = await plainGit.init(folder.path, 'main', never);
    await writeFile(join(folder.path, 'big.bin'), Buffer.alloc(3_000_000));
    await repository.commit({ message: 'Big', fallback: someone }, never);
    const small = createGit({ maxOutputBytes: 1_000_000 }).open(folder.path);
    await expect(small.show('HEAD', 'big.bin', never)).rejects.toThrow(/more than 1 MB/);
  });
});
