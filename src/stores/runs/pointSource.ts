import { type RunId } from '../../model/ids';
import { type Points } from '../../model/points';
import { type ProjectRef, type RunsPort } from '../../model/ports/gitlab';
import { type Run } from '../../model/run';
import { type PointFile, pointsOf, type RunPoints } from '../runCache/pointFile';

/** Points of runs that are kept in memory, over all experiments. */
const keptBytes = 32 * 1024 * 1024;

/** Keeps the points that were looked at last, up to a size. */
export class RecentPoints {
  readonly #kept = new Map<RunId, { points: RunPoints; bytes: number }>();
  #bytes = 0;

  get(run: RunId): RunPoints | undefined {
    const entry = this.#kept.get(run);
    if (!entry) return undefined;
    this.#kept.delete(run);
    this.#kept.set(run, entry);
    return entry.points;
  }

  set(run: RunId, points: RunPoints): void {
    this.delete(run);
    let bytes = 0;
    for (const { values } of points.values()) bytes += 3 * values.byteLength;
    this.#kept.set(run, { points, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= keptBytes || oldest === run) break;
      this.delete(oldest);
    }
  }

  delete(run: RunId): void {
    this.#bytes -= this.#kept.get(run)?.bytes ?? 0;
    this.#kept.delete(run);
  }
}

/** Where the points of a run can come from, besides its server. */
export interface PointPlaces {
  readonly recent: RecentPoints;
  /** Undefined where nothing is kept on this machine. */
  readonly file: () => Promise<PointFile | undefined>;
  /** Whether this window may append to the file. */
  readonly writes: () => Promise<boolean>;
}

/**
 * All points of one metric: from memory, from this machine, or from the server, which then tells all metrics of the run
 * at once. Without the right to that the server is asked for the one metric.
 */
export async function readPoints(
  places: PointPlaces,
  runs: Pick<RunsPort, 'points' | 'history'>,
  project: ProjectRef,
  run: Pick<Run, 'id' | 'eid'> & { readonly finished: boolean },
  metric: string,
  signal: AbortSignal,
): Promise<Points | undefined> {
  const { recent } = places;
  const known = recent.get(run.id) ?? (await (await places.file())?.read(run.id));
  if (known) {
    recent.set(run.id, known);
    return known.get(metric);
  }
  const told = await runs.points(project, run.eid, signal);
  if (!told) {
    const history = await runs.history(project, run.eid, metric, signal);
    const alone = { name: metric, latest: { value: Number.NaN, step: 0 }, points: history };
    return pointsOf([alone]).get(metric);
  }
  const points = pointsOf(told);
  if (run.finished) {
    recent.set(run.id, points);
    await keepPoints(places, [[run.id, points]]);
  }
  return points.get(metric);
}

/** A disk that takes nothing is no failure: the points are asked for again some day. */
export async function keepPoints(
  places: Pick<PointPlaces, 'file' | 'writes'>,
  runs: readonly (readonly [RunId, RunPoints])[],
): Promise<void> {
  if (runs.length === 0 || !(await places.writes())) return;
  await (await places.file())?.append(runs).catch(() => undefined);
}
