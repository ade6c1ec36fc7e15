import { describe, expect, it } from 'vitest';
import { sparkPath } from '../../../src/webviews/runs/app/table/sparkPath';

const curve = (values: number[], steps = values.map((_value, index) => index)): string =>
  sparkPath({ steps: Float64Array.from(steps), values: Float64Array.from(values) });

describe('the curve in a cell', () => {
  it('goes from its first to its last step, the highest value on top', () => {
    expect(curve([0, 1, 0.5])).toBe('M1.5 12.5L28.5 1.5L54.5 7.0');
  });

  it('shows the lowest and the highest of the values that share a pixel', () => {
    const path = curve(Array.from({ length: 10_000 }, (_one, index) => (index === 5_000 ? 9 : 0)));
    expect(path.split('L').length).toBeLessThan(60);
    expect(path).toContain(' 1.5');
  });

  it('leaves out what is not finite, and is flat where nothing changes', () => {
    expect(curve([Number.NaN, 1, Number.POSITIVE_INFINITY, 3])).toBe('M1.5 12.5L54.5 1.5');
    expect(curve([2, 2])).toBe('M1.5 7.0L54.5 7.0');
  });

  it('is not there for fewer than two points, and stands where steps do not differ', () => {
    expect([curve([]), curve([1]), curve([Number.NaN, 1])]).toEqual(['', '', '']);
    expect(curve([1, 2], [7, 7])).toBe('M1.5 12.5L1.5 1.5');
  });
});
