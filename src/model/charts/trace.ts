import { type Curve, lowerBound } from './curve';
import { type PixelAxis, toPixel } from './pixelAxis';

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

/**
 * Cuts a curve to the view. With more points than pixel columns every column keeps its lowest and highest value, so that
 * no extreme gets lost and nothing is averaged. NaN, infinities and what a log axis cannot show leave gaps.
 */
export function traceOf(curve: Curve, x: PixelAxis, y: PixelAxis): Trace {
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

function equalRun(xs: Float64Array, from: number): number {
  let to = from;
  while (xs[to] === xs[from]) to++;
  return to - from + 1;
}

function linesOf({ xs, ys }: Curve, x: PixelAxis, y: PixelAxis, from: number, to: number): Trace {
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
  for (let index = from; index < to; index++) {
    const value = xs[index] ?? Number.NaN;
    const left = toPixel(x, value);
    const top = toPixel(y, ys[index] ?? Number.NaN);
    if (!Number.isFinite(left) || !Number.isFinite(top)) {
      end();
      continue;
    }
    px[count] = left;
    py[count] = limited(top);
    count++;
    if (value >= x.min && value <= x.max) inView++;
  }
  end();
  return { pieces, inView, drawn: inView };
}

function columnsOf({ xs, ys }: Curve, x: PixelAxis, y: PixelAxis, from: number, to: number): Trace {
  const pieces: Piece[] = [];
  const room = Math.ceil(Math.abs(x.length)) + 4;
  let px = new Float32Array(room);
  let low = new Float32Array(room);
  let high = new Float32Array(room);
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
    if (count > 0) {
      pieces.push(
        pieceOf(px.subarray(0, count), low.subarray(0, count), high.subarray(0, count), widest),
      );
      px = new Float32Array(room);
      low = new Float32Array(room);
      high = new Float32Array(room);
    }
    count = 0;
    widest = 0;
    column = Number.NaN;
    last = Number.NaN;
  };
  for (let index = from; index < to; index++) {
    const left = toPixel(x, xs[index] ?? Number.NaN);
    const at = toPixel(y, ys[index] ?? Number.NaN);
    if (!Number.isFinite(left) || !Number.isFinite(at)) {
      end();
      continue;
    }
    const value = limited(at);
    const place = Math.floor(limited(left));
    if (place !== column) {
      close();
      column = place;
      // The way from the column before is drawn in this one.
      top = Number.isNaN(last) ? value : Math.min(last, value);
      bottom = Number.isNaN(last) ? value : Math.max(last, value);
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

function pieceOf(xs: Float32Array, low: Float32Array, high: Float32Array, widest: number): Piece {
  if (widest > thin) return { kind: 'band', xs, low, high };
  const ys = new Float32Array(xs.length);
  for (let index = 0; index < xs.length; index++) {
    ys[index] = ((low[index] ?? 0) + (high[index] ?? 0)) / 2;
  }
  return { kind: 'line', xs, ys };
}

/** Far outside of any view, and still a coordinate. */
function limited(px: number): number {
  return Math.max(-1e5, Math.min(1e5, px));
}
