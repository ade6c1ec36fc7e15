import { describe, expect, it } from 'vitest';
import {
  extent,
  fromPixel,
  padded,
  panned,
  type PixelAxis,
  toPixel,
  zoomed,
} from '../../../../src/model/charts/pixelAxis';

const log: PixelAxis = { min: 0.01, max: 100, log: true, start: 10, length: 400 };
const linear: PixelAxis = { min: -5, max: 5, log: false, start: 100, length: -100 };

describe('an axis', () => {
  it('goes from values to pixels and back', () => {
    expect([0.01, 1, 100, 0, -1].map((value) => toPixel(log, value))).toEqual([
      10,
      210,
      410,
      Number.NaN,
      Number.NaN,
    ]);
    for (const value of [0.02, 3, 99])
      expect(fromPixel(log, toPixel(log, value))).toBeCloseTo(value);
    for (const value of [-5, 0, 4])
      expect(fromPixel(linear, toPixel(linear, value))).toBeCloseTo(value);
  });

  it('shows what is finite, on a log axis what is positive', () => {
    const values = [Float64Array.of(-2, 0, 3, Number.NaN, Infinity), Float64Array.of(0.5)];
    expect(extent(values, false)).toEqual({ min: -2, max: 3 });
    expect(extent(values, true)).toEqual({ min: 0.5, max: 3 });
    expect(extent([Float64Array.of(-1, Number.NaN)], true)).toBeUndefined();
  });

  it('has room around a single value and never leaves the doubles', () => {
    expect(padded({ min: 5, max: 5 }, false)).toEqual({ min: 4.5, max: 5.5 });
    expect(padded({ min: 0, max: 0 }, false)).toEqual({ min: -1, max: 1 });
    const huge = padded({ min: -1.79e308, max: 1.79e308 }, false);
    expect([huge.min, huge.max].every(Number.isFinite)).toBe(true);
    const tiny = padded({ min: 5e-324, max: 5e-324 }, true);
    expect(tiny.min).toBeGreaterThan(0);
  });

  it('zooms about the pointer, in logarithms on a log axis', () => {
    expect(zoomed({ min: 0, max: 100 }, false, 0.25, 0.5)).toEqual({ min: 12.5, max: 62.5 });
    const closer = zoomed({ min: 0.01, max: 100 }, true, 0.5, 0.5);
    expect([closer.min, closer.max].map((value) => value.toFixed(6))).toEqual([
      '0.100000',
      '10.000000',
    ]);
    expect(panned({ min: 0, max: 10 }, false, -0.5)).toEqual({ min: -5, max: 5 });
  });

  it('stays where doubles cannot tell further values apart', () => {
    const range = { min: 1, max: 1 + 4e-12 };
    expect(zoomed(range, false, 0.5, 0.1)).toBe(range);
    const wide = { min: -1e308, max: 1e308 };
    expect(zoomed(wide, false, 0.5, 10)).toBe(wide);
  });
});
