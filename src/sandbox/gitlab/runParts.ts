import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Candidate } from './mlRows';

const runsPerPart = 50;

interface Part {
  readonly name: string;
  /** What can change of its runs; another one: the part has to be written again. */
  readonly mark: string;
}
/** By the ids of the runs. */
type Parts = ReadonlyMap<number, Part>;

/** The runs of one moment: which files hold them, and those of the files that are not written yet. */
export interface SettledRuns {
  readonly parts: Parts;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/**
 * Runs on disk, some to a file: their points are most of a world, and those of few runs change at a time. A file is
 * never changed: a new one takes its place, and counts once the saved world names it.
 */
export class RunParts {
  readonly #folder: string;
  #parts: Parts = new Map();
  #files = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Runs of the files that a saved world names. */
  async read(names: readonly string[]): Promise<Candidate[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const runs: Candidate[] = [];
    const parts = new Map<number, Part>();
    for (const name of names) {
      const own: unknown = JSON.parse(await readFile(join(this.#folder, name), 'utf8'));
      if (!Array.isArray(own)) throw new Error(`${name} holds no saved runs.`);
      // Our own file: rows are trusted.
      const rows = own as Candidate[];
      for (const row of rows) runs.push(row);
      parts.set(partOf(rows[0]), { name, mark: markOf(rows) });
      this.#files = Math.max(this.#files, Number.parseInt(name, 10));
    }
    this.#parts = parts;
    await this.#tidy();
    return runs;
  }

  /** Writes the parts that changed, one after the other. @returns whether there was one */
  async write(runs: readonly Candidate[]): Promise<boolean> {
    let some = false;
    for (const [key, rows] of split(runs)) {
      const mark = markOf(rows);
      if (this.#parts.get(key)?.mark === mark) continue;
      some = true;
      const file = { name: this.#nextName(), text: JSON.stringify(rows) };
      await this.#put(file);
      this.#parts = new Map(this.#parts).set(key, { name: file.name, mark });
    }
    return some;
  }

  settle(runs: readonly Candidate[]): SettledRuns {
    const parts = new Map<number, Part>();
    const files: { name: string; text: string }[] = [];
    for (const [key, rows] of split(runs)) {
      const mark = markOf(rows);
      const known = this.#parts.get(key);
      if (known?.mark === mark) parts.set(key, known);
      else {
        const name = this.#nextName();
        parts.set(key, { name, mark });
        files.push({ name, text: JSON.stringify(rows) });
      }
    }
    return { parts, files };
  }

  async put({ files }: SettledRuns): Promise<void> {
    for (const file of files) await this.#put(file);
  }

  /** The saved world names these files now; the others go. */
  async use({ parts }: SettledRuns): Promise<void> {
    this.#parts = parts;
    await this.#tidy();
  }

  async #put({ name, text }: { name: string; text: string }): Promise<void> {
    await writeFile(join(this.#folder, name), text, { mode: 0o600 });
  }

  async #tidy(): Promise<void> {
    const named = new Set([...this.#parts.values()].map(({ name }) => name));
    for (const name of await readdir(this.#folder)) {
      if (!named.has(name)) await rm(join(this.#folder, name), { force: true });
    }
  }

  #nextName(): string {
    this.#files++;
    return `${this.#files}.json`;
  }
}

export function namesOf({ parts }: SettledRuns): string[] {
  return [...parts.values()].map(({ name }) => name);
}

/** In the order of the ids, which is that of the table. */
function split(runs: readonly Candidate[]): Map<number, Candidate[]> {
  const parts = new Map<number, Candidate[]>();
  for (const run of runs) {
    const key = partOf(run);
    const own = parts.get(key);
    if (own) own.push(run);
    else parts.set(key, [run]);
  }
  return parts;
}

function partOf(run: Candidate | undefined): number {
  return Math.floor((run?.id ?? 0) / runsPerPart);
}

/** What was logged is only ever added to. */
function markOf(rows: readonly Candidate[]): string {
  return JSON.stringify(
    rows.map((row) => ({
      ...row,
      params: row.params.length,
      metadata: row.metadata.length,
      metrics: row.metrics.length,
    })),
  );
}
