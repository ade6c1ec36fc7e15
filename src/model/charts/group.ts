import { type Curve, lowerBound } from './curve';

export const bandKinds = ['range', 'deviation', 'none'] as const;
/** Lowest to highest, or one standard deviation to both sides of the mean. */
export type BandKind = (typeof bandKinds)[number];

export interface GroupCurve {
  readonly mean: Curve;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Places of x at which the runs were averaged; undefined: at every x that they logged. */
  readonly places: number | undefined;
}

const mostPlaces = 256;

/**
 * Mean of several runs. Where they logged the same x it is taken there; else at evenly spread places, between two points
 * of a run on the straight line between them. A run counts from its first to its last point only.
 */
export function groupCurves(curves: readonly Curve[], kind: BandKind): GroupCurve {
  const clean = curves.map(withoutGaps).filter((curve) => curve.xs.length > 0);
  const longest = clean.reduce((most, { xs }) => Math.max(most, xs.length), 0);
  const union = distinct(clean, longest * 1.25);
  const xs = union ?? spread(clean);
  const mean = new Float64Array(xs.length);
  const low = new Float64Array(xs.length);
  const high = new Float64Array(xs.length);
  xs.forEach((x, index) => {
    const values = clean.map((curve) => valueAt(curve, x)).filter((value) => !Number.isNaN(value));
    const average = values.reduce((sum, value) => sum + value / values.length, 0);
    const spreadBy = Math.sqrt(
      values.reduce((sum, value) => sum + (value - average) ** 2, 0) /
        Math.max(1, values.length - 1),
    );
    mean[index] = values.length === 0 ? Number.NaN : average;
    low[index] = kind === 'range' ? Math.min(...values) : average - spreadBy;
    high[index] = kind === 'range' ? Math.max(...values) : average + spreadBy;
  });
  return { mean: { xs, ys: mean, sorted: true }, low, high, places: union ? undefined : xs.length };
}

function withoutGaps(curve: Curve): Curve {
  if (curve.ys.every(Number.isFinite)) return curve;
  const keep = [...curve.ys.keys()].filter((index) => Number.isFinite(curve.ys[index]));
  return {
    xs: Float64Array.from(keep, (index) => curve.xs[index] ?? 0),
    ys: Float64Array.from(keep, (index) => curve.ys[index] ?? 0),
    sorted: curve.sorted,
  };
}

/** Every x that was logged, ascending; undefined when these are more than `most`. */
function distinct(curves: readonly Curve[], most: number): Float64Array | undefined {
  const seen = new Set<number>();
  for (const { xs } of curves) {
    for (const x of xs) seen.add(x);
    if (seen.size > most) return undefined;
  }
  return Float64Array.from(seen).sort();
}

function spread(curves: readonly Curve[]): Float64Array {
  const first = Math.min(...curves.map(({ xs }) => xs[0] ?? 0));
  const last = Math.max(...curves.map(({ xs }) => xs.at(-1) ?? 0));
  return Float64Array.from({ length: mostPlaces }, (_one, index) => {
    const share = index / (mostPlaces - 1);
    return first * (1 - share) + last * share;
  });
}

/** NaN before the first and after the last point. */
function valueAt({ xs, ys }: Curve, x: number): number {
  const place = lowerBound(xs, x);
  const right = xs[place];
  if (right === undefined) return Number.NaN;
  if (right === x) {
    let last = place;
    while (xs[last + 1] === x) last++;
    return ys[last] ?? Number.NaN;
  }
  const left = xs[place - 1];
  if (left === undefined) return Number.NaN;
  const share = (x - left) / (right - left);
  return (ys[place - 1] ?? 0) * (1 - share) + (ys[place] ?? 0) * share;
}
