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
