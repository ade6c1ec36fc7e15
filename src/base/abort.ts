const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls the listener when the signal is aborted. However many wait for the same signal, it has one listener: a plan
 * asks for dozens of things at once, which would look like a leak.
 * @returns takes the listener off
 */
export function whenAborted(signal: AbortSignal, listener: () => void): () => void {
  const known = waiting.get(signal);
  const listeners = known ?? new Set();
  // A function may be given twice, and each time counts.
  const own = (): void => listener();
  listeners.add(own);
  if (!known) {
    waiting.set(signal, listeners);
    signal.addEventListener('abort', tellAll, { once: true });
  }
  return () => {
    listeners.delete(own);
    if (listeners.size > 0 || waiting.get(signal) !== listeners) return;
    waiting.delete(signal);
    signal.removeEventListener('abort', tellAll);
  };
}

function tellAll(this: AbortSignal): void {
  const listeners = waiting.get(this);
  waiting.delete(this);
  for (const listener of listeners ?? []) listener();
}
