import { whenAborted } from './abort';
import { cancelled, throwIfAborted } from './errors';

/** Work that many may wait for: it runs once, and is cancelled only when nobody waits for it any more. */
export class SharedFlight<T> {
  #flight:
    { readonly work: Promise<T>; readonly stop: AbortController; waiting: number } | undefined;

  /** Starts the work, or joins the one that runs. @throws AppError `cancelled` for this caller alone */
  async join(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    throwIfAborted(signal);
    const flight = (this.#flight ??= this.#start(work));
    flight.waiting++;
    let forget: () => void = () => undefined;
    const left = new Promise<never>((_resolve, reject) => {
      forget = whenAborted(signal, () => reject(cancelled(signal.reason)));
    });
    try {
      return await Promise.race([flight.work, left]);
    } finally {
      forget();
      flight.waiting--;
      if (flight.waiting === 0) {
        if (this.#flight === flight) this.#flight = undefined;
        flight.stop.abort(cancelled());
      }
    }
  }

  #start(work: (signal: AbortSignal) => Promise<T>) {
    const stop = new AbortController();
    const flight = { work: work(stop.signal), stop, waiting: 0 };
    // Everybody may have left before it fails.
    flight.work
      .catch(() => undefined)
      .finally(() => {
        if (this.#flight === flight) this.#flight = undefined;
      });
    return flight;
  }
}
