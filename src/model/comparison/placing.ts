/** Where lines of given heights stand below each other, px. */
export interface Placing {
  /** Top of each line, and at the end the height of all. */
  readonly tops: Float64Array;
  readonly height: number;
}

export function placeLines(count: number, heightOf: (line: number) => number): Placing {
  const tops = new Float64Array(count + 1);
  for (let line = 0; line < count; line++) tops[line + 1] = (tops[line] ?? 0) + heightOf(line);
  return { tops, height: tops[count] ?? 0 };
}

/** Lines that can be seen between two heights, the end not included. */
export function linesBetween({ tops }: Placing, from: number, to: number): [number, number] {
  const count = tops.length - 1;
  return [Math.min(count, Math.max(0, lineAt(tops, from))), Math.min(count, lineAt(tops, to) + 1)];
}

export interface ColumnPlan {
  /** Of each run but the baseline, px. */
  readonly width: number;
  /** No room for bars beside the values: they stand below them. */
  readonly dense: boolean;
}

const least = { roomy: 196, dense: 132 };
const most = 320;

/** @param room px for all runs but the baseline */
export function planColumns(runs: number, room: number): ColumnPlan {
  if (runs === 0) return { width: 0, dense: false };
  const share = Math.floor(room / runs);
  return {
    width: Math.min(most, Math.max(least.dense, share)),
    dense: share < least.roomy,
  };
}

/** Columns of equal width that can be seen, the end not included. */
export function columnsBetween(
  count: number,
  width: number,
  from: number,
  to: number,
): [number, number] {
  if (width <= 0) return [0, count];
  return [
    Math.min(count, Math.max(0, Math.floor(from / width))),
    Math.min(count, Math.max(0, Math.ceil(to / width))),
  ];
}

/** The last line whose top is not below `y`. */
function lineAt(tops: Float64Array, y: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
