import { type Direction } from '../compare';
import { numberIn, type RunValues } from './runValues';

export type Verdict = 'better' | 'worse' | 'equal' | 'unknown';

export interface MetricCell {
  readonly value: number;
  /** Against the baseline; undefined for the baseline itself and where the baseline has no value. */
  readonly delta: number | undefined;
  /** The delta as a share of the baseline's size; undefined where that is zero or not finite. */
  readonly relative: number | undefined;
  readonly verdict: Verdict;
}

export interface MetricCells {
  /** In the order asked for; undefined where a run has no value. */
  readonly cells: readonly (MetricCell | undefined)[];
  /** Size of the largest finite change: bars are drawn as shares of it. */
  readonly scale: number;
  /** The best finite value, when a direction is known and the values differ. */
  readonly best: number | undefined;
}

/** Names (places in the table) by what happened to them against the baseline. */
export interface MetricGroups {
  /** The largest relative loss first. */
  readonly worse: readonly number[];
  /** Better in every other run; the largest relative gain first. */
  readonly better: readonly number[];
  /** Not worse in any run, and not better in all either. */
  readonly mixed: readonly number[];
  /** Differ, but nobody knows which way is better. */
  readonly unknown: readonly number[];
  readonly equal: readonly number[];
}

type DirectionOf = (metric: string) => Direction;

export function metricCell(
  value: number,
  against: number | undefined,
  direction: Direction,
): MetricCell {
  if (against === undefined)
    return { value, delta: undefined, relative: undefined, verdict: 'unknown' };
  if (Object.is(value, against)) return { value, delta: 0, relative: 0, verdict: 'equal' };
  const delta = value - against;
  const share = delta / Math.abs(against);
  const relative = Number.isFinite(share) ? share : undefined;
  return { value, delta, relative, verdict: verdictOf(value, against, direction) };
}

/** One row. @param order places of the runs, the baseline first */
export function metricCells(
  values: RunValues,
  name: number,
  order: readonly number[],
  direction: Direction,
): MetricCells {
  const against = numberIn(values, name, order[0] ?? 0);
  const cells = order.map((run, index) => {
    const value = numberIn(values, name, run);
    return value === undefined
      ? undefined
      : metricCell(value, index === 0 ? undefined : against, direction);
  });
  let scale = 0;
  for (const cell of cells) {
    const size = Math.abs(cell?.delta ?? 0);
    if (Number.isFinite(size) && size > scale) scale = size;
  }
  return { cells, scale, best: bestOf(cells, direction) };
}

/** Sorts every metric into its group. @param order places of the runs, the baseline first */
export function groupByVerdict(
  values: RunValues,
  order: readonly number[],
  directionOf: DirectionOf,
): MetricGroups {
  const groups = { worse: [], better: [], mixed: [], unknown: [], equal: [] } as Record<
    keyof MetricGroups,
    number[]
  >;
  const weight = new Float64Array(values.metrics.names.length);
  values.metrics.names.forEach((metric, name) => {
    const { group, size } = judge(values, name, order, directionOf(metric));
    weight[name] = size;
    groups[group].push(name);
  });
  const largestFirst = (a: number, b: number): number =>
    (weight[b] ?? 0) - (weight[a] ?? 0) || a - b;
  groups.worse.sort(largestFirst);
  groups.better.sort(largestFirst);
  return groups;
}

function judge(
  values: RunValues,
  name: number,
  order: readonly number[],
  direction: Direction,
): { group: keyof MetricGroups; size: number } {
  const against = numberIn(values, name, order[0] ?? 0);
  let [better, worse, differing] = [0, 0, 0];
  let [gain, loss] = [0, 0];
  for (let index = 1; index < order.length; index++) {
    const value = numberIn(values, name, order[index] ?? 0);
    if (Object.is(value, against)) continue;
    differing++;
    if (value === undefined || against === undefined) continue;
    const size = sizeOf(value, against);
    const verdict = verdictOf(value, against, direction);
    if (verdict === 'worse') {
      worse++;
      loss = Math.max(loss, size);
    } else if (verdict === 'better') {
      better++;
      gain = Math.max(gain, size);
    }
  }
  if (differing === 0) return { group: 'equal', size: 0 };
  if (worse > 0) return { group: 'worse', size: loss };
  if (better === order.length - 1) return { group: 'better', size: gain };
  return { group: direction === 'unknown' ? 'unknown' : 'mixed', size: 0 };
}

function verdictOf(value: number, against: number, direction: Direction): Verdict {
  if (value === against) return 'equal';
  if (direction === 'unknown') return 'unknown';
  // A metric that became NaN got worse, whichever way it should move.
  if (Number.isNaN(value)) return 'worse';
  if (Number.isNaN(against)) return 'better';
  return value > against === (direction === 'higher') ? 'better' : 'worse';
}

/** How large a change is against the baseline's size; no number at all is the largest. */
function sizeOf(value: number, against: number): number {
  const share = Math.abs((value - against) / against);
  return Number.isFinite(share) ? share : Number.MAX_VALUE;
}

function bestOf(
  cells: readonly (MetricCell | undefined)[],
  direction: Direction,
): number | undefined {
  if (direction === 'unknown') return undefined;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const cell of cells) {
    if (!cell || !Number.isFinite(cell.value)) continue;
    least = Math.min(least, cell.value);
    most = Math.max(most, cell.value);
  }
  // Where all are the same nobody is best.
  if (least >= most) return undefined;
  return direction === 'higher' ? most : least;
}
