// @ts-check
/** When a long-running script must end, and what it then has to undo. */
import { rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { runVariable } from './marked.mjs';
import { endRun, leaveToReaper } from './reaper.mjs';

/**
 * Aborts on Ctrl-C, SIGTERM, a closed terminal or when the parent (npm) is gone.
 * @returns {AbortSignal}
 */
export function untilTold() {
  const controller = new AbortController();
  const end = () => controller.abort(new Error('ended by the user'));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, end);
  }
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, 500).unref();
  return controller.signal;
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
