import { cancelled, throwIfAborted } from './errors';

/** A signal that never fires, for callers that cannot be cancelled. */
export const never: AbortSignal = new AbortController().signal;

/** Resolves after `ms` milliseconds; rejects with `cancelled` as soon as the signal is aborted. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled(signal.reason));
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(cancelled(signal.reason));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Asks again every `everyMs` until `probe` answers something other than `undefined`. */
export async function waitFor<T>(
  probe: (signal: AbortSignal) => Promise<T | undefined>,
  everyMs: number,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    throwIfAborted(signal);
    const answer = await probe(signal);
    if (answer !== undefined) return answer;
    await wait(everyMs, signal);
  }
}
