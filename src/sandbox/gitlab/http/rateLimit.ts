import { type Reply } from '../exchange';

export interface RateLimitOptions {
  /** Requests per period and caller. */
  readonly limit: number;
  readonly periodMs: number;
}

interface Window {
  startedAt: number;
  count: number;
}

/** Counts requests per caller in fixed periods; off on a self-managed GitLab unless chosen. */
export class RateLimit {
  readonly #windows = new Map<string, Window>();

  constructor(
    readonly options: RateLimitOptions,
    private readonly now: () => number = Date.now,
  ) {}

  /** Headers for every answer, and the refusal when the caller has asked too often. */
  take(caller: string): { headers: Record<string, string>; refusal: Reply | undefined } {
    const { limit, periodMs } = this.options;
    const now = this.now();
    const old = this.#windows.get(caller);
    const window = old && now - old.startedAt < periodMs ? old : { startedAt: now, count: 0 };
    this.#windows.set(caller, window);
    window.count++;
    const resetAt = window.startedAt + periodMs;
    const headers: Record<string, string> = {
      'RateLimit-Limit': String(limit),
      'RateLimit-Name': 'throttle_authenticated_api',
      'RateLimit-Observed': String(window.count),
      'RateLimit-Remaining': String(Math.max(0, limit - window.count)),
      'RateLimit-Reset': String(Math.ceil(resetAt / 1000)),
    };
    if (window.count <= limit) return { headers, refusal: undefined };
    const refusal: Reply = {
      status: 429,
      text: 'Retry later\n',
      headers: {
        ...headers,
        'RateLimit-ResetTime': new Date(resetAt).toUTCString(),
        'Retry-After': String(Math.max(1, Math.ceil((resetAt - now) / 1000))),
      },
    };
    return { headers, refusal };
  }
}
