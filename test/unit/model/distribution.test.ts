import { describe, expect, it } from 'vitest';
import { distribution, numbersOf, spreadLabels } from '../../../src/model/distribution';

describe('a distribution', () => {
  it('counts values into bars as high as the fullest allows', () => {
    const found = distribution([0, 0, 0.1, 1, Number.NaN, Number.POSITIVE_INFINITY], 2);
    expect(found?.bars).toEqual([1, 1 / 3]);
    expect([found?.place(0), found?.place(0.5), found?.place(1), found?.place(2)]).toEqual([
      0,
      0.5,
      1,
      undefined,
    ]);
  });

  it('is not shown where all values are one, or none', () => {
    expect([distribution([]), distribution([3, 3]), distribution([Number.NaN, 1])]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('takes texts for numbers only when all of them are', () => {
    expect(numbersOf(['1', undefined, '2.5e1'])).toEqual([1, 25]);
    expect(numbersOf(['1', 'None'])).toBeUndefined();
    expect(numbersOf(['1', ' '])).toBeUndefined();
  });
});

describe('labels', () => {
  it('stay where they are when there is room', () => {
    expect(spreadLabels([50, 10], 12, 100)).toEqual([50, 10]);
  });

  it('are moved apart in their order, and stay inside', () => {
    expect(spreadLabels([10, 11, 12], 10, 100)).toEqual([10, 20, 30]);
    expect(spreadLabels([98, 99, 100], 10, 100)).toEqual([80, 90, 100]);
  });
});
