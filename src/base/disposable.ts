/** Something that was opened and must be closed. */
export interface Disposable {
  dispose(): void;
}

/** Owns what it is given: disposes last in, first out; what is added too late is disposed at once. */
export class DisposableStore implements Disposable {
  readonly #owned: Disposable[] = [];
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#owned.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    const failures: unknown[] = [];
    for (let item = this.#owned.pop(); item; item = this.#owned.pop()) {
      try {
        item.dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Some parts could not be closed.');
  }
}

export function toDisposable(dispose: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      dispose();
    },
  };
}
