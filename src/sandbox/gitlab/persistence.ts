import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../../base/record';
import { namesOf, RunParts } from './runParts';
import { emptyTables, type Tables, World } from './world';

const saveAfterMs = 150;
/** Parts are written while the world goes on, so often at most; then the rest at once. */
const looseRounds = 3;

/**
 * The world on disk: `world.json`, replaced as a whole a moment after a change and when the server stops, and beside it
 * the files of the runs that it names.
 */
export class WorldFile {
  readonly world: World;
  readonly #path: string;
  readonly #runs: RunParts;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #dirty = false;
  #closed = false;
  #failure: Error | undefined;

  private constructor(
    path: string,
    runs: RunParts,
    tables: Tables,
    counters: Record<string, number>,
  ) {
    this.#path = path;
    this.#runs = runs;
    this.world = new World(tables, counters, () => this.#schedule());
  }

  /** Reads what an earlier server left in the folder, or begins an empty world. */
  static async open(folder: string): Promise<WorldFile> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'world.json');
    const saved = parse(await readOrNothing(path));
    const runs = new RunParts(join(folder, 'runs'));
    const tables = { ...emptyTables(), ...saved.tables };
    const read = await runs.read(saved.runs ?? []);
    if (saved.runs) tables.candidates = read;
    return new WorldFile(path, runs, tables, saved.counters);
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
    for (let round = 0; round < looseRounds; round++) {
      if (!(await this.#runs.write(tables.candidates))) break;
    }
    // One moment of the world, whatever comes while it is written.
    const settled = this.#runs.settle(tables.candidates);
    const { candidates: _elsewhere, ...others } = tables;
    const text = JSON.stringify({ counters, tables: others, runs: namesOf(settled) });
    await this.#runs.put(settled);
    const temporary = `${this.#path}.new`;
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, this.#path);
    await this.#runs.use(settled);
  }
}

interface Saved {
  readonly tables: Partial<Tables>;
  readonly counters: Record<string, number>;
  /** Files with runs; undefined in a world of before, which holds them itself. */
  readonly runs?: readonly string[];
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
    Object.values(value['tables']).every(Array.isArray) &&
    (value['runs'] === undefined ||
      (Array.isArray(value['runs']) && value['runs'].every((name) => typeof name === 'string')))
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
