import { describe, expect, it } from 'vitest';
import { placeAt, sortedCurve } from '../../../../src/model/charts/curve';
import { type PixelAxis } from '../../../../src/model/charts/pixelAxis';
import { traceOf } from '../../../../src/model/charts/trace';

const axis = (min: number, max: number, px: number, log = false): PixelAxis => ({
  min,
  max,
  log,
  start: px < 0 ? -px : 0,
  length: px,
});
const curve = (points: readonly (readonly [number, number])[]) =>
  sortedCurve(
    Float64Array.from(points, ([x]) => x),
    Float64Array.from(points, ([, y]) => y),
  );

describe('a line in a view', () => {
  it('is its own points when there is room for all', () => {
    const trace = traceOf(
      curve([
        [0, 0],
        [5, 10],
        [10, 5],
      ]),
      axis(0, 10, 100),
      axis(0, 10, -100),
    );
    expect(trace).toEqual({
      pieces: [{ kind: 'line', xs: Float32Array.of(0, 50, 100), ys: Float32Array.of(100, 0, 50) }],
      inView: 3,
      drawn: 3,
    });
  });

  it('breaks at NaN, at infinities and at what a log axis has no place for', () => {
    const gaps = curve([
      [0, 1],
      [1, Number.NaN],
      [2, 10],
      [3, Infinity],
      [4, 100],
      [5, 0],
      [6, -1],
    ]);
    const trace = traceOf(gaps, axis(0, 10, 100), axis(1, 100, -100, true));
    expect(trace.pieces.map((piece) => [...piece.xs])).toEqual([[0], [20], [40]]);
    expect(trace.inView).toBe(3);
  });

  it('keeps the lowest and the highest value of every pixel, whatever the others are', () => {
    const count = 100_000;
    const xs = Float64Array.from({ length: count }, (_one, index) => index);
    const ys = Float64Array.from({ length: count }, (_one, index) => Math.sin(index / 3_000));
    ys[43_210] = 9;
    ys[77_777] = -9;
    const trace = traceOf({ xs, ys, sorted: true }, axis(0, count, 500), axis(-10, 10, -200));
    const [piece] = trace.pieces;
    if (piece?.kind !== 'band') throw new Error('expected a band');
    expect(piece.xs.length).toBe(500);
    const column = Math.floor((43_210 / count) * 500);
    expect(piece.low[column]).toBeCloseTo(10, 3);
    expect(Math.max(...piece.high)).toBeCloseTo(190, 3);
    expect(trace).toMatchObject({ inView: count, drawn: 1_000 });
  });

  it('has no hole between neighbouring columns of a steep line', () => {
    const count = 10_000;
    const xs = Float64Array.from({ length: count }, (_one, index) => index);
    const trace = traceOf({ xs, ys: xs, sorted: true }, axis(0, count, 20), axis(0, count, -2_000));
    const [piece] = trace.pieces;
    if (piece?.kind !== 'band') throw new Error('expected a band');
    for (let index = 1; index < piece.xs.length; index++) {
      expect(piece.high[index]).toBeGreaterThanOrEqual(piece.low[index - 1]!);
    }
  });

  it('is a plain line where columns are thinner than a pixel, so that it can be dashed', () => {
    const count = 10_000;
    const xs = Float64Array.from({ length: count }, (_one, index) => index);
    const trace = traceOf({ xs, ys: xs, sorted: true }, axis(0, count, 400), axis(0, count, -100));
    expect(trace.pieces.map(({ kind }) => kind)).toEqual(['line']);
  });

  it('runs to the edges of a zoomed view and counts only what is in it', () => {
    const trace = traceOf(
      curve([
        [0, 0],
        [4, 4],
        [6, 6],
        [10, 10],
      ]),
      axis(3, 7, 400),
      axis(0, 10, -100),
    );
    expect([...trace.pieces[0]!.xs]).toEqual([-300, 100, 300, 700]);
    expect(trace).toMatchObject({ inView: 2, drawn: 2 });
  });

  it('stays a number at the ends of the doubles', () => {
    const trace = traceOf(
      curve([
        [0, -1.7e308],
        [1, 1.7e308],
      ]),
      axis(0, 1, 100),
      axis(-1.7e308, 1.7e308, -100),
    );
    expect([...trace.pieces[0]!.xs.values()]).toEqual([0, 100]);
    expect(trace.pieces[0]).toMatchObject({ ys: Float32Array.of(100, 0) });
  });
});

describe('points of a run', () => {
  it('are put in order of x, those logged later after those logged before', () => {
    const sorted = curve([
      [3, 1],
      [1, 2],
      [3, 3],
      [Number.NaN, 4],
      [2, 5],
    ]);
    expect([[...sorted.xs], [...sorted.ys]]).toEqual([
      [1, 2, 3, 3],
      [2, 5, 1, 3],
    ]);
  });

  it('answer for an x between their first and their last', () => {
    const line = curve([
      [1, 1],
      [2, 2],
      [2, 3],
      [5, 4],
    ]);
    expect([0.5, 1, 2, 4, 5, 5.1].map((x) => placeAt(line, x))).toEqual([
      undefined,
      0,
      2,
      2,
      3,
      undefined,
    ]);
  });
});
