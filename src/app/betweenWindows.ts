import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAppError } from '../base/errors';
import { type Secret } from '../base/secret';
import { wait } from '../base/wait';
import { type Exclusively, type SpentTokens } from '../model/ports/exclusively';
import { type BetweenWindows } from '../stores/gitlabAccounts';

const lookAgainMs = 60;
/** Longer than the deadline of any call that is made under a lock. */
const patienceMs = 90_000;
const remembered = 20;

/** How the windows of this machine keep out of each other's way. @param folder for locks, made when needed */
export function betweenWindows(folder: string): BetweenWindows {
  return { exclusively: createExclusively(folder), spent: createSpentTokens(folder) };
}

/** Locks are files, so that they hold between windows and end with the process that has them. */
function createExclusively(folder: string): Exclusively {
  return async (name, work, signal) => {
    const lock = await taken(join(folder, `${digest(name)}.lock`), signal);
    try {
      return await work();
    } finally {
      await lock.release();
    }
  };
}

async function taken(path: string, signal: AbortSignal) {
  const { lockFile } = await import('../provision/fileLock');
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      return await lockFile(path, 'the sign-ins');
    } catch (error) {
      if (!isAppError(error, 'conflict') || Date.now() > until) throw error;
      await wait(lookAgainMs, signal);
    }
  }
}

/** Digests in a file: a window may still see an old secret for a moment after another has replaced it. */
function createSpentTokens(folder: string): SpentTokens {
  const file = (name: string): string => join(folder, `${digest(name)}.spent`);
  const read = async (name: string): Promise<string[]> => {
    const text = await readFile(file(name), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  };
  const of = (name: string, token: Secret): string => digest(`${name} ${token.reveal()}`);
  return {
    has: async (name, token) => (await read(name)).includes(of(name, token)),
    async add(name, token) {
      const lines = [...(await read(name)), of(name, token)].slice(-remembered);
      await mkdir(folder, { recursive: true });
      await writeFile(file(name), `${lines.join('\n')}\n`, { mode: 0o600 });
    },
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
