import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { Refreshed, type RefreshedOptions } from '../../../src/stores/refreshed';

const unreachable = new AppError('unreachable', 'GitLab does not answer.');

/** A value that is read when the test says so. */
function remote() {
  const waiting: { resolve: (value: string) => void; reject: (error: unknown) => void }[] = [];
  const asked: (string | undefined)[] = [];
  return {
    asked,
    fetch: (last: string | undefined, signal: AbortSignal) => {
      asked.push(last);
      return new Promise<string>((resolve, reject) => {
        waiting.push({ resolve, reject });
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    },
    async answer(value: string): Promise<void> {
      waiting.shift()?.resolve(value);
      await vi.advanceTimersByTimeAsync(0);
    },
    async fail(error: unknown): Promise<void> {
      waiting.shift()?.reject(error);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

function store(options: Partial<RefreshedOptions<string>> = {}) {
  const there = remote();
  const value = new Refreshed<string>({
    fetch: there.fetch,
    pace: { busyMs: 2_000, idleMs: 30_000, maxMs: 300_000 },
    changing: (text) => text.startsWith('moving'),
    now: () => 77,
    ...options,
  });
  return { there, value };
}

describe('a value that is kept fresh', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is read more and more seldom while nobody is there, and at once when somebody is back', async () => {
    const { there, value } = store();
    const looking = value.watch();
    await there.answer('moving');
    await vi.advanceTimersByTimeAsync(2_000);
    await there.answer('moving');
    expect(there.asked).toHaveLength(2);
    value.attend(false);
    for (const [pause, count] of [
      [30_000, 3],
      [60_000, 4],
      [120_000, 5],
      [240_000, 6],
      [300_000, 7],
    ] as const) {
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(there.asked).toHaveLength(count - 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(there.asked).toHaveLength(count);
      await there.answer('moving');
    }
    value.attend(true);
    value.attend(true);
    expect(there.asked).toHaveLength(8);
    await there.answer('moving');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(there.asked).toHaveLength(9);
    looking.dispose();
    value.attend(false);
    value.attend(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is read only when somebody looks', async () => {
    const { there, value } = store();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(there.asked).toEqual([]);
    const looking = value.watch();
    await there.answer('one');
    expect(value.current).toEqual({ kind: 'ready', value: 'one', at: 77 });
    await vi.advanceTimersByTimeAsync(30_000);
    await there.answer('two');
    expect(there.asked).toEqual([undefined, 'one']);
    looking.dispose();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(there.asked).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is read once for many who look, until the last has gone', async () => {
    const { there, value } = store();
    const both = [value.watch(), value.watch()];
    await there.answer('one');
    both[0]?.dispose();
    both[0]?.dispose();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(there.asked).toHaveLength(2);
    await there.answer('two');
    both[1]?.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is read often while it moves, and seldom while it fails', async () => {
    const { there, value } = store();
    value.watch();
    await there.answer('moving 1');
    await vi.advanceTimersByTimeAsync(2_000);
    await there.fail(unreachable);
    await vi.advanceTimersByTimeAsync(3_999);
    expect(there.asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    await there.fail(unreachable);
    await vi.advanceTimersByTimeAsync(8_000);
    await there.answer('still');
    expect(there.asked).toEqual([undefined, 'moving 1', 'moving 1', 'moving 1']);
    value.dispose();
  });

  it('keeps what was known through a failure, with its age', async () => {
    const { there, value } = store();
    void value.refresh();
    await there.answer('one');
    void value.refresh();
    await there.fail(unreachable);
    expect(value.current).toEqual({
      kind: 'failed',
      error: unreachable,
      last: { value: 'one', at: 77 },
    });
    expect(value.value).toBe('one');
  });

  it('does not flicker to loading while it is fresh', async () => {
    const { there, value } = store();
    const seen: string[] = [];
    value.onDidChange(() => seen.push(value.current.kind));
    void value.refresh();
    await there.answer('one');
    void value.refresh();
    await there.answer('two');
    expect(seen).toEqual(['loading', 'ready', 'ready']);
  });

  it('joins requests during a read into one more', async () => {
    const { there, value } = store();
    const all = Promise.all([value.refresh(), value.refresh(), value.refresh()]);
    await there.answer('one');
    await there.answer('two');
    await all;
    expect([there.asked, value.value]).toEqual([[undefined, 'one'], 'two']);
  });

  it('forgets what belonged to another account, also what is still under way', async () => {
    const { there, value } = store();
    void value.refresh();
    await there.answer('of anna');
    void value.refresh();
    void value.reset();
    expect(value.current).toEqual({ kind: 'loading' });
    await there.answer('of anna, late');
    expect(value.value).toBeUndefined();
    value.watch();
    await there.answer('of boris');
    expect([there.asked.at(-1), value.value]).toEqual([undefined, 'of boris']);
    value.dispose();
  });

  it('reads at once what is looked at when it is reset', async () => {
    const { there, value } = store();
    value.watch();
    void value.reset();
    await there.answer('of anna');
    await there.answer('of boris');
    expect([there.asked, value.value]).toEqual([[undefined, undefined], 'of boris']);
    value.dispose();
  });

  it('never rejects: a bug is shown, and reported once in a row', async () => {
    const reported: unknown[] = [];
    const { there, value } = store({ report: (error) => reported.push(error) });
    const bug = new TypeError('x is not a function');
    for (let round = 0; round < 2; round++) {
      const refreshing = value.refresh();
      await there.fail(bug);
      await refreshing;
    }
    expect(value.current).toMatchObject({
      kind: 'failed',
      error: { kind: 'remote', fix: 'open-log', cause: bug },
    });
    expect(reported).toEqual([bug]);
  });

  it('ends with its owner: nothing is read, nobody is told, no timer stays', async () => {
    const { there, value } = store();
    const seen = vi.fn();
    value.watch();
    value.onDidChange(seen);
    seen.mockClear();
    value.dispose();
    await there.answer('late');
    await value.refresh();
    expect(seen).not.toHaveBeenCalled();
    expect(there.asked).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
