/** Spearman's rank correlation of the pairs that are both numbers, ties with their mean rank; undefined without spread. */
export function spearman(
  a: Float64Array,
  b: Float64Array,
): { readonly correlation: number; readonly pairs: number } | undefined {
  const [left, right] = [new Float64Array(a.length), new Float64Array(a.length)];
  let pairs = 0;
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [a[index] ?? Number.NaN, b[index] ?? Number.NaN];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    left[pairs] = x;
    right[pairs++] = y;
  }
  if (pairs < 3) return undefined;
  const x = ranks(left.subarray(0, pairs));
  const y = ranks(right.subarray(0, pairs));
  const mean = (pairs + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let index = 0; index < pairs; index++) {
    const [dx, dy] = [(x[index] ?? 0) - mean, (y[index] ?? 0) - mean];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  if (xx === 0 || yy === 0) return undefined;
  return { correlation: xy / Math.sqrt(xx * yy), pairs };
}

/** Numbers alone are sorted without calling back; each value then finds its place among them. */
function ranks(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  return values.map((value) => {
    const first = firstAbove(sorted, value, false);
    return sorted[first + 1] === value
      ? (first + 1 + firstAbove(sorted, value, true)) / 2
      : first + 1;
  });
}

/** How many stand before the first that is above a value, or not below it. */
function firstAbove(sorted: Float64Array, value: number, above: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle] ?? 0;
    if (at < value || (above && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
