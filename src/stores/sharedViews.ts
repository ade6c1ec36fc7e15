import { mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type Disposable, DisposableStore } from '../base/disposable';
import { AppError } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { replaceFile } from '../provision/replaceFile';
import { type RepositoryViews } from './repositoryViews';
import { type SavedView } from './savedViewSchema';
import {
  emptyViewFile,
  maxViewFile,
  parseViewFile,
  type ViewFile,
  viewFilePath,
  withoutView,
  withView,
} from './viewFile';

export interface SharedViewsNeeds {
  /** The open folder. */
  readonly folder: () => string | undefined;
  readonly trusted: () => boolean;
  readonly onDidTrust: Event<void>;
  /** Told when a file of the folder appears, changes or goes. */
  readonly watch: (path: string, changed: () => void) => Disposable;
  readonly report: (error: unknown) => void;
}

const noViews: RepositoryViews = {
  views: [],
  file: undefined,
  problem: undefined,
  locked: undefined,
};

/** The views in `.mlops/views.json` of the open folder: read whenever it changes, written only where that is trusted. */
export class SharedViews implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #needs: SharedViewsNeeds;
  readonly #changed = new Emitter<void>();
  #current: RepositoryViews = noViews;
  /** Reads and writes follow each other. */
  #last: Promise<unknown> = Promise.resolve();

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(needs: SharedViewsNeeds) {
    this.#needs = needs;
    const read = (): void => void this.read().catch(needs.report);
    if (needs.folder() !== undefined) this.#owned.add(needs.watch(viewFilePath, read));
    this.#owned.add(needs.onDidTrust(read));
    read();
  }

  get current(): RepositoryViews {
    return this.#current;
  }

  read(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#look();
    });
  }

  /** Adds a view, or replaces the one with its id. @throws when another one has its name */
  put(view: SavedView): Promise<void> {
    return this.#write((file) => {
      const other = file.views.find(
        ({ id, name }) => id !== view.id && name.toLowerCase() === view.name.toLowerCase(),
      );
      if (other) throw nameTaken(other.name);
      return withView(file, view);
    });
  }

  remove(id: string): Promise<void> {
    return this.#write((file) => withoutView(file, id));
  }

  /** What is written is put together from what the file says now, not from what it said when it was shown. */
  #write(change: (file: ViewFile) => string): Promise<void> {
    return this.#inTurn(async () => {
      const file = await this.#look();
      const { locked } = this.#current;
      const folder = this.#needs.folder();
      if (locked !== undefined || folder === undefined || file === undefined) {
        throw new AppError('conflict', locked ?? noFolder);
      }
      const text = change(file);
      if (text.length > maxViewFile) throw tooMany();
      const path = join(folder, viewFilePath);
      try {
        await mkdir(dirname(path), { recursive: true });
        await replaceFile(await insideOf(folder, path), text, 0o644);
      } catch (error) {
        throw cannotWrite(error);
      }
      await this.#look();
    });
  }

  /** @returns undefined when there is nothing that could be changed */
  async #look(): Promise<ViewFile | undefined> {
    const folder = this.#needs.folder();
    if (folder === undefined) return this.#show({ ...noViews, locked: noFolder }, undefined);
    const read = await readViewFile(folder);
    const trusted = this.#needs.trusted();
    if (typeof read === 'string') {
      const problem = `“${viewFilePath}” ${read}.`;
      const locked = `${problem} It is left as it is; nothing can be shared until that is corrected.`;
      return this.#show({ views: [], file: viewFilePath, problem, locked }, undefined);
    }
    const problem = read.problem === undefined ? undefined : `“${viewFilePath}”: ${read.problem}.`;
    const locked = !trusted
      ? 'This folder is not trusted, so nothing is written into it. Trust it (“Manage Workspace Trust”) to share views.'
      : read.newer
        ? `“${viewFilePath}” was written by a newer version of this extension, and is left as it is. Update the extension to change it.`
        : undefined;
    return this.#show({ views: read.views, file: viewFilePath, problem, locked }, read);
  }

  #show<T>(next: RepositoryViews, result: T): T {
    const same = JSON.stringify(next) === JSON.stringify(this.#current);
    this.#current = next;
    if (!same) this.#changed.fire();
    return result;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  dispose(): void {
    this.#owned.dispose();
    this.#changed.dispose();
  }
}

const noFolder = 'Open the folder of a repository to share views in it.';

/** @returns or what is wrong with it, to be put behind its name */
async function readViewFile(folder: string): Promise<ViewFile | string> {
  const path = join(folder, viewFilePath);
  try {
    const real = await insideOf(folder, path);
    const found = await stat(real);
    if (!found.isFile()) return 'is not a file';
    // Bytes; a character has four at most.
    if (found.size > 4 * maxViewFile) return parseViewFile(' '.repeat(maxViewFile + 1));
    return parseViewFile(await readFile(real, 'utf8'));
  } catch (error) {
    if (isNodeError(error, 'ENOENT', 'ENOTDIR')) return emptyViewFile;
    return error instanceof AppError ? error.message : `cannot be read (${errorText(error)})`;
  }
}

/** A link of a foreign repository leads nowhere else. @returns where the file really is */
async function insideOf(folder: string, path: string): Promise<string> {
  const home = await realpath(folder);
  const parent = await realpath(dirname(path));
  const real = await realpath(path).catch(() => join(parent, 'views.json'));
  if ([parent, real].every((one) => one.startsWith(home + sep))) return real;
  throw new AppError('invalid', 'leads out of the folder and is not used');
}

function nameTaken(name: string): AppError {
  return new AppError(
    'conflict',
    `The repository has another view with the name “${name}”. Give yours another name, or replace that one.`,
    { code: 'NAME_TAKEN' },
  );
}

function tooMany(): AppError {
  return new AppError(
    'invalid',
    `“${viewFilePath}” would become larger than ${maxViewFile / 1000} KB. Remove views that nobody needs from it.`,
  );
}

function cannotWrite(error: unknown): AppError {
  return new AppError('forbidden', `“${viewFilePath}” cannot be written: ${errorText(error)}.`, {
    cause: error,
  });
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isNodeError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
