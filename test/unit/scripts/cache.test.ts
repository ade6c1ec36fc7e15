import { mkdir, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cached } from '../../../scripts/lib/cache.mjs';
import { cacheFolder } from '../../../scripts/lib/paths.mjs';
import { tempFolder } from '../../support/tempFolder';

/** A thing of two files that counts how often it was made. */
function thing(cache: string, recipe = 'one') {
  const made: string[] = [];
  const said: string[] = [];
  const get = (): Promise<string> =>
    cached({
      name: 'thing',
      recipe,
      cache,
      progress: (message) => said.push(message),
      make: async (folder) => {
        made.push(recipe);
        await mkdir(join(folder, 'bin'));
        await writeFile(join(folder, 'bin/program'), `program ${recipe}`);
        await writeFile(join(folder, 'data'), 'data');
      },
    });
  return { get, made, said };
}

describe('the cache', () => {
  it('makes a thing once', async () => {
    await using folder = await tempFolder();
    const { get, made } = thing(folder.path);
    const first = await get();
    expect(await get()).toBe(first);
    expect(made).toEqual(['one']);
    expect(await readFile(join(first, 'bin/program'), 'utf8')).toBe('program one');
  });

  it.each([
    ['a shortened file', (path: string) => truncate(join(path, 'bin/program'), 3)],
    ['a deleted file', (path: string) => rm(join(path, 'data'))],
    ['a missing stamp', (path: string) => rm(join(path, '.stamp.json'))],
    ['a broken stamp', (path: string) => writeFile(join(path, '.stamp.json'), '{"rec')],
  ])('notices %s and makes the thing again', async (_what, damage) => {
    await using folder = await tempFolder();
    const { get, made, said } = thing(folder.path);
    const path = await get();
    await damage(path);
    await get();
    expect(made).toHaveLength(2);
    expect(said).toEqual(['thing is damaged or half-finished, fetching it again']);
    expect(await readFile(join(path, 'bin/program'), 'utf8')).toBe('program one');
  });

  it('makes the thing again when the recipe has changed', async () => {
    await using folder = await tempFolder();
    await thing(folder.path, 'one').get();
    const path = await thing(folder.path, 'two').get();
    expect(await readFile(join(path, 'bin/program'), 'utf8')).toBe('program two');
  });

  it('makes the thing once for two starts at the same time', async () => {
    await using folder = await tempFolder();
    const [one, two] = [thing(folder.path), thing(folder.path)];
    await Promise.all([one.get(), two.get()]);
    expect([...one.made, ...two.made]).toEqual(['one']);
  });

  it('leaves nothing behind when making fails, and takes over from a start that was killed', async () => {
    await using folder = await tempFolder();
    const failing = cached({
      name: 'thing',
      recipe: 'one',
      cache: folder.path,
      make: async (target) => {
        await writeFile(join(target, 'half'), 'half');
        throw new Error('network');
      },
    });
    await expect(failing).rejects.toThrow('network');
    expect(await readdir(folder.path)).toEqual([]);

    const deadProcess = '2147480000';
    await writeFile(join(folder.path, 'thing.lock'), deadProcess);
    await mkdir(join(folder.path, `thing.part-${deadProcess}`));
    await thing(folder.path).get();
    expect(await readdir(folder.path)).toEqual(['thing']);
  });
});

it('keeps the cache where each system expects it, or where it is told to', () => {
  expect(cacheFolder({ MLOPS_CACHE: '/x' }, 'linux')).toBe('/x');
  expect(cacheFolder({ XDG_CACHE_HOME: '/c' }, 'linux')).toBe(join('/c', 'gitlab-mlops'));
  expect(cacheFolder({}, 'darwin')).toMatch(/Library.Caches.gitlab-mlops$/);
  expect(cacheFolder({ LOCALAPPDATA: 'L' }, 'win32')).toBe(join('L', 'gitlab-mlops', 'Cache'));
});
