import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cancelled } from '../../../src/base/errors';
import { never, wait, waitFor } from '../../../src/base/wait';

describe('waiting', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ends at its time and leaves no listener behind', async () => {
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');
    const waiting = wait(1_000, signal);
    await vi.advanceTimersByTimeAsync(1_000);
    await waiting;
    expect(removed).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends at once when it is cancelled, before or meanwhile', async () => {
    const controller = new AbortController();
    const waiting = wait(1_000, controller.signal);
    controller.abort(cancelled());
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(wait(1_000, controller.signal)).rejects.toMatchObject({ kind: 'cancelled' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks again until there is an answer', async () => {
    let asked = 0;
    const answer = waitFor(async () => (++asked === 3 ? 'there' : undefined), 100, never);
    await vi.advanceTimersByTimeAsync(200);
    expect([await answer, asked]).toEqual(['there', 3]);
  });

  it('stops to ask when it is cancelled', async () => {
    const controller = new AbortController();
    let asked = 0;
    const answer = waitFor(
      async () => {
        asked++;
        return undefined;
      },
      100,
      controller.signal,
    );
    const outcome = expect(answer).rejects.toMatchObject({ kind: 'cancelled' });
    await vi.advanceTimersByTimeAsync(250);
    controller.abort(cancelled());
    await outcome;
    expect(asked).toBe(3);
  });
});
