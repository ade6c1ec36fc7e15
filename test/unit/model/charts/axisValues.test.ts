import { expect, it } from 'vitest';
import { placeAlong } from '../../../../src/model/charts/axisValues';

const points = {
  steps: Float64Array.of(0, 10, 20),
  values: Float64Array.of(0.5, 0.6, 0.7),
  times: Float64Array.of(5_000, 9_000, Number.NaN),
};
const shown = (placed: ReturnType<typeof placeAlong>): unknown => [
  [...placed.curve.xs],
  [...placed.curve.ys],
  placed.unplaced,
];

it('counts along the step, the clock or the time since the start', () => {
  expect(shown(placeAlong({ kind: 'step' }, points))).toEqual([[0, 10, 20], [0.5, 0.6, 0.7], 0]);
  expect(shown(placeAlong({ kind: 'time' }, points))).toEqual([[5_000, 9_000], [0.5, 0.6], 1]);
  expect(shown(placeAlong({ kind: 'relative' }, points))).toEqual([[0, 4], [0.5, 0.6], 1]);
  expect(shown(placeAlong({ kind: 'relative' }, points, 4_000))).toEqual([[1, 5], [0.5, 0.6], 1]);
});

it('shows nothing along times that nobody knows', () => {
  const times = new Float64Array(3).fill(Number.NaN);
  expect(shown(placeAlong({ kind: 'relative' }, { ...points, times }))).toEqual([[], [], 3]);
});

it('joins another metric by step, in the order of logging', () => {
  const other = {
    steps: Float64Array.of(20, 0, 5),
    values: Float64Array.of(1, 3, 9),
    times: points.times,
  };
  const placed = placeAlong({ kind: 'metric', name: 'loss' }, points, undefined, other);
  expect(shown(placed)).toEqual([[3, 1], [0.5, 0.7], 1]);
  expect(placed.curve.sorted).toBe(false);
});
