/** Points of one line. Sorted: x never falls, so that a part of it is found fast and pixels take their extremes. */
export interface Curve {
  readonly xs: Float64Array;
  /** May hold NaN and infinities. */
  readonly ys: Float64Array;
  readonly sorted: boolean;
}

/** Sorts by x, keeping the order of logging where it is equal. Points without an x are left out. */
export function sortedCurve(xs: Float64Array, ys: Float64Array): Curve {
  let rising = true;
  let last = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < xs.length && rising; index++) {
    const x = xs[index] ?? Number.NaN;
    rising = x >= last;
    last = x;
  }
  if (rising) return { xs, ys, sorted: true };
  const order = new Uint32Array(xs.length);
  let count = 0;
  for (let index = 0; index < xs.length; index++) {
    if (!Number.isNaN(xs[index])) order[count++] = index;
  }
  const kept = order.subarray(0, count).sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0) || a - b);
  return {
    xs: Float64Array.from(kept, (index) => xs[index] ?? Number.NaN),
    ys: Float64Array.from(kept, (index) => ys[index] ?? Number.NaN),
    sorted: true,
  };
}

/** First place whose value is not below `value`; the length when all are. */
export function lowerBound(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? Number.NaN) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Place of the point logged last at or before x; undefined before the first point and after the last one. */
export function placeAt({ xs }: Curve, x: number): number | undefined {
  const last = xs[xs.length - 1];
  if (last === undefined || x > last) return undefined;
  let place = lowerBound(xs, x);
  if (xs[place] !== x) return place === 0 ? undefined : place - 1;
  while (xs[place + 1] === x) place++;
  return place;
}
