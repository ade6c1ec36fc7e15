import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError, cancelled, type ErrorDetails, type ErrorKind } from '../../../src/base/errors';
import { defaultRetry, retrying } from '../../../src/base/retry';
import { never } from '../../../src/base/wait';

function failing(times: number, kind: ErrorKind, details: ErrorDetails = {}) {
  const at: number[] = [];
  const work = async (): Promise<string> => {
    at.push(Date.now());
    if (at.length <= times) throw new AppError(kind, 'No.', details);
    return 'done';
  };
  return { work, pauses: () => at.slice(1).map((time, index) => time - (at[index] ?? 0)) };
}

describe('repeating', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('pauses longer each time', async () => {
    const { work, pauses } = failing(3, 'unreachable');
    const done = retrying(work, defaultRetry, never, () => 1);
    await vi.runAllTimersAsync();
    expect([await done, pauses()]).toEqual(['done', [250, 500, 1_000]]);
  });

  it('spreads pauses, never below the half', async () => {
    const { work, pauses } = failing(2, 'unreachable');
    const done = retrying(work, defaultRetry, never, () => 0);
    await vi.runAllTimersAsync();
    await done;
    expect(pauses()).toEqual([125, 250]);
  });

  it('gives the last failure as it came after so many tries', async () => {
    const { work, pauses } = failing(9, 'unreachable', { detail: 'the same' });
    const done = retrying(work, defaultRetry, never, () => 1);
    const outcome = expect(done).rejects.toMatchObject({ detail: 'the same' });
    await vi.runAllTimersAsync();
    await outcome;
    expect(pauses()).toHaveLength(3);
  });

  it('waits as long as the server asks, but not for ever', async () => {
    const patient = failing(1, 'rate-limited', { retryAfterMs: 30_000 });
    const done = retrying(patient.work, defaultRetry, never);
    await vi.runAllTimersAsync();
    await done;
    expect(patient.pauses()).toEqual([30_000]);
    const long = failing(1, 'rate-limited', { retryAfterMs: 61_000 });
    await expect(retrying(long.work, defaultRetry, never)).rejects.toThrow('No.');
  });

  it.each(['forbidden', 'conflict', 'remote', 'cancelled'] as const)(
    'does not repeat after %s',
    async (kind) => {
      const { work, pauses } = failing(1, kind);
      await expect(retrying(work, defaultRetry, never)).rejects.toMatchObject({ kind });
      expect(pauses()).toEqual([]);
    },
  );

  it('does not repeat a bug', async () => {
    const bug = vi.fn(() => Promise.reject(new TypeError('oops')));
    await expect(retrying(bug, defaultRetry, never)).rejects.toThrow('oops');
    expect(bug).toHaveBeenCalledOnce();
  });

  it('stops to wait when it is cancelled', async () => {
    const controller = new AbortController();
    const { work } = failing(1, 'unreachable');
    const outcome = expect(retrying(work, defaultRetry, controller.signal)).rejects.toMatchObject({
      kind: 'cancelled',
    });
    await vi.advanceTimersByTimeAsync(10);
    controller.abort(cancelled());
    await outcome;
    expect(vi.getTimerCount()).toBe(0);
  });
});
