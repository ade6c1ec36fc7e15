/** One request that reached the server. */
export interface Call {
  readonly method: string;
  /** Without the query, as it was sent. */
  readonly path: string;
  /** Undefined while the call is under way, or when nothing was answered. */
  status: number | undefined;
  /** Name of the token that was shown. */
  token: string | undefined;
  /** The caller went away before the answer was complete. */
  aborted: boolean;
  finished: boolean;
}

/** What was asked of the server, oldest first; forgets the oldest beyond a bound. */
export class CallLog {
  readonly #bound: number;
  #calls: Call[] = [];

  constructor(bound = 20_000) {
    this.#bound = bound;
  }

  get all(): readonly Call[] {
    return this.#calls;
  }

  begin(method: string, path: string): Call {
    const call: Call = {
      method,
      path,
      status: undefined,
      token: undefined,
      aborted: false,
      finished: false,
    };
    this.#calls.push(call);
    if (this.#calls.length > this.#bound) this.#calls = this.#calls.slice(this.#bound / 10);
    return call;
  }

  /** How many calls there were: `count('GET', /branches$/)`. */
  count(method: string, path: RegExp): number {
    return this.#calls.filter((call) => call.method === method && path.test(call.path)).length;
  }

  clear(): void {
    this.#calls = [];
  }
}
