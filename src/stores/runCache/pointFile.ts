import { type FileHandle, open, rm } from 'node:fs/promises';
import * as z from 'zod';
import { type RunId } from '../../model/ids';
import { type Points, toPoints } from '../../model/points';
import { type Metric } from '../../model/run';
import { SectionReader, SectionWriter } from './sections';

const magic = 'MLPOINT1';
/** A file that is larger takes no more runs: their points are asked for when somebody wants to see them. */
const mostBytes = 512 * 1024 * 1024;
const section = z.tuple([z.number(), z.number()]);
const header = z.object({
  run: z.string(),
  metrics: z.array(z.object({ name: z.string(), steps: section, values: section, times: section })),
});

/** Points of all metrics of a run. */
export type RunPoints = ReadonlyMap<string, Points>;
/** Where the points of a run stand in the file. */
export type PointPlace = readonly [offset: number, length: number];

export function pointsOf(metrics: readonly Metric[]): RunPoints {
  return new Map(metrics.map((metric) => [metric.name, toPoints(metric.points)]));
}

export function encodePoints(run: RunId, points: RunPoints): Uint8Array[] {
  const writer = new SectionWriter();
  const metrics = [...points].map(([name, { steps, values, times }]) => ({
    name,
    steps: writer.add(steps),
    values: writer.add(values),
    times: writer.add(times),
  }));
  return writer.finish(magic, { run, metrics });
}

/** Undefined when it is damaged, or of another run. */
export function decodePoints(buffer: ArrayBuffer, run: RunId): RunPoints | undefined {
  const reader = SectionReader.open(buffer, magic);
  const parsed = header.safeParse(reader?.header);
  if (!reader || !parsed.success || parsed.data.run !== run) return undefined;
  try {
    return new Map(
      parsed.data.metrics.map(({ name, steps, values, times }) => [
        name,
        {
          steps: reader.float64(steps),
          values: reader.float64(values),
          times: reader.float64(times),
        },
      ]),
    );
  } catch {
    return undefined;
  }
}

/** Points of finished runs, one run after the other; only ever appended to. Whoever writes holds the lock of the folder. */
export class PointFile {
  readonly #path: string;
  readonly #places: Map<RunId, PointPlace>;
  #writing: Promise<void> = Promise.resolve();
  #end: number | undefined;

  constructor(
    path: string,
    places: Iterable<readonly [RunId, PointPlace]>,
    private readonly most = mostBytes,
  ) {
    this.#path = path;
    this.#places = new Map(places);
  }

  /** Of what was written whole so far. */
  get places(): [RunId, PointPlace][] {
    return [...this.#places];
  }

  async read(run: RunId): Promise<RunPoints | undefined> {
    const place = this.#places.get(run);
    if (!place) return undefined;
    const points = await readAt(this.#path, place, run);
    // Damaged: asked for again, and appended again.
    if (!points) this.#places.delete(run);
    return points;
  }

  /** One write at a time; a failure leaves the runs unknown, which costs a request later. */
  append(runs: readonly (readonly [RunId, RunPoints])[]): Promise<void> {
    const work = this.#writing.then(() => this.#append(runs));
    this.#writing = work.catch(() => undefined);
    return work;
  }

  async #append(runs: readonly (readonly [RunId, RunPoints])[]): Promise<void> {
    const file = await open(this.#path, 'a', 0o600);
    try {
      this.#end ??= (await file.stat()).size;
      for (const [run, points] of runs) {
        if (this.#end >= this.most) return;
        const bytes = Buffer.concat(encodePoints(run, points));
        await file.writeFile(bytes);
        this.#places.set(run, [this.#end, bytes.length]);
        this.#end += bytes.length;
      }
    } catch (error) {
      this.#end = undefined;
      throw error;
    } finally {
      await file.close();
    }
  }

  /** Waits until everything was written. */
  settled(): Promise<void> {
    return this.#writing;
  }

  async remove(): Promise<void> {
    this.#places.clear();
    this.#end = undefined;
    await rm(this.#path, { force: true });
  }
}

async function readAt(
  path: string,
  [offset, length]: PointPlace,
  run: RunId,
): Promise<RunPoints | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const buffer = new ArrayBuffer(length);
    const { bytesRead } = await file.read(new Uint8Array(buffer), 0, length, offset);
    return bytesRead === length ? decodePoints(buffer, run) : undefined;
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}
