import { describe, expect, it } from 'vitest';
import { mapAtOnce } from '../../../src/base/parallel';

describe('work on many things at once', () => {
  it('keeps to the limit and to the order of the things', async () => {
    let running = 0;
    let most = 0;
    const results = await mapAtOnce([5, 1, 4, 1, 3], 2, async (turns, index) => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      running--;
      return `${index}: ${turns}`;
    });
    expect(results).toEqual(['0: 5', '1: 1', '2: 4', '3: 1', '4: 3']);
    expect(most).toBe(2);
  });

  it('fails with the first failure', async () => {
    const work = mapAtOnce([1, 2, 3], 2, async (n) => {
      if (n === 2) throw new Error('two');
      return n;
    });
    await expect(work).rejects.toThrow('two');
    expect(await mapAtOnce([], 3, async () => 1)).toEqual([]);
  });
});
