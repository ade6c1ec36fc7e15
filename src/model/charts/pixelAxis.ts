/** A scale laid along pixels. `length` is negative where values grow upwards. */
export interface PixelAxis {
  readonly min: number;
  readonly max: number;
  readonly log: boolean;
  /** px of `min`. */
  readonly start: number;
  /** px from `min` to `max`. */
  readonly length: number;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** NaN for what a log axis cannot show. */
export function toPixel(axis: PixelAxis, value: number): number {
  const { min, max, log, start, length } = axis;
  if (log) {
    if (!(value > 0)) return Number.NaN;
    const low = Math.log10(min);
    return start + (length * (Math.log10(value) - low)) / (Math.log10(max) - low);
  }
  // Halves: the span of the largest doubles is not a double any more.
  return start + length * ((value / 2 - min / 2) / (max / 2 - min / 2));
}

/**
 * `toPixel` for many values: what does not depend on the value is computed once. Leaves NaN where an axis has no place,
 * and nothing further away than a coordinate may be.
 */
export function fillPixels(
  axis: PixelAxis,
  values: Float64Array,
  from: number,
  to: number,
  pixels: Float64Array,
): void {
  const { min, max, log, start, length } = axis;
  const low = log ? Math.log10(min) : min / 2;
  const scale = length / ((log ? Math.log10(max) : max / 2) - low);
  for (let index = from; index < to; index++) {
    const value = values[index] ?? Number.NaN;
    const share = log ? (value > 0 ? Math.log10(value) : Number.NaN) : value / 2;
    const px = start + (share - low) * scale;
    if (px >= -farthest && px <= farthest) pixels[index - from] = px;
    else pixels[index - from] = Number.isFinite(value) ? limited(px) : Number.NaN;
  }
}

/** px: outside of any view, and still a coordinate. */
const farthest = 1e5;

function limited(px: number): number {
  return Math.max(-farthest, Math.min(farthest, px));
}

export function fromPixel(axis: PixelAxis, px: number): number {
  const share = (px - axis.start) / axis.length;
  if (axis.log) {
    const low = Math.log10(axis.min);
    return 10 ** (low + share * (Math.log10(axis.max) - low));
  }
  return axis.min * (1 - share) + axis.max * share;
}

/** From the smallest to the largest of the finite values, on a log axis of the positive ones; undefined without any. */
export function extent(lists: Iterable<Float64Array>, log: boolean): Range | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const values of lists) {
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? Number.NaN;
      if (log && !(value > 0)) continue;
      if (value < min && value > Number.NEGATIVE_INFINITY) min = value;
      if (value > max && value < Number.POSITIVE_INFINITY) max = value;
    }
  }
  return min <= max ? { min, max } : undefined;
}

/** A little air on both sides; a single value gets an axis around it. */
export function padded({ min, max }: Range, log: boolean, share = 0.04): Range {
  if (log) {
    const span = Math.log10(max) - Math.log10(min);
    const air = 10 ** (span > 0 ? span * share : 0.5);
    return { min: Math.max(min / air, Number.MIN_VALUE), max: finite(max * air) };
  }
  const half = max / 2 - min / 2;
  const air = half > 0 ? half * 2 * share : Math.abs(max) * 0.1 || 1;
  return { min: finite(min - air), max: finite(max + air) };
}

/**
 * The range with `factor` times its length, holding the value at `share` of it in its place.
 * @param factor under 1: closer
 */
export function zoomed(range: Range, log: boolean, share: number, factor: number): Range {
  return scaled(range, log, ({ min, max }) => {
    const span = (max - min) * factor;
    const fixed = min + (max - min) * share;
    return { min: fixed - span * share, max: fixed + span * (1 - share) };
  });
}

/** Moved by a share of its length. */
export function panned(range: Range, log: boolean, share: number): Range {
  return scaled(range, log, ({ min, max }) => {
    const by = (max - min) * share;
    return { min: min + by, max: max + by };
  });
}

function scaled(range: Range, log: boolean, change: (range: Range) => Range): Range {
  const from = log ? { min: Math.log10(range.min), max: Math.log10(range.max) } : range;
  const next = change(from);
  const result = log ? { min: 10 ** next.min, max: 10 ** next.max } : next;
  const fine =
    Number.isFinite(result.min) && Number.isFinite(result.max) && result.max > result.min;
  // Closer than doubles can tell apart, or further than they reach: stay.
  return fine && (!log || result.min > 0) && tellsApart(result) ? result : range;
}

function tellsApart({ min, max }: Range): boolean {
  return max / 2 - min / 2 > Math.max(Math.abs(min), Math.abs(max)) * 1e-12;
}

function finite(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}
