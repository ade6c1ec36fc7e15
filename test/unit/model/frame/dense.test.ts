import { describe, expect, it } from 'vitest';
import { dimensionOf } from '../../../../src/model/charts/dimension';
import { denseNumbers, valuesAt } from '../../../../src/model/frame/dense';

describe('numbers of rows', () => {
  const sparse = {
    kind: 'number' as const,
    rows: Uint32Array.of(1, 3),
    values: Float64Array.of(7, Number.POSITIVE_INFINITY),
  };

  it('are NaN where a row has none', () => {
    expect([...denseNumbers(sparse, 4)!]).toEqual([
      Number.NaN,
      7,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ]);
    expect([...denseNumbers(sparse, 5)!]).toHaveLength(5);
  });

  it('come from texts when all of these are numbers', () => {
    const codes = Uint32Array.of(1, 0, 1);
    expect([...denseNumbers({ kind: 'text', codes, dictionary: ['2', '1e3'] }, 4)!]).toEqual([
      1_000,
      2,
      1_000,
      Number.NaN,
    ]);
    expect(denseNumbers({ kind: 'text', codes, dictionary: ['2', 'none'] }, 3)).toBeUndefined();
  });

  it('are drawn where they are finite, and a column keeps what it holds', () => {
    expect([...dimensionOf(sparse, 4).values]).toEqual([Number.NaN, 7, Number.NaN, Number.NaN]);
    expect(sparse.values[1]).toBe(Number.POSITIVE_INFINITY);
    const whole = { kind: 'number' as const, values: Float64Array.of(1, Number.NEGATIVE_INFINITY) };
    expect([...dimensionOf(whole, 2).values]).toEqual([1, Number.NaN]);
    expect(whole.values[1]).toBe(Number.NEGATIVE_INFINITY);
  });

  it('are picked in the order of the rows that are asked for', () => {
    expect([...valuesAt(Float64Array.of(5, 6), [1, 0, 1, 9])]).toEqual([6, 5, 6, Number.NaN]);
  });
});
