import { AppError, type ErrorKind } from './errors';
import { wait } from './wait';

export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly tries: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** A server that asks for a longer pause than this is not waited for. */
  readonly maxRetryAfterMs: number;
  readonly kinds: readonly ErrorKind[];
}

export const defaultRetry: RetryPolicy = {
  tries: 4,
  firstDelayMs: 250,
  maxDelayMs: 8_000,
  maxRetryAfterMs: 60_000,
  kinds: ['unreachable', 'rate-limited'],
};

/**
 * Repeats `work` after failures of the policy's kinds, with exponential pauses and full jitter;
 * a `Retry-After` of the server counts instead of the pause. The last failure is thrown as it came.
 */
export async function retrying<T>(
  work: (attempt: number) => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
  random: () => number = Math.random,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      const pause = pauseAfter(error, attempt, policy, random);
      if (pause === undefined) throw error;
      await wait(pause, signal);
    }
  }
}

function pauseAfter(
  error: unknown,
  attempt: number,
  policy: RetryPolicy,
  random: () => number,
): number | undefined {
  if (!(error instanceof AppError) || !policy.kinds.includes(error.kind)) return undefined;
  if (attempt >= policy.tries) return undefined;
  if (error.retryAfterMs !== undefined) {
    return error.retryAfterMs <= policy.maxRetryAfterMs ? error.retryAfterMs : undefined;
  }
  const cap = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  return Math.round(cap * (0.5 + random() / 2));
}
