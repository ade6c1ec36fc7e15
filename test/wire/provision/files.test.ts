import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Stack } from '../../../src/model/journal';
import { agreedStack } from '../../../src/provision/agree';
import { lockFile } from '../../../src/provision/fileLock';
import { makePlan } from '../../../src/provision/plan';
import { processStart } from '../../../src/provision/processStart';
import { StackFiles } from '../../../src/provision/stackFiles';
import { tempFolder } from '../../support/tempFolder';
import { blueprint, nothing } from '../../unit/provision/samples';

const stack: Stack = agreedStack(makePlan(blueprint, nothing, 'RUB'), 1);

/** A process that lives until it is told to end. */
async function other(): Promise<{ pid: number; end: () => Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(child, 'spawn');
  return {
    pid: child.pid!,
    async end() {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}

async function heldBy(path: string, holder: object): Promise<void> {
  const defaults = { pid: process.pid, started: '', host: hostname(), token: 'somebody' };
  await writeFile(path, JSON.stringify({ ...defaults, ...holder }));
}

it('keeps what was written, and gives the lock back', async () => {
  await using folder = await tempFolder();
  const files = new StackFiles(folder.path, () => 5);
  const first = await files.create(stack);
  await first.journal
    .run('create')
    .update('network', (record) => ({ ...record, keys: { create: 'k' } }), 'asked');
  await first.close();

  const again = await files.open('demo');
  expect(again.journal.state.runs.create['network']?.keys).toEqual({ create: 'k' });
  expect(again.journal.state.header).toEqual(stack.header);
  await again.close();
  expect(await readdir(folder.path)).toEqual(['demo.stack.json']);
});

it('lets one window at a time work on an environment, and all of them look', async () => {
  await using folder = await tempFolder();
  const files = new StackFiles(folder.path, () => 5);
  const open = await files.create(stack);
  await expect(files.open('demo')).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining(`process ${process.pid}`) as string,
  });
  expect((await files.list()).stacks).toHaveLength(1);
  await open.discard();
  expect(await readdir(folder.path)).toEqual([]);
});

it('does not begin an environment a second time', async () => {
  await using folder = await tempFolder();
  const files = new StackFiles(folder.path, () => 5);
  await (await files.create(stack)).close();
  await expect(files.create(stack)).rejects.toMatchObject({ kind: 'conflict', fix: 'resume' });
});

it('names a damaged journal, keeps it, and reads the others', async () => {
  await using folder = await tempFolder();
  const files = new StackFiles(folder.path, () => 5);
  await (await files.create(stack)).close();
  const text = await readFile(join(folder.path, 'demo.stack.json'), 'utf8');
  await writeFile(join(folder.path, 'half.stack.json'), text.slice(0, text.length / 2));
  await writeFile(join(folder.path, 'wrong.stack.json'), '{"version":2}');
  const { stacks, broken } = await files.list();
  expect(stacks.map((one) => one.header.blueprint.stackId)).toEqual(['demo']);
  expect(broken.map((one) => `${one.stackId} ${one.error.kind}`)).toEqual([
    'half invalid',
    'wrong invalid',
  ]);
  await expect(files.open('half')).rejects.toMatchObject({ kind: 'invalid' });
  // A failed opening holds nothing.
  expect((await readdir(folder.path)).filter((name) => name.endsWith('.lock'))).toEqual([]);
});

it('does not let an id lead out of its folder', async () => {
  await using folder = await tempFolder();
  const files = new StackFiles(folder.path, () => 5);
  await expect(files.open('../demo')).rejects.toMatchObject({ kind: 'invalid' });
});

it('takes a lock over from a process that died', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'lock');
  const process = await other();
  await heldBy(path, { pid: process.pid, started: await processStart(process.pid) });
  await expect(lockFile(path, 'it')).rejects.toMatchObject({ kind: 'conflict' });
  await process.end();
  await (await lockFile(path, 'it')).release();
  expect(await readdir(folder.path)).toEqual([]);
});

it.skipIf(process.platform === 'win32')(
  'takes a lock over from a process whose number another one has now',
  async () => {
    await using folder = await tempFolder();
    const path = join(folder.path, 'lock');
    await heldBy(path, { started: 'long ago' });
    await (await lockFile(path, 'it')).release();
  },
);

it('takes over half a lock, and one of another host without a sign of life', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'lock');
  await writeFile(path, '{"pid":');
  await (await lockFile(path, 'it')).release();

  await heldBy(path, { host: 'elsewhere' });
  await expect(lockFile(path, 'it')).rejects.toMatchObject({ kind: 'conflict' });
  const old = new Date(Date.now() - 10 * 60_000);
  await utimes(path, old, old);
  await (await lockFile(path, 'it')).release();
});

it('gives a stale lock to exactly one of many', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'lock');
  await heldBy(path, { pid: 2 ** 22 + 12345 });
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFile(path, 'it')));
  const won = tries.filter((one) => one.status === 'fulfilled');
  expect(won).toHaveLength(1);
  await won[0]!.value.release();
  expect(await readdir(folder.path)).toEqual([]);
});

it('writes nothing after its lock was taken away', async () => {
  await using folder = await tempFolder();
  const files = new StackFiles(folder.path, () => 5);
  const open = await files.create(stack);
  await heldBy(join(folder.path, 'demo.stack.json.lock'), { pid: process.ppid });
  const before = await readFile(join(folder.path, 'demo.stack.json'), 'utf8');
  const write = open.journal.run('create').update('network', (record) => record, 'too late');
  await expect(write).rejects.toMatchObject({ kind: 'conflict' });
  expect(await readFile(join(folder.path, 'demo.stack.json'), 'utf8')).toBe(before);
  await open.close();
});

it('removes the drafts of processes that died, and nobody else’s', async () => {
  await using folder = await tempFolder();
  const files = new StackFiles(folder.path, () => 5);
  await (await files.create(stack)).close();
  const path = (name: string): string => join(folder.path, name);
  const dead = { pid: 2 ** 22 + 12345 };
  await writeFile(path('demo.stack.json.0f.tmp'), '{"version"');
  await heldBy(path('demo.stack.json.lock'), dead);
  await heldBy(path('demo.stack.json.lock.0a'), dead);
  await heldBy(path('gone.stack.json.lock'), dead);
  await heldBy(path('busy.stack.json.lock'), {});
  await writeFile(path('busy.stack.json.0f.tmp'), '{"version"');
  await heldBy(path('busy.stack.json.lock.0b'), {});
  await files.list();
  expect((await readdir(folder.path)).sort()).toEqual([
    'busy.stack.json.0f.tmp',
    'busy.stack.json.lock',
    'busy.stack.json.lock.0b',
    'demo.stack.json',
    'demo.stack.json.lock',
  ]);
  await (await files.open('demo')).close();
  expect(await readdir(folder.path)).not.toContain('demo.stack.json.lock');
});
