import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, watch, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/base/event';
import { emptyLayout } from '../../../src/model/columnLayout';
import { type SavedView } from '../../../src/stores/savedViewSchema';
import { SharedViews } from '../../../src/stores/sharedViews';
import { viewFilePath } from '../../../src/stores/viewFile';
import { tempFolder } from '../../support/tempFolder';

const run = promisify(execFile);
const best: SavedView = { id: '1', name: 'Best', query: 'metrics.AUC > 0.8' };

interface Opened extends Disposable {
  readonly views: SharedViews;
  readonly changes: Emitter<void>;
  readonly names: () => string[];
  readonly now: { trusted: boolean };
}

function open(folder: string | undefined, trusted = true): Opened {
  const changes = new Emitter<void>();
  const reported: unknown[] = [];
  const now = { trusted };
  const opened: Opened = {
    now,
    changes,
    views: new SharedViews({
      folder: () => folder,
      trusted: () => now.trusted,
      onDidTrust: changes.event,
      watch: (_path, changed) => changes.event(changed),
      report: (error) => reported.push(error),
    }),
    names: () => opened.views.current.views.map(({ name }) => name),
    [Symbol.dispose]: () => {
      opened.views.dispose();
      expect(reported).toEqual([]);
    },
  };
  return opened;
}

async function put(folder: string, text: string): Promise<string> {
  const path = join(folder, viewFilePath);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

describe('views in the repository', () => {
  it('are written one after the other, sorted by name, and read by the next window', async () => {
    await using folder = await tempFolder();
    using one = open(folder.path);
    const columns = {
      ...emptyLayout,
      hidden: ['param.seed' as const],
      groupBy: 'param.model' as const,
    };
    await Promise.all([
      one.views.put(best),
      one.views.put({ id: '2', name: 'Again', query: '', columns }),
      one.views.put({
        id: '3',
        name: 'Newest',
        query: '',
        sort: [{ key: 'run.created', part: 'last', descending: true }],
      }),
    ]);
    await one.views.put({ ...best, query: 'metrics.AUC > 0.9' });
    await one.views.remove('3');
    expect(await readFile(join(folder.path, viewFilePath), 'utf8')).toBe(`{
  "version": 1,
  "views": [
    {
      "id": "2",
      "name": "Again",
      "query": "",
      "columns": {
        "hidden": [
          "param.seed"
        ],
        "groupBy": "param.model"
      }
    },
    {
      "id": "1",
      "name": "Best",
      "query": "metrics.AUC > 0.9"
    }
  ]
}
`);
    expect(await readdir(join(folder.path, '.mlops'))).toEqual(['views.json']);
    using next = open(folder.path);
    await next.views.read();
    expect(next.views.current).toEqual({
      views: [
        { id: '2', name: 'Again', query: '', columns },
        { ...best, query: 'metrics.AUC > 0.9' },
      ],
      file: viewFilePath,
      problem: undefined,
      locked: undefined,
    });
  });

  it('are merged by git when two people add theirs', async () => {
    await using folder = await tempFolder();
    const git = (...args: string[]): Promise<unknown> =>
      run('git', ['-c', 'user.name=A', '-c', 'user.email=a@localhost', ...args], {
        cwd: folder.path,
      });
    const commit = async (): Promise<void> => {
      await git('add', '.');
      await git('commit', '-qm', 'Share a view');
    };
    using one = open(folder.path);
    for (const name of ['B', 'M', 'X']) await one.views.put({ id: name, name, query: '' });
    await git('init', '-qb', 'main');
    await commit();
    await git('checkout', '-qb', 'other');
    await one.views.put({ id: 'C', name: 'C', query: 'failed' });
    await commit();
    await git('checkout', '-q', 'main');
    await one.views.put({ id: 'N', name: 'N', query: 'running' });
    await commit();
    await git('merge', '-q', '--no-edit', 'other');
    await one.views.read();
    expect(one.names()).toEqual(['B', 'C', 'M', 'N', 'X']);
  });

  it('keep what a newer version wrote into a view and beside them, and what cannot be read', async () => {
    await using folder = await tempFolder();
    const strange = { name: 'no id' };
    const path = await put(
      folder.path,
      JSON.stringify({
        version: 1,
        about: 'us',
        views: [strange, { ...best, color: 'red' }, best],
      }),
    );
    using one = open(folder.path);
    await one.views.read();
    expect([one.names(), one.views.current.problem]).toEqual([
      ['Best'],
      '“.mlops/views.json”: 2 views of it cannot be read: number 1: id: Invalid input: expected string, received undefined; number 3: its id is there twice.',
    ]);
    await one.views.put({ ...best, query: 'new' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      version: 1,
      about: 'us',
      views: [{ ...best, query: 'new', color: 'red' }, best, strange],
    });
  });

  it.each([
    ['half of it', '{"version": 1, "views": [', 'is not JSON'],
    ['a merge', '{\n<<<<<<< HEAD\n"version": 1\n=======\n>>>>>>> other\n}', 'not finished'],
    ['something else', '[1, 2]', 'is not a list of views'],
    [
      'too much',
      JSON.stringify({ version: 1, views: [], more: 'x'.repeat(300_000) }),
      'larger than 256 KB',
    ],
    ['far too much', ' '.repeat(2_000_000), 'larger than 256 KB'],
  ])('are explained and left as they are when the file holds %s', async (_what, text, said) => {
    await using folder = await tempFolder();
    const path = await put(folder.path, text);
    using one = open(folder.path);
    await one.views.read();
    expect(one.views.current.problem).toContain(said);
    await expect(one.views.put(best)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('It is left as it is') as string,
    });
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('are read but not written where a newer version wrote them, or the folder is not trusted', async () => {
    await using folder = await tempFolder();
    const newer = JSON.stringify({ version: 2, views: [best] });
    const path = await put(folder.path, newer);
    using one = open(folder.path);
    await expect(one.views.put(best)).rejects.toThrow('newer version');
    expect(one.names()).toEqual(['Best']);
    expect(await readFile(path, 'utf8')).toBe(newer);

    await put(folder.path, JSON.stringify({ version: 1, views: [best] }));
    using other = open(folder.path, false);
    await expect(other.views.remove('1')).rejects.toThrow('not trusted');
    expect(other.names()).toEqual(['Best']);
    other.now.trusted = true;
    other.changes.fire();
    await other.views.remove('1');
    expect(other.names()).toEqual([]);

    using nowhere = open(undefined);
    await expect(nowhere.views.put(best)).rejects.toThrow('Open the folder');
  });

  it('refuse a second view of the same name, also when it came meanwhile', async () => {
    await using folder = await tempFolder();
    using one = open(folder.path);
    await one.views.read();
    await put(folder.path, JSON.stringify({ version: 1, views: [{ ...best, id: '9' }] }));
    await expect(one.views.put({ ...best, name: 'best' })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'NAME_TAKEN',
    });
    expect(one.names()).toEqual(['Best']);
  });

  it('follow no link out of the folder, neither reading nor writing', async () => {
    await using folder = await tempFolder();
    await using outside = await tempFolder();
    const secret = await put(outside.path, JSON.stringify({ version: 1, views: [best] }));
    await symlink(dirname(secret), join(folder.path, '.mlops'));
    using one = open(folder.path);
    await one.views.read();
    expect([one.names(), one.views.current.problem]).toEqual([
      [],
      '“.mlops/views.json” leads out of the folder and is not used.',
    ]);
    await expect(one.views.put(best)).rejects.toThrow('leads out of the folder');
    expect((await stat(secret)).size).toBeGreaterThan(0);
    await using second = await tempFolder();
    await mkdir(join(second.path, '.mlops'));
    await symlink(secret, join(second.path, viewFilePath));
    using linked = open(second.path);
    await linked.views.read();
    expect(linked.names()).toEqual([]);
  });

  it('tell of a change that came from outside, and of nothing when nothing changed', async () => {
    await using folder = await tempFolder();
    using one = open(folder.path);
    await one.views.read();
    let told = 0;
    one.views.onDidChange(() => told++);
    const stop = new AbortController();
    const seen = (async () => {
      for await (const event of watch(folder.path, { recursive: true, signal: stop.signal })) {
        if (event.filename?.endsWith('views.json') === true) one.changes.fire();
      }
    })().catch(() => undefined);
    await put(folder.path, JSON.stringify({ version: 1, views: [best] }));
    await expect.poll(one.names).toEqual(['Best']);
    stop.abort();
    await seen;
    await one.views.read();
    expect(told).toBe(1);
  });
});
