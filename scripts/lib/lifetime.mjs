// @ts-check
/** When a long-running script must end, and what it then has to undo. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { runVariable } from './marked.mjs';
import { isAlive } from './processes.mjs';
import { endRun, leaveToReaper } from './reaper.mjs';

/**
 * Aborts on Ctrl-C, SIGTERM, a closed terminal, or when the parent (npm) is gone.
 * @returns {AbortSignal}
 */
export function untilTold() {
  const controller = new AbortController();
  const end = () => controller.abort(new Error('ended by the user'));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, end);
  }
  const parent = process.ppid;
  const npmProcess = process.env.npm_lifecycle_event ? parentOf(parent) : undefined;
  setInterval(() => {
    if (process.ppid !== parent || (npmProcess && !isAlive(npmProcess))) end();
  }, 500).unref();
  return controller.signal;
}

/** npm starts scripts through a shell, which does not notice when npm is gone. @param {number} pid */
function parentOf(pid) {
  if (process.platform === 'win32') return undefined;
  const { stdout } = spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' });
  const found = Number(stdout);
  return found > 1 ? found : undefined;
}

/** Undoes in reverse order, each once; what fails does not keep the rest from being undone. */
export class Lifetime {
  /** Marks every process of this run. */
  id = randomUUID();
  /** @type {(() => Promise<void>)[]} */
  #undo = [];
  #release = leaveToReaper({ run: this.id });

  /** Environment for everything started. @returns {NodeJS.ProcessEnv} */
  get env() {
    return { [runVariable]: this.id };
  }

  /** @template T @param {T} thing @param {(thing: T) => Promise<void>} undo @returns {T} */
  own(thing, undo) {
    this.#undo.push(() => undo(thing));
    return thing;
  }

  /** @param {string} folder */
  ownFolder(folder) {
    const release = leaveToReaper({ folder });
    this.#undo.push(async () => {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      release();
    });
    return folder;
  }

  async end() {
    for (let undo = this.#undo.pop(); undo; undo = this.#undo.pop()) {
      await undo().catch((error) => process.stderr.write(`${String(error)}\n`));
    }
    await endRun(this.id);
    this.#release();
  }
}
