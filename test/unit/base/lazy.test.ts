import { describe, expect, it } from 'vitest';
import { lazy } from '../../../src/base/lazy';

describe('making on first use', () => {
  it('makes once for all who ask, also at the same time', async () => {
    let made = 0;
    const get = lazy(async () => ++made);
    expect(await Promise.all([get(), get(), get()])).toEqual([1, 1, 1]);
  });

  it('tries again after a failure', async () => {
    let tries = 0;
    const get = lazy(async () => {
      if (++tries === 1) throw new Error('not yet');
      return tries;
    });
    await expect(get()).rejects.toThrow('not yet');
    expect(await get()).toBe(2);
  });
});
