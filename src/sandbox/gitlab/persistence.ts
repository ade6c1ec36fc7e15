import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../../base/record';
import { emptyTables, type Tables, World } from './world';

const saveAfterMs = 150;

/** The world on disk: `world.json`, replaced as a whole a moment after a change and when the server stops. */
export class WorldFile {
  readonly world: World;
  readonly #path: string;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #dirty = false;
  #closed = false;
  #failure: Error | undefined;

  private constructor(path: string, tables: Tables, counters: Record<string, number>) {
    this.#path = path;
    this.world = new World(tables, counters, () => this.#schedule());
  }

  /** Reads what an earlier server left in the folder, or begins an empty world. */
  static async open(folder: string): Promise<WorldFile> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'world.json');
    const saved = parse(await readOrNothing(path));
    return new WorldFile(path, { ...emptyTables(), ...saved.tables }, saved.counters);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#save();
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async close(): Promise<void> {
    await this.flush();
    this.#closed = true;
  }

  #schedule(): void {
    this.#dirty = true;
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#save();
    }, saveAfterMs);
  }

  #save(): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    this.#writing = this.#writing
      .then(() => this.#replace())
      .catch((error: unknown) => {
        this.#failure = error instanceof Error ? error : new Error(String(error));
      });
  }

  async #replace(): Promise<void> {
    const { tables, counters } = this.world;
    const temporary = `${this.#path}.new`;
    await writeFile(temporary, JSON.stringify({ counters, tables }), { mode: 0o600 });
    await rename(temporary, this.#path);
  }
}

interface Saved {
  readonly tables: Partial<Tables>;
  readonly counters: Record<string, number>;
}

/** Our own file: checked for its outline, rows are trusted. */
function parse(text: string | undefined): Saved {
  if (text === undefined) return { tables: {}, counters: {} };
  const value: unknown = JSON.parse(text);
  if (!isSaved(value)) throw new Error('world.json is not a saved world.');
  return value;
}

function isSaved(value: unknown): value is Saved {
  return (
    isRecord(value) &&
    isRecord(value['counters']) &&
    isRecord(value['tables']) &&
    Object.values(value['tables']).every(Array.isArray)
  );
}

async function readOrNothing(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
