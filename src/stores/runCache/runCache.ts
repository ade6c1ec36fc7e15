import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { AppError } from '../../base/errors';
import { type RunTable } from '../../model/frame/runTable';
import { databaseId, type ExperimentId, type RunId } from '../../model/ids';
import { type Project } from '../../model/project';
import { type Experiment } from '../../model/run';
import { type FileLock, lockFile } from '../../provision/fileLock';
import { replaceFile } from '../../provision/replaceFile';
import { markOpened } from './pruneCaches';
import { PointFile, type PointPlace } from './pointFile';
import { isSystemError } from './systemError';
import { decodeTable, encodeTable } from './tableFile';

export interface CachedProject {
  /** ms since 1970. */
  readonly savedAt: number;
  readonly project: Project;
  readonly experiments: readonly Experiment[];
  readonly versions: readonly (readonly [RunId, string])[];
}

/** Rows of our own file are trusted once the outline fits: whatever is odd is read from the server again. */
const projectSchema = z.object({
  format: z.literal(1),
  savedAt: z.number(),
  project: z.looseObject({ id: z.number(), path: z.string(), webUrl: z.string() }),
  experiments: z.array(z.looseObject({ id: z.string(), iid: z.number(), name: z.string() })),
  versions: z.array(z.tuple([z.string(), z.string()])),
});
const placesSchema = z.array(z.tuple([z.string(), z.tuple([z.number(), z.number()])]));

/**
 * Finished runs of one project on this machine, as one account sees it. Everything here can be had again: a file that
 * is damaged, of another version or not to be written is no failure. One window writes; others only read.
 */
export class RunCache {
  readonly #folder: string;
  readonly #points = new Map<ExperimentId, Promise<PointFile>>();
  #lock: Promise<FileLock | undefined> | undefined;

  /** @param place what tells servers, accounts and projects apart */
  constructor(storage: string, place: string) {
    const name = createHash('sha256').update(place).digest('hex').slice(0, 32);
    this.#folder = join(storage, 'runs', name);
  }

  async project(): Promise<CachedProject | undefined> {
    await markOpened(this.#folder);
    const parsed = projectSchema.safeParse(await readJson(join(this.#folder, 'project.json')));
    return parsed.success ? (parsed.data as unknown as CachedProject) : undefined;
  }

  async table(experiment: ExperimentId): Promise<RunTable | undefined> {
    const buffer = await readBuffer(this.#path(experiment, 'table'));
    return buffer && decodeTable(buffer);
  }

  /** Points that were read before; for appending, the window has to be the one that writes. */
  points(experiment: ExperimentId): Promise<PointFile> {
    let file = this.#points.get(experiment);
    if (!file) {
      const path = this.#path(experiment, 'points');
      file = readJson(`${path}.json`).then((raw) => {
        const parsed = placesSchema.safeParse(raw);
        return new PointFile(path, (parsed.data ?? []) as unknown as [RunId, PointPlace][]);
      });
      this.#points.set(experiment, file);
    }
    return file;
  }

  /** Whether this window is the one that writes; asks for the lock the first time. */
  async writes(): Promise<boolean> {
    this.#lock ??= this.#take();
    return (await this.#lock) !== undefined;
  }

  async saveProject(project: CachedProject): Promise<void> {
    if (!(await this.writes())) return;
    await replaceFile(
      join(this.#folder, 'project.json'),
      JSON.stringify({ format: 1, ...project }),
    );
  }

  async saveTable(experiment: ExperimentId, table: RunTable): Promise<void> {
    if (!(await this.writes())) return;
    const points = await this.points(experiment);
    await points.settled();
    await replaceFile(`${this.#path(experiment, 'points')}.json`, JSON.stringify(points.places));
    await replaceFile(this.#path(experiment, 'table'), encodeTable(table));
  }

  async forget(experiment: ExperimentId): Promise<void> {
    if (!(await this.writes())) return;
    await (await this.points(experiment)).remove();
    for (const kind of ['table', 'points.json']) {
      await rm(this.#path(experiment, kind), { force: true });
    }
  }

  async #take(): Promise<FileLock | undefined> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const lock = await lockFile(join(this.#folder, 'lock'), 'the runs on this machine');
      await removeDrafts(this.#folder);
      return lock;
    } catch (error) {
      // Another window has it, or the disk takes nothing.
      if (error instanceof AppError || isSystemError(error)) return undefined;
      throw error;
    }
  }

  #path(experiment: ExperimentId, kind: string): string {
    return join(this.#folder, `${databaseId(experiment)}.${kind}`);
  }

  async dispose(): Promise<void> {
    for (const file of this.#points.values()) await (await file).settled();
    await (await this.#lock)?.release();
    this.#lock = undefined;
  }
}

/** What a window left that ended while it wrote; nobody else writes here. */
async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** In one buffer that begins with the file, as columns need it. */
async function readBuffer(path: string): Promise<ArrayBuffer | undefined> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const bytes = new Uint8Array(size);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await file.read(bytes, at, size - at, at);
      if (bytesRead === 0) return undefined;
      at += bytesRead;
    }
    return bytes.buffer;
  } catch {
    return undefined;
  }
}
