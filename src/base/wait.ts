import { whenAborted } from './abort';
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
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, ms);
    const forget = whenAborted(signal, () => {
      clearTimeout(timer);
      reject(cancelled(signal.reason));
    });
  });
}

/**
 * Does work that is worth its end: when the signal is aborted, the work's own signal is aborted only `graceMs` later.
 * @param onGrace told when the grace begins
 */
export async function withGrace<T>(
  work: (signal: AbortSignal) => Promise<T>,
  graceMs: number,
  signal: AbortSignal,
  onGrace: () => void = () => undefined,
): Promise<T> {
  const end = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onAbort = (): void => {
    timer = setTimeout(() => end.abort(signal.reason), graceMs);
    onGrace();
  };
  if (signal.aborted) onAbort();
  const forget = whenAborted(signal, onAbort);
  try {
    return await work(end.signal);
  } finally {
    forget();
    clearTimeout(timer);
  }
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
