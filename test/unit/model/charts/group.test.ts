import { describe, expect, it } from 'vitest';
import { sortedCurve } from '../../../../src/model/charts/curve';
import { groupCurves } from '../../../../src/model/charts/group';

const curve = (xs: readonly number[], ys: readonly number[]) =>
  sortedCurve(Float64Array.from(xs), Float64Array.from(ys));

describe('the mean of runs', () => {
  it('is taken at the x that they share, of those that still run', () => {
    const group = groupCurves([curve([0, 1, 2], [1, 2, 3]), curve([0, 1], [3, 6])], 'range');
    expect([...group.mean.xs]).toEqual([0, 1, 2]);
    expect([...group.mean.ys]).toEqual([2, 4, 3]);
    expect([[...group.low], [...group.high]]).toEqual([
      [1, 2, 3],
      [3, 6, 3],
    ]);
    expect(group.places).toBeUndefined();
  });

  it('has a band of one standard deviation when that is wanted', () => {
    const group = groupCurves([curve([0], [1]), curve([0], [3])], 'deviation');
    expect([group.low[0], group.high[0]]).toEqual([2 - Math.SQRT2, 2 + Math.SQRT2]);
  });

  it('is taken on straight lines at even places where they share no x, and says how many', () => {
    const odd = curve([1, 3, 5, 7, 9], [1, 3, 5, 7, 9]);
    const even = curve([0, 2, 4, 6, 8, 10], [0, 2, 4, 6, 8, 10]);
    const group = groupCurves([odd, even], 'range');
    expect(group.places).toBe(256);
    group.mean.ys.forEach((y, index) => expect(y).toBeCloseTo(group.mean.xs[index]!));
  });

  it('leaves out what is no number', () => {
    const group = groupCurves(
      [curve([0, 1], [1, Number.NaN]), curve([0, 1], [3, Infinity])],
      'range',
    );
    expect([...group.mean.ys]).toEqual([2]);
  });
});
