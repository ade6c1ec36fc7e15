import { describe, expect, it } from 'vitest';
import { axisTicks, tickTexts } from '../../../../src/model/charts/axisTicks';
import { isCostly } from '../../../../src/model/charts/costly';
import { fittingAxes, headBox, parallelLayout } from '../../../../src/model/charts/parallelLayout';
import { toPixel } from '../../../../src/model/charts/pixelAxis';

describe('axes of parallel coordinates', () => {
  it('are as many as fit', () => {
    expect([100, 296, 676, 3_000].map(fittingAxes)).toEqual([2, 4, 9, 9]);
  });

  it.each([
    [2, 296],
    [4, 296],
    [5, 296],
    [9, 676],
    [24, 300],
    [1, 300],
  ])('have names that neither meet nor leave the chart: %i on %i px', (count, width) => {
    const layout = parallelLayout(count, width);
    const boxes = layout.places.map((_place, index) => headBox(layout, index));
    for (const [index, box] of boxes.entries()) {
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.left + box.width).toBeLessThanOrEqual(layout.width);
      const place = layout.places[index] ?? 0;
      expect(place).toBeGreaterThanOrEqual(box.left);
      expect(place).toBeLessThanOrEqual(box.left + box.width);
      const next = boxes.slice(index + 1).find(({ line }) => line === box.line);
      if (next) expect(box.left + box.width).toBeLessThanOrEqual(next.left);
    }
  });
});

describe('values at an upright axis', () => {
  const scale = (min: number, max: number, px = 130, log = false) => ({
    min,
    max,
    log,
    start: 160,
    length: -px,
  });
  const numbers = (values: readonly number[]) => ({
    values: Float64Array.from(values),
    labels: undefined,
  });
  const many = Array.from({ length: 200 }, (_one, index) => index);

  it('are the values themselves where these are few, and none stands on another', () => {
    expect(axisTicks(scale(10, 42), numbers([42, 10, 16, 16, 20]))).toEqual([10, 16, 20, 42]);
    const close = axisTicks(scale(0, 100), numbers([0, 1, 2, 100]));
    expect(close).toEqual([0, 100]);
  });

  it('are whole where all values are', () => {
    const ticks = axisTicks(scale(3, 9, 130), numbers([3, 4, 5, 6, 7, 8, 9, 3.0]));
    expect(ticks.every(Number.isInteger)).toBe(true);
    expect(tickTexts(axisTicks(scale(0, 199), numbers(many)))).toEqual(['0', '50', '100', '150']);
  });

  it('have the same number of digits', () => {
    const values = many.map((value) => 0.8 + value / 4_000);
    const ticks = axisTicks(scale(0.8, 0.85), numbers(values));
    expect(new Set(tickTexts(ticks).map((text) => text.length)).size).toBe(1);
    expect(tickTexts([1e-6, 0.001, 1])).toEqual(['1e−6', '0.001', '1']);
  });

  it('leave out categories for which there is no room', () => {
    const labels = many.map(String);
    const dimension = { values: Float64Array.from(many), labels };
    const axis = scale(-0.5, 199.5);
    const pixels = axisTicks(axis, dimension).map((tick) => toPixel(axis, tick));
    expect(pixels.length).toBeGreaterThan(5);
    for (let index = 1; index < pixels.length; index++) {
      expect(Math.abs(pixels[index]! - pixels[index - 1]!)).toBeGreaterThanOrEqual(13);
    }
  });

  it('are powers of ten on a log axis, and survive the largest doubles', () => {
    expect(
      axisTicks(scale(1e-5, 1, 130, true), numbers(many.map((one) => 10 ** (-5 + one / 40)))),
    ).toEqual([1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]);
    const wide = axisTicks(scale(-1e308, 1e308), numbers(many.map((one) => (one - 100) * 1e306)));
    expect(wide.every(Number.isFinite)).toBe(true);
  });
});

it('knows what a run took by its name', () => {
  const costly = [
    'fit_s',
    'trainTime',
    'duration',
    'cost (usd)',
    'epochs',
    'system/wall-time',
    'latency.ms',
  ];
  const others = [
    'AUC',
    'timezone',
    'n_estimators',
    'loss',
    'RANDOM_SEED',
    'costume',
    'bias',
    'f1s',
  ];
  expect(costly.filter((name) => !isCostly(name))).toEqual([]);
  expect(others.filter(isCostly)).toEqual([]);
});
