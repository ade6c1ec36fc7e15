import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, errorText } from '../base/errors';
import { isRecord } from '../base/record';
import { type FolderId } from '../model/ids';
import { type Stack, type StackHeader } from '../model/journal';
import { isHeld, lockFile } from './fileLock';
import { Journal } from './journal';
import { removeLeftovers } from './leftovers';
import { replaceFile } from './replaceFile';
import { parseStack } from './stackSchema';

export interface BrokenStack {
  readonly stackId: string;
  readonly error: AppError;
}

/** An environment opened for work: nobody else can work on it until it is closed. */
export interface OpenStack {
  readonly journal: Journal<StackHeader>;
  /** Everything is gone: removes the file too. */
  discard(): Promise<void>;
  close(): Promise<void>;
}

/** The environments of this machine, one file each. */
export class StackFiles {
  readonly #folder: string;
  readonly #now: () => number;

  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
  }

  /** All that can be read, and those that cannot; no lock is needed to look. */
  async list(): Promise<{ readonly stacks: Stack[]; readonly broken: BrokenStack[] }> {
    const stacks: Stack[] = [];
    const broken: BrokenStack[] = [];
    await removeLeftovers(this.#folder);
    for (const name of await namesIn(this.#folder)) {
      const stackId = name.slice(0, -suffix.length);
      try {
        stacks.push(await this.#read(stackId));
      } catch (error) {
        if (error instanceof AppError) broken.push({ stackId, error });
        else throw error;
      }
    }
    return { stacks, broken };
  }

  /** Starts the journal of a new environment. @throws AppError `conflict` when there is one of that id */
  async create(stack: Stack): Promise<OpenStack> {
    const { stackId } = stack.header.blueprint;
    const names = await namesIn(this.#folder);
    if (names.includes(`${stackId}${suffix}`)) {
      throw new AppError('conflict', `There is an environment “${stackId}” already. Resume it.`, {
        fix: 'resume',
      });
    }
    return this.#open(stackId, async () => {
      await replaceFile(this.#path(stackId), `${JSON.stringify(stack, undefined, 1)}\n`);
      return stack;
    });
  }

  /** @throws AppError `not-found`, `invalid` for a damaged file, `conflict` when another window has it */
  open(stackId: string): Promise<OpenStack> {
    return this.#open(stackId, () => this.#read(stackId));
  }

  /** Whether a window, this one or another, has it open. */
  isOpen(stackId: string): Promise<boolean> {
    return isHeld(this.#lock(stackId));
  }

  async #open(stackId: string, read: () => Promise<Stack>): Promise<OpenStack> {
    await mkdir(this.#folder, { recursive: true });
    await removeLeftovers(this.#folder);
    const lock = await lockFile(this.#lock(stackId), `environment “${stackId}”`);
    try {
      const sink = async (text: string): Promise<void> => {
        await lock.assertHeld();
        await replaceFile(this.#path(stackId), text);
      };
      const journal = new Journal(await read(), sink, this.#now);
      const close = async (): Promise<void> => {
        journal.dispose();
        await lock.release();
      };
      return {
        journal,
        close,
        discard: async () => {
          await rm(this.#path(stackId), { force: true });
          await close();
        },
      };
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  async #read(stackId: string): Promise<Stack> {
    let text: string;
    try {
      text = await readFile(this.#path(stackId), 'utf8');
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw new AppError('not-found', `There is no environment “${stackId}” on this machine.`);
    }
    try {
      return parseStack(text);
    } catch (error) {
      throw new AppError(
        'invalid',
        `Cannot read the journal of environment “${stackId}”: the file “${this.#path(stackId)}” is damaged. Repair it, or remove it and delete the resources in the console.`,
        { cause: error, detail: errorText(error), fix: 'open-log' },
      );
    }
  }

  #lock(stackId: string): string {
    return `${this.#path(stackId)}.lock`;
  }

  #path(stackId: string): string {
    // The id becomes a file name: nothing that could leave the folder.
    if (!/^[-_0-9a-z]{1,63}$/.test(stackId)) {
      throw new AppError('invalid', `“${stackId}” is not the id of an environment.`);
    }
    return join(this.#folder, `${stackId}${suffix}`);
  }
}

const suffix = '.stack.json';

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder))
      .filter((name) => /^[-_0-9a-z]{1,63}\.stack\.json$/.test(name))
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return isRecord(error) && error['code'] === 'ENOENT';
}

/** The journals of one folder of the cloud. @param root of all journals of this machine */
export function stackFilesOf(root: string, folder: FolderId, now: () => number): StackFiles {
  // The cloud's id becomes a name on disk.
  if (!/^[0-9a-z]+$/.test(folder)) {
    throw new AppError('invalid', `“${folder}” is not the id of a folder.`);
  }
  return new StackFiles(join(root, folder), now);
}
