import { randomBytes } from 'node:crypto';
import { Emitter } from '../../../base/event';

/**
 * Tells waiting runners that there may be work. Every change gives the queue a new value; a runner that
 * comes with the latest value has seen everything and may be kept waiting.
 */
export class RunnerQueue {
  readonly #changed = new Emitter<void>();
  #value = newValue();

  get value(): string {
    return this.#value;
  }

  announce(): void {
    this.#value = newValue();
    this.#changed.fire();
  }

  /** Resolves at the next announcement, after `ms`, or when the signal is aborted. */
  next(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        subscription.dispose();
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      const subscription = this.#changed.event(finish);
      signal.addEventListener('abort', finish, { once: true });
      if (signal.aborted) finish();
    });
  }
}

function newValue(): string {
  return randomBytes(16).toString('hex');
}
