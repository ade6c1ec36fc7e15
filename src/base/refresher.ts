import { type Disposable } from './disposable';
import { cancelled } from './errors';

/**
 * One flight at a time: while `work` runs, any number of requests become exactly one more run.
 * Failures reach whoever asked; the next request starts afresh.
 */
export class Refresher implements Disposable {
  readonly #stop = new AbortController();
  readonly #work: (signal: AbortSignal) => Promise<void>;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(work: (signal: AbortSignal) => Promise<void>) {
    this.#work = work;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  request(): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.reject(cancelled());
    this.#again = true;
    return (this.#running ??= this.#drain());
  }

  async #drain(): Promise<void> {
    try {
      while (this.#again && !this.#stop.signal.aborted) {
        this.#again = false;
        await this.#work(this.#stop.signal);
      }
    } finally {
      this.#running = undefined;
    }
  }

  dispose(): void {
    this.#stop.abort(cancelled());
  }
}

/** How often to ask again: quick while things change, slower when idle or failing, not at all when hidden. */
export interface Pace {
  readonly busyMs: number;
  readonly idleMs: number;
  readonly maxMs: number;
}

/** The pause before the next refresh. @param failures how many came in a row, 0 after a success. */
export function nextPause(pace: Pace, changing: boolean, failures: number): number {
  const base = changing ? pace.busyMs : pace.idleMs;
  return Math.min(pace.maxMs, base * 2 ** Math.min(failures, 10));
}
