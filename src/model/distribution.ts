/** How the values of a column are spread, for the small bars in its head. */
export interface Distribution {
  readonly min: number;
  readonly max: number;
  /** Height of each bar as a share of the highest, 0 to 1. */
  readonly bars: readonly number[];
  /** Where a value stands, 0 to 1 along the bars; undefined when it is not among them. */
  place(value: number): number | undefined;
}

/** Nothing to be seen in a single value: undefined. Values that are not finite are left out. */
export function distribution(values: ArrayLike<number>, count = 12): Distribution | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!(max > min)) return undefined;
  const place = (value: number): number => (value - min) / (max - min);
  const bins = new Array<number>(count).fill(0);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(count - 1, Math.floor(place(value) * count));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const highest = Math.max(...bins);
  return {
    min,
    max,
    bars: bins.map((bin) => bin / highest),
    place: (value) => (value >= min && value <= max ? place(value) : undefined),
  };
}

/** Numbers of a column of texts; undefined when some text is none, so that it is not shown as if it were one. */
export function numbersOf(texts: Iterable<string | undefined>): number[] | undefined {
  const numbers: number[] = [];
  for (const text of texts) {
    if (text === undefined) continue;
    const number = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isNaN(number)) return undefined;
    numbers.push(number);
  }
  return numbers;
}

/**
 * Moves labels apart so that none covers another, as little as needed and within 0 to `height`.
 * @returns positions in the order given
 */
export function spreadLabels(wanted: readonly number[], gap: number, height: number): number[] {
  const order = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  let last = Number.NEGATIVE_INFINITY;
  for (const label of order) {
    label.at = Math.max(label.at, last + gap);
    last = label.at;
  }
  let next = height + gap;
  for (const label of order.toReversed()) {
    label.at = Math.min(label.at, next - gap);
    next = label.at;
  }
  const places = new Array<number>(wanted.length).fill(0);
  for (const label of order) places[label.index] = label.at;
  return places;
}
