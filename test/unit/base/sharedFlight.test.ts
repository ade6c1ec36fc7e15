import { describe, expect, it } from 'vitest';
import { SharedFlight } from '../../../src/base/sharedFlight';
import { never } from '../../../src/base/wait';

/** Work that ends when it is told to, or when it is cancelled. */
function work() {
  const runs: { end: (text: string) => void; fail: (error: Error) => void; signal: AbortSignal }[] =
    [];
  return {
    runs,
    start: (signal: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        runs.push({ end: resolve, fail: reject, signal });
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      }),
  };
}

describe('a shared flight', () => {
  it('runs once for all who join, and again for those who come later', async () => {
    const flight = new SharedFlight<string>();
    const { runs, start } = work();
    const both = Promise.all([flight.join(start, never), flight.join(start, never)]);
    runs[0]!.end('one');
    expect(await both).toEqual(['one', 'one']);
    const later = flight.join(start, never);
    runs[1]!.end('two');
    expect([await later, runs.length]).toEqual(['two', 2]);
  });

  it('lets one leave and goes on for the others', async () => {
    const flight = new SharedFlight<string>();
    const { runs, start } = work();
    const impatient = new AbortController();
    const left = flight.join(start, impatient.signal);
    const stayed = flight.join(start, never);
    impatient.abort();
    await expect(left).rejects.toMatchObject({ kind: 'cancelled' });
    expect(runs[0]!.signal.aborted).toBe(false);
    runs[0]!.end('done');
    expect(await stayed).toBe('done');
  });

  it('is cancelled when the last one leaves; who comes then starts anew', async () => {
    const flight = new SharedFlight<string>();
    const { runs, start } = work();
    const stop = new AbortController();
    const left = flight.join(start, stop.signal);
    stop.abort();
    await expect(left).rejects.toMatchObject({ kind: 'cancelled' });
    expect(runs[0]!.signal.aborted).toBe(true);
    const next = flight.join(start, never);
    runs[1]!.end('fresh');
    expect(await next).toBe('fresh');
  });

  it('fails for all, and is tried again by the next', async () => {
    const flight = new SharedFlight<string>();
    const { runs, start } = work();
    const both = [flight.join(start, never), flight.join(start, never)];
    runs[0]!.fail(new Error('broken'));
    for (const one of both) await expect(one).rejects.toThrow('broken');
    const next = flight.join(start, never);
    runs[1]!.end('mended');
    expect(await next).toBe('mended');
  });

  it('starts nothing for somebody who has left already', async () => {
    const { runs, start } = work();
    await expect(new SharedFlight<string>().join(start, AbortSignal.abort())).rejects.toMatchObject(
      { kind: 'cancelled' },
    );
    expect(runs).toEqual([]);
  });
});
