/** Spearman's rank correlation of the pairs that are both numbers, ties with their mean rank; undefined without spread. */
export function spearman(
  a: Float64Array,
  b: Float64Array,
): { readonly correlation: number; readonly pairs: number } | undefined {
  const keep = [...a.keys()].filter(
    (index) => Number.isFinite(a[index]) && Number.isFinite(b[index]),
  );
  if (keep.length < 3) return undefined;
  const x = ranks(keep.map((index) => a[index] ?? 0));
  const y = ranks(keep.map((index) => b[index] ?? 0));
  const mean = (keep.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((rank, index) => {
    const [dx, dy] = [rank - mean, (y[index] ?? 0) - mean];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  });
  if (xx === 0 || yy === 0) return undefined;
  return { correlation: xy / Math.sqrt(xx * yy), pairs: keep.length };
}

function ranks(values: readonly number[]): Float64Array {
  const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const result = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (let place = from; place < to; place++) result[order[place] ?? 0] = (from + to + 1) / 2;
    from = to;
  }
  return result;
}
