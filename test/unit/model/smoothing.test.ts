import { describe, expect, it } from 'vitest';
import { smooth } from '../../../src/model/smoothing';

describe('smoothing', () => {
  it('leaves values alone without a weight', () => {
    const values = Float64Array.of(1, 5);
    expect(smooth(values, 0)).toBe(values);
  });

  it('does not pull the start to zero and keeps a constant constant', () => {
    expect([...smooth(Float64Array.of(4, 4, 4), 0.9)].map((one) => one.toFixed(6))).toEqual([
      '4.000000',
      '4.000000',
      '4.000000',
    ]);
    const half = smooth(Float64Array.of(1, 3), 0.5);
    expect([half[0], half[1]]).toEqual([1, (1 * 0.25 + 3 * 0.5) / 0.75]);
  });

  it('passes over what is no number and leaves a gap there', () => {
    const result = smooth(Float64Array.of(2, Number.NaN, 2, Number.POSITIVE_INFINITY), 0.6);
    expect([result[0]?.toFixed(6), result[1], result[2]?.toFixed(6), result[3]]).toEqual([
      '2.000000',
      Number.NaN,
      '2.000000',
      Number.POSITIVE_INFINITY,
    ]);
  });
});
