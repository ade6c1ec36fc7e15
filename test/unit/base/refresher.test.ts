import { describe, expect, it } from 'vitest';
import { nextPause, Refresher } from '../../../src/base/refresher';

/** Work that ends when it is told to. */
function gate() {
  const open: (() => void)[] = [];
  let runs = 0;
  return {
    work: () => {
      runs++;
      return new Promise<void>((resolve) => open.push(resolve));
    },
    release: () => open.shift()?.(),
    get runs() {
      return runs;
    },
  };
}

describe('one flight at a time', () => {
  it('makes any number of requests during a run into exactly one more', async () => {
    const there = gate();
    const refresher = new Refresher(there.work);
    const all = [refresher.request(), refresher.request(), refresher.request()];
    expect([there.runs, refresher.busy]).toEqual([1, true]);
    there.release();
    await Promise.resolve();
    await Promise.resolve();
    expect(there.runs).toBe(2);
    there.release();
    await Promise.all(all);
    expect([there.runs, refresher.busy]).toEqual([2, false]);
  });

  it('starts afresh after a failure', async () => {
    let runs = 0;
    const refresher = new Refresher(async () => {
      if (++runs === 1) throw new Error('no');
    });
    await expect(refresher.request()).rejects.toThrow('no');
    await refresher.request();
    expect(runs).toBe(2);
  });

  it('aborts what runs and refuses more at its end', async () => {
    let seen: AbortSignal | undefined;
    const there = gate();
    const refresher = new Refresher((signal) => {
      seen = signal;
      return there.work();
    });
    const running = refresher.request();
    refresher.dispose();
    expect(seen?.aborted).toBe(true);
    there.release();
    await running;
    await expect(refresher.request()).rejects.toMatchObject({ kind: 'cancelled' });
    expect(there.runs).toBe(1);
  });
});

describe('the pace of looking', () => {
  const pace = { busyMs: 2_000, idleMs: 30_000, maxMs: 300_000 };
  it.each([
    [true, 0, 2_000],
    [false, 0, 30_000],
    [true, 3, 16_000],
    [false, 2, 120_000],
    [false, 9, 300_000],
    [true, 99, 300_000],
  ])('changing %s after %d failures: %d ms', (changing, failures, ms) => {
    expect(nextPause(pace, changing, failures)).toBe(ms);
  });
});
