import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tableOf } from '../../../src/model/frame/runTable';
import { type ExperimentId } from '../../../src/model/ids';
import { lockFile } from '../../../src/provision/fileLock';
import { encodePoints, PointFile, pointsOf } from '../../../src/stores/runCache/pointFile';
import { pruneCaches } from '../../../src/stores/runCache/pruneCaches';
import { RunCache } from '../../../src/stores/runCache/runCache';
import { project, run } from '../../support/domain';
import { tempFolder } from '../../support/tempFolder';

const day = 24 * 3_600_000;
const now = Date.now();
const limits = { bytes: 10_000, ageMs: 60 * day };

/** A folder of runs that was opened so many days ago. */
async function folderOf(
  storage: string,
  name: string,
  days: number,
  bytes = 3_000,
): Promise<string> {
  const path = join(storage, 'runs', name);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, '1.table'), new Uint8Array(bytes));
  const at = new Date(now - days * day);
  await utimes(path, at, at);
  return path;
}

async function folders(storage: string): Promise<string[]> {
  const entries = await readdir(join(storage, 'runs'), { withFileTypes: true });
  return entries
    .filter((one) => one.isDirectory())
    .map((one) => one.name)
    .sort();
}

describe('runs on this machine', () => {
  it('go when nobody has opened them for long, and those opened longest ago when they are too large', async () => {
    await using temp = await tempFolder();
    for (const [name, days] of [
      ['a', 2],
      ['b', 3],
      ['c', 4],
      ['d', 5],
      ['e', 6],
    ] as const) {
      await folderOf(temp.path, name, days);
    }
    await folderOf(temp.path, 'old', 61, 1);
    await pruneCaches(temp.path, now, limits);
    expect(await folders(temp.path)).toEqual(['a', 'b', 'c']);
  });

  it('stay while a window writes there or has just opened them, whatever their size', async () => {
    await using temp = await tempFolder();
    const written = await folderOf(temp.path, 'written', 90, 50_000);
    const lock = await lockFile(join(written, 'lock'), 'the runs on this machine');
    await utimes(written, new Date(now - 90 * day), new Date(now - 90 * day));
    await folderOf(temp.path, 'opened', 0.5, 50_000);
    await pruneCaches(temp.path, now, limits);
    expect(await folders(temp.path)).toEqual(['opened', 'written']);
    await lock.release();
    await utimes(written, new Date(now - 90 * day), new Date(now - 90 * day));
    await pruneCaches(temp.path, now + day, limits);
    expect(await folders(temp.path)).toEqual([]);
  });

  it('are looked through once a day, by one of several windows', async () => {
    await using temp = await tempFolder();
    await folderOf(temp.path, 'old', 90);
    await Promise.all([1, 2, 3].map(() => pruneCaches(temp.path, now, limits)));
    expect(await folders(temp.path)).toEqual([]);
    await folderOf(temp.path, 'old', 90);
    await pruneCaches(temp.path, now + day / 2, limits);
    expect(await folders(temp.path)).toEqual(['old']);
    await pruneCaches(temp.path, now + day, limits);
    expect(await folders(temp.path)).toEqual([]);
  });

  it('leave no rest of a window that ended while it removed or wrote them', async () => {
    await using temp = await tempFolder();
    await folderOf(temp.path, 'going-1', 0);
    await pruneCaches(temp.path, now, limits);
    expect(await folders(temp.path)).toEqual([]);

    const cache = new RunCache(temp.path, 'place');
    await cache.writes();
    await cache.dispose();
    const [name = ''] = await folders(temp.path);
    await writeFile(join(temp.path, 'runs', name, 'project.json.1.tmp'), 'half');
    const next = new RunCache(temp.path, 'place');
    await next.writes();
    expect(await readdir(join(temp.path, 'runs', name))).toEqual(['lock']);
    await next.dispose();
  });

  it('count as opened when a window reads them, and are had again after they went', async () => {
    await using temp = await tempFolder();
    const experiment = 'gid://gitlab/Ml::Experiment/1' as ExperimentId;
    const save = async (): Promise<void> => {
      const cache = new RunCache(temp.path, 'place');
      await cache.saveTable(experiment, tableOf([run(1, 'a')]));
      await cache.saveProject({ savedAt: now, project, experiments: [], versions: [] });
      await cache.dispose();
    };
    await save();
    const [name = ''] = await folders(temp.path);
    const long = new Date(now - 90 * day);
    await utimes(join(temp.path, 'runs', name), long, long);
    const reader = new RunCache(temp.path, 'place');
    expect((await reader.project())?.project).toEqual(project);
    await pruneCaches(temp.path, now, limits);
    expect(await folders(temp.path)).toEqual([name]);

    await utimes(join(temp.path, 'runs', name), long, long);
    await pruneCaches(temp.path, now + 2 * day, limits);
    expect(await folders(temp.path)).toEqual([]);
    expect(await reader.table(experiment)).toBeUndefined();
    await reader.saveTable(experiment, tableOf([run(1, 'a')]));
    expect((await reader.table(experiment))?.heads).toHaveLength(1);
    await reader.dispose();
  });

  it('take no more points once their file is large', async () => {
    await using temp = await tempFolder();
    const runs = [1, 2, 3, 4].map((iid) => run(iid, 'a', { metrics: { AUC: [1, 2, 3] } }));
    const [first] = runs;
    const each = Buffer.concat(encodePoints(first!.id, pointsOf(first!.metrics))).length;
    const file = new PointFile(join(temp.path, 'points'), [], 2.5 * each);
    for (const one of runs) await file.append([[one.id, pointsOf(one.metrics)]]);
    const kept = await Promise.all(runs.map(({ id }) => file.read(id)));
    expect(kept.map((points) => points !== undefined)).toEqual([true, true, true, false]);
  });
});
