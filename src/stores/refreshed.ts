import { type Disposable, toDisposable } from '../base/disposable';
import { AppError, cancelled, errorText, isAppError } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { failed, known, type Loadable, loading, reload } from '../base/loadable';
import { nextPause, type Pace, Refresher } from '../base/refresher';

export interface RefreshedOptions<T> {
  /** Reads the truth. `last` is what was known, for incremental reads. */
  readonly fetch: (last: T | undefined, signal: AbortSignal) => Promise<T>;
  /** True while something in the value moves by itself and is worth looking at often. */
  readonly changing?: (value: T) => boolean;
  readonly pace?: Pace;
  readonly now?: () => number;
  /** Told of bugs: what a read threw that is no `AppError`, once in a row. */
  readonly report?: ((error: unknown) => void) | undefined;
}

const usualPace: Pace = { busyMs: 2_000, idleMs: 30_000, maxMs: 300_000 };

/**
 * A value that is read from elsewhere and kept fresh only while somebody looks. One flight at a time; a failed
 * refresh keeps what was known. Every store of remote truth is built on this.
 */
export class Refreshed<T> implements Disposable {
  #current: Loadable<T> = loading;
  #failures = 0;
  /** Reads in a row that nobody was there for; undefined while somebody is. */
  #unattended: number | undefined;
  #watchers = 0;
  #disposed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flight: AbortController | undefined;
  readonly #options: RefreshedOptions<T>;
  readonly #changed = new Emitter<void>();
  readonly #refresher: Refresher;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(options: RefreshedOptions<T>) {
    this.#options = options;
    this.#refresher = new Refresher((signal) => this.#read(signal));
  }

  get current(): Loadable<T> {
    return this.#current;
  }

  get value(): T | undefined {
    return known(this.#current)?.value;
  }

  /** Reads again now. Never rejects: the outcome is in `current`. */
  async refresh(): Promise<void> {
    if (this.#disposed) return;
    clearTimeout(this.#timer);
    try {
      await this.#refresher.request();
    } catch (error) {
      if (isAppError(error, 'cancelled')) return;
      throw error;
    } finally {
      this.#schedule();
    }
  }

  /** Reads again now if somebody looks, for when what stood in the way may be gone. */
  wake(): Promise<void> {
    return this.#watchers > 0 ? this.refresh() : Promise.resolve();
  }

  /** Forgets what was known and what is being read, for when it belonged to another account or project. */
  reset(): Promise<void> {
    this.#flight?.abort(cancelled());
    this.#current = loading;
    this.#failures = 0;
    this.#changed.fire();
    return this.wake();
  }

  /** Whether somebody is there. With nobody it is read more and more seldom, and at once when somebody is back. */
  attend(attended: boolean): void {
    if (attended === (this.#unattended === undefined)) return;
    this.#unattended = attended ? undefined : 0;
    if (attended) void this.wake();
    else if (!this.#refresher.busy) this.#schedule();
  }

  /** Keeps the value fresh until the result is disposed. */
  watch(): Disposable {
    this.#watchers++;
    if (this.#watchers === 1) void this.refresh();
    return toDisposable(() => {
      this.#watchers--;
      if (this.#watchers === 0) clearTimeout(this.#timer);
    });
  }

  async #read(stop: AbortSignal): Promise<void> {
    const own = (this.#flight = new AbortController());
    const signal = AbortSignal.any([stop, own.signal]);
    const before = this.#current;
    if (before.kind !== 'ready') this.#set(reload(before));
    try {
      const value = await this.#options.fetch(known(before)?.value, signal);
      if (signal.aborted) return;
      this.#failures = 0;
      this.#set({ kind: 'ready', value, at: (this.#options.now ?? Date.now)() });
    } catch (error) {
      if (signal.aborted) return;
      this.#failures++;
      this.#set(failed(this.#current, asAppError(error)));
      if (!(error instanceof AppError) && this.#failures === 1) this.#options.report?.(error);
    }
  }

  #set(next: Loadable<T>): void {
    this.#current = next;
    this.#changed.fire();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#disposed || this.#watchers === 0) return;
    const value = this.value;
    const moves = value !== undefined && (this.#options.changing?.(value) ?? false);
    const pace = this.#options.pace ?? usualPace;
    const away = this.#unattended;
    if (away !== undefined) this.#unattended = away + 1;
    const pause = nextPause(pace, moves && away === undefined, this.#failures + (away ?? 0));
    this.#timer = setTimeout(() => void this.refresh(), pause);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#refresher.dispose();
    this.#changed.dispose();
  }
}

function asAppError(error: unknown): AppError {
  return error instanceof AppError
    ? error
    : new AppError('remote', `Something unexpected happened: ${errorText(error)}`, {
        cause: error,
        fix: 'open-log',
      });
}
