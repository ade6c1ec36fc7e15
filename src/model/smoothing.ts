/**
 * Exponential smoothing with the start corrected, so that the first values are not pulled to zero.
 * Values that are not finite are passed over and leave a gap.
 * @param weight 0: as it is; towards 1: smoother
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  if (weight <= 0) return values;
  const result = new Float64Array(values.length);
  let last = 0;
  let seen = 0;
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) {
      result[index] = value;
      return;
    }
    seen++;
    last = last * weight + (1 - weight) * value;
    result[index] = last / (1 - weight ** seen);
  });
  return result;
}

/** Points of several runs on one x axis: the union of all steps, `null` where a run has none. */
export function alignSeries(
  series: readonly { readonly steps: Float64Array; readonly values: Float64Array }[],
): { readonly x: number[]; readonly ys: (number | null)[][] } {
  const maps = series.map(({ steps, values }) => {
    const map = new Map<number, number>();
    steps.forEach((step, index) => map.set(step, values[index] ?? Number.NaN));
    return map;
  });
  const x = [...new Set(maps.flatMap((map) => [...map.keys()]))].sort((a, b) => a - b);
  const ys = maps.map((map) =>
    x.map((step) => {
      const value = map.get(step);
      return value === undefined || !Number.isFinite(value) ? null : value;
    }),
  );
  return { x, ys };
}
