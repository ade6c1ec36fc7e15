import { describe, expect, it } from 'vitest';
import { movedCount } from '../../../src/model/movedRows';

describe('how many rows moved', () => {
  it.each([
    ['abcd', 'abcd', 0],
    ['abcd', 'dabc', 1],
    ['abcd', 'abdc', 1],
    ['abcd', 'dcba', 3],
    // What came or went did not move.
    ['abcd', 'xabcyd', 0],
    ['abcd', 'da', 1],
    ['', 'abc', 0],
  ])('from %s to %s is %i', (before, after, count) => {
    expect(movedCount(Array.from(before), Array.from(after))).toBe(count);
  });

  it('is told of ten thousand without a pause', () => {
    const before = Array.from({ length: 10_000 }, (_one, index) => index);
    const after = [...before.slice(5_000), ...before.slice(0, 5_000)];
    expect(movedCount(before, after)).toBe(5_000);
  });
});
