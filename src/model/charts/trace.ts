import { type Curve, lowerBound } from './curve';
import { fillPixels, type PixelAxis } from './pixelAxis';

/** A piece of a line without gaps, in px. A band is filled from low to high: the extremes of each pixel column. */
export type Piece =
  | { readonly kind: 'line'; readonly xs: Float32Array; readonly ys: Float32Array }
  | {
      readonly kind: 'band';
      readonly xs: Float32Array;
      readonly low: Float32Array;
      readonly high: Float32Array;
    };

/** What is to be drawn of a curve in a view. */
export interface Trace {
  readonly pieces: readonly Piece[];
  /** Points in the view that have a place on both axes, and how many of them decide the picture. */
  readonly inView: number;
  readonly drawn: number;
}

/** A column thinner than this is drawn as a line. */
const thin = 1.5;

interface Kept {
  readonly x: PixelAxis;
  readonly y: PixelAxis;
  readonly trace: Trace;
}
/** The last trace of each curve: what is drawn again in the same view is not computed again. */
const kept = new WeakMap<Curve, Kept>();

/**
 * Cuts a curve to the view. With more points than pixel columns every column keeps its lowest and highest value, so that
 * no extreme gets lost and nothing is averaged. NaN, infinities and what a log axis cannot show leave gaps.
 */
export function traceOf(curve: Curve, x: PixelAxis, y: PixelAxis): Trace {
  const known = kept.get(curve);
  if (known && sameAxis(known.x, x) && sameAxis(known.y, y)) return known.trace;
  const trace = makeTrace(curve, x, y);
  kept.set(curve, { x, y, trace });
  return trace;
}

function makeTrace(curve: Curve, x: PixelAxis, y: PixelAxis): Trace {
  const { xs } = curve;
  if (!curve.sorted) return linesOf(curve, x, y, 0, xs.length);
  // One more on each side, so that lines run to the edge.
  const from = Math.max(0, lowerBound(xs, x.min) - 1);
  const upper = lowerBound(xs, x.max);
  const to = Math.min(xs.length, upper + (xs[upper] === x.max ? equalRun(xs, upper) : 1));
  return to - from > Math.abs(x.length) * 1.2
    ? columnsOf(curve, x, y, from, to)
    : linesOf(curve, x, y, from, to);
}

function sameAxis(a: PixelAxis, b: PixelAxis): boolean {
  return (
    a.min === b.min &&
    a.max === b.max &&
    a.log === b.log &&
    a.start === b.start &&
    a.length === b.length
  );
}

function equalRun(xs: Float64Array, from: number): number {
  let to = from;
  while (xs[to] === xs[from]) to++;
  return to - from + 1;
}

function linesOf(curve: Curve, x: PixelAxis, y: PixelAxis, from: number, to: number): Trace {
  const { lefts, tops } = pixelsOf(curve, x, y, from, to);
  const pieces: Piece[] = [];
  let inView = 0;
  const px = new Float32Array(to - from);
  const py = new Float32Array(to - from);
  let count = 0;
  let start = 0;
  const end = (): void => {
    if (count > start) {
      pieces.push({ kind: 'line', xs: px.subarray(start, count), ys: py.subarray(start, count) });
    }
    start = count;
  };
  for (let index = 0; index < to - from; index++) {
    const left = lefts[index] ?? Number.NaN;
    const top = tops[index] ?? Number.NaN;
    if (Number.isNaN(left) || Number.isNaN(top)) {
      end();
      continue;
    }
    px[count] = left;
    py[count] = top;
    count++;
    const value = curve.xs[from + index] ?? Number.NaN;
    if (value >= x.min && value <= x.max) inView++;
  }
  end();
  return { pieces, inView, drawn: inView };
}

function columnsOf(curve: Curve, x: PixelAxis, y: PixelAxis, from: number, to: number): Trace {
  const { lefts, tops } = pixelsOf(curve, x, y, from, to);
  const pieces: Piece[] = [];
  // A gap divides a column: there can be as many as points.
  const room = gapless(tops, to - from) ? Math.ceil(Math.abs(x.length)) + 4 : to - from;
  const px = new Float32Array(room);
  const low = new Float32Array(room);
  const high = new Float32Array(room);
  let start = 0;
  let count = 0;
  let widest = 0;
  let inView = 0;
  let drawn = 0;
  let column = Number.NaN;
  let top = 0;
  let bottom = 0;
  let inColumn = 0;
  let last = Number.NaN;
  const close = (): void => {
    if (inColumn === 0) return;
    px[count] = column + 0.5;
    low[count] = top;
    high[count] = bottom;
    widest = Math.max(widest, bottom - top);
    count++;
    drawn += Math.min(2, inColumn);
    inColumn = 0;
  };
  const end = (): void => {
    close();
    if (count > start) {
      pieces.push(
        pieceOf(
          px.subarray(start, count),
          low.subarray(start, count),
          high.subarray(start, count),
          widest,
        ),
      );
    }
    start = count;
    widest = 0;
    column = Number.NaN;
    last = Number.NaN;
  };
  for (let index = 0; index < to - from; index++) {
    const left = lefts[index] ?? Number.NaN;
    const value = tops[index] ?? Number.NaN;
    if (Number.isNaN(left) || Number.isNaN(value)) {
      end();
      continue;
    }
    const place = Math.floor(left);
    if (place !== column) {
      close();
      column = place;
      // The way from the column before is drawn in this one.
      top = last < value ? last : value;
      bottom = last > value ? last : value;
    } else {
      if (value < top) top = value;
      if (value > bottom) bottom = value;
    }
    inColumn++;
    inView++;
    last = value;
  }
  end();
  return { pieces, inView, drawn: Math.min(drawn, inView) };
}

function gapless(tops: Float64Array, count: number): boolean {
  for (let index = 0; index < count; index++) if (Number.isNaN(tops[index])) return false;
  return true;
}

/** Room that all curves use one after the other. */
let scratch = { lefts: new Float64Array(0), tops: new Float64Array(0) };

function pixelsOf(
  curve: Curve,
  x: PixelAxis,
  y: PixelAxis,
  from: number,
  to: number,
): typeof scratch {
  if (scratch.lefts.length < to - from) {
    const room = Math.ceil((to - from) * 1.5);
    scratch = { lefts: new Float64Array(room), tops: new Float64Array(room) };
  }
  fillPixels(x, curve.xs, from, to, scratch.lefts);
  fillPixels(y, curve.ys, from, to, scratch.tops);
  return scratch;
}

function pieceOf(xs: Float32Array, low: Float32Array, high: Float32Array, widest: number): Piece {
  if (widest > thin) return { kind: 'band', xs, low, high };
  const ys = new Float32Array(xs.length);
  for (let index = 0; index < xs.length; index++) {
    ys[index] = ((low[index] ?? 0) + (high[index] ?? 0)) / 2;
  }
  return { kind: 'line', xs, ys };
}
