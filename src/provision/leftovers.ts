import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isHeld, removeDeadLock } from './fileLock';

/**
 * Removes what processes left that died in the middle of writing: drafts of journals, drafts of locks, and locks
 * of environments that are gone. Whatever belongs to a living process stays. Never throws: a folder that cannot be
 * tidied can still be read.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const [, journal = '', rest = ''] = /^([-_0-9a-z]{1,63}\.stack\.json)\.(.+)$/.exec(name) ?? [];
    const path = join(folder, name);
    const lock = join(folder, `${journal}.lock`);
    if (rest === 'lock') {
      if (!names.includes(journal)) await removeDeadLock(path).catch(ignore);
    } else if (rest.startsWith('lock.')) {
      if (await isHeld(path)) continue;
      await unlink(path).catch(ignore);
    } else if (rest.endsWith('.tmp')) {
      // Whoever wrote it held the lock; it was there before this look at the lock.
      if (await isHeld(lock)) continue;
      await unlink(path).catch(ignore);
    }
  }
}

const ignore = (): void => undefined;
