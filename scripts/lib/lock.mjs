// @ts-check
/** One at a time across processes. A lock whose owner is gone is taken over. */
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './processes.mjs';

const longestWorkMs = 20 * 60_000;

/**
 * @template T
 * @param {string} file @param {() => Promise<T>} work
 * @param {{ onWait?: (() => void) | undefined, signal?: AbortSignal | undefined }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(file, work, { onWait, signal } = {}) {
  await mkdir(dirname(file), { recursive: true });
  let told = false;
  while (!(await take(file))) {
    signal?.throwIfAborted();
    if (await isStale(file)) {
      await rm(file, { force: true });
      continue;
    }
    if (!told) onWait?.();
    told = true;
    await sleep(200, undefined, { signal });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** @param {string} file */
async function take(file) {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
async function isStale(file) {
  // Process ids are used again; nothing we guard takes this long.
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
  if (Date.now() - mtimeMs > longestWorkMs) return true;
  // An empty file is one whose owner is just about to write its id; look again before judging it.
  for (const delayMs of [0, 500]) {
    await sleep(delayMs);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return false;
    if (text !== '') return !isAlive(Number(text));
  }
  return true;
}
