import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Candidate } from '../../../src/sandbox/gitlab/mlRows';
import { WorldFile } from '../../../src/sandbox/gitlab/persistence';
import { removeRows } from '../../../src/sandbox/gitlab/world';
import { tempFolder } from '../../support/tempFolder';

function candidate(id: number): Candidate {
  return {
    id,
    iid: id,
    eid: `eid-${id}`,
    projectId: 1,
    experimentId: 1,
    name: `run ${id}`,
    status: 'running',
    userId: 1,
    startTime: 1,
    createdAt: 1,
    params: [{ id, name: 'lr', value: '0.1' }],
    metadata: [],
    metrics: [{ id, name: 'loss', value: 1 / id, step: 0, trackedAt: 1 }],
  };
}

describe('the runs of a world on disk', () => {
  it('come back as they were after each kind of change', async () => {
    await using temp = await tempFolder();
    let file = await WorldFile.open(temp.path);
    const { tables } = file.world;
    const changes: (() => void)[] = [
      () => {
        for (let at = 0; at < 120; at++) {
          tables.candidates.push(candidate(file.world.nextId('candidates')));
        }
      },
      () => {
        tables.candidates[60]!.status = 'finished';
      },
      () => {
        tables.candidates[3]!.metrics.push({
          id: 500,
          name: 'loss',
          value: 0,
          step: 1,
          trackedAt: 2,
        });
      },
      () => {
        tables.candidates[119]!.metadata.push({ id: 1, name: 'a', value: 'b' });
      },
      () => {
        tables.candidates[119]!.experimentId = 7;
      },
      () => removeRows(tables.candidates, (run) => run.id > 40 && run.id < 110),
      () => removeRows(tables.candidates, () => true),
    ];
    for (const change of changes) {
      change();
      file.world.changed();
      const expected = structuredClone(tables.candidates);
      await file.flush();
      const again = await WorldFile.open(temp.path);
      expect(again.world.tables.candidates).toEqual(expected);
      expect(again.world.counters).toEqual(file.world.counters);
    }
    await file.close();
    file = await WorldFile.open(temp.path);
    expect(await readdir(join(temp.path, 'runs'))).toEqual([]);
  });

  it('are written again only where something changed', async () => {
    await using temp = await tempFolder();
    const file = await WorldFile.open(temp.path);
    const { candidates } = file.world.tables;
    for (let at = 0; at < 1_000; at++) {
      candidates.push(candidate(file.world.nextId('candidates')));
    }
    file.world.changed();
    await file.flush();
    const before = new Set(await readdir(join(temp.path, 'runs')));
    candidates[500]!.status = 'failed';
    file.world.changed();
    await file.flush();
    const after = await readdir(join(temp.path, 'runs'));
    expect(after.filter((name) => !before.has(name))).toHaveLength(1);
    expect(after).toHaveLength(before.size);
  });

  it('are those of the last whole save when one was cut off', async () => {
    await using temp = await tempFolder();
    const file = await WorldFile.open(temp.path);
    const { candidates } = file.world.tables;
    candidates.push(candidate(file.world.nextId('candidates')));
    file.world.changed();
    await file.flush();
    const world = await readFile(join(temp.path, 'world.json'), 'utf8');
    // Cut off before the world named it.
    await writeFile(join(temp.path, 'runs', '99.json'), '[{"id": 3, "na');
    const again = await WorldFile.open(temp.path);
    expect(again.world.tables.candidates).toEqual(candidates);
    expect(await readdir(join(temp.path, 'runs'))).toEqual(
      (JSON.parse(world) as { runs: unknown }).runs,
    );
  });

  it('are read from a world that holds them itself', async () => {
    await using temp = await tempFolder();
    const runs = [candidate(1), candidate(2)];
    const text = JSON.stringify({ counters: { candidates: 2 }, tables: { candidates: runs } });
    await writeFile(join(temp.path, 'world.json'), text);
    const file = await WorldFile.open(temp.path);
    expect(file.world.tables.candidates).toEqual(runs);
    file.world.changed();
    await file.flush();
    expect((await WorldFile.open(temp.path)).world.tables.candidates).toEqual(runs);
    // A file that is missing is a damaged world, not an empty one.
    await rm(join(temp.path, 'runs'), { recursive: true });
    await expect(WorldFile.open(temp.path)).rejects.toThrow('ENOENT');
  });
});
