import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../base/errors';
import { type FileLock, lockFile } from '../../provision/fileLock';
import { isSystemError } from './systemError';

export interface CacheLimits {
  readonly bytes: number;
  /** Folders that no window has opened for so long go, however small. */
  readonly ageMs: number;
}

const day = 24 * 3_600_000;
export const cacheLimits: CacheLimits = { bytes: 1024 ** 3, ageMs: 60 * day };
/** A folder that was opened within this time may be in use by a window that does not write. */
const freshMs = day;
const prunedName = 'pruned';
/** A folder on its way out; its name cannot be that of a place. */
const goingPrefix = 'going-';

/**
 * Keeps what is known of runs on this machine small: folders go that no window has opened for long, then those opened
 * longest ago until the rest is small enough. At most once a day, by one window; folders in use stay.
 */
export async function pruneCaches(
  storage: string,
  now: number = Date.now(),
  limits: CacheLimits = cacheLimits,
): Promise<void> {
  const root = join(storage, 'runs');
  const marker = join(root, prunedName);
  if (now - (await openedAt(marker)) < day) return;
  const lock = await lockOrNothing(join(root, 'lock'));
  if (!lock) return;
  try {
    await writeFile(marker, '', { mode: 0o600 });
    await utimes(marker, new Date(now), new Date(now));
    await prune(root, now, limits);
  } finally {
    await lock.release();
  }
}

/** Somebody looks at the runs of this folder: it is the last to go. */
export async function markOpened(folder: string, now: number = Date.now()): Promise<void> {
  await utimes(folder, new Date(now), new Date(now)).catch(() => undefined);
}

async function prune(root: string, now: number, limits: CacheLimits): Promise<void> {
  const folders: { path: string; at: number; bytes: number }[] = [];
  for (const entry of await readdir(root, { withFileTypes: true })) {
    const path = join(root, entry.name);
    if (!entry.isDirectory()) continue;
    // Left by a window that ended while it removed it.
    if (entry.name.startsWith(goingPrefix)) await remove(path);
    else folders.push({ path, at: await openedAt(path), bytes: await sizeOf(path) });
  }
  folders.sort((a, b) => a.at - b.at);
  let bytes = folders.reduce((sum, folder) => sum + folder.bytes, 0);
  for (const folder of folders) {
    const age = now - folder.at;
    if (age < freshMs || (bytes <= limits.bytes && age < limits.ageMs)) continue;
    if (await takeAway(root, folder.path)) bytes -= folder.bytes;
  }
}

/** False when a window writes there. Under its new name nobody finds it: it is there whole or not at all. */
async function takeAway(root: string, path: string): Promise<boolean> {
  const lock = await lockOrNothing(join(path, 'lock'));
  if (!lock) return false;
  const going = join(root, `${goingPrefix}${randomUUID()}`);
  try {
    await rename(path, going);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  } finally {
    // Finds nothing to remove once the folder has gone.
    await lock.release();
  }
  await remove(going);
  return true;
}

async function lockOrNothing(path: string): Promise<FileLock | undefined> {
  try {
    return await lockFile(path, 'the runs on this machine');
  } catch (error) {
    if (error instanceof AppError || isSystemError(error)) return undefined;
    throw error;
  }
}

/** 0 when there is no such thing. */
async function openedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) {
    bytes += (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
