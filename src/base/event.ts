import { type Disposable, toDisposable } from './disposable';

/** Subscribes; disposing the result ends the subscription. Fits VS Code's `Event`. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #report: (error: unknown) => void;

  /** @param report told when a listener throws, so that one bad listener does not silence the others. */
  constructor(report: (error: unknown) => void = rethrowLater) {
    this.#report = report;
  }

  get size(): number {
    return this.#listeners.size;
  }

  readonly event: Event<T> = (listener) => {
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return toDisposable(() => this.#listeners.delete(own));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
