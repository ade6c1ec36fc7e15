/** Every way in which work can fail that somebody can act on. */
export const errorKinds = [
  'cancelled',
  'signed-out',
  'forbidden',
  'not-found',
  'conflict',
  'quota',
  'invalid',
  'unreachable',
  'rate-limited',
  'remote',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/** Ways out that the reporter turns into a button. */
export const fixes = [
  'retry',
  'sign-in-cloud',
  'sign-in-gitlab',
  'choose-folder',
  'choose-project',
  'open-quotas',
  'open-billing',
  'open-settings',
  'open-proxy-settings',
  'open-log',
  'resume',
  'open-terraform',
  'unlock-terraform',
  'trust-folder',
] as const;
export type Fix = (typeof fixes)[number];

export interface ErrorDetails {
  readonly cause?: unknown;
  readonly fix?: Fix | undefined;
  /** For the log only: request ids, codes, the server's own words. Never a secret. */
  readonly detail?: string | undefined;
  /** The service's own word, such as `ALREADY_EXISTS`, for callers who can act on it. */
  readonly code?: string | undefined;
  /** Milliseconds after which the server said that a repeat makes sense. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * The one error class. `message` is a whole sentence: what was being done, what stopped it, what to do.
 * Anything else that is thrown is a bug and is reported as one.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly kind: ErrorKind;
  readonly fix: Fix | undefined;
  readonly detail: string | undefined;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.fix = details.fix;
    this.detail = details.detail;
    this.code = details.code;
    this.retryAfterMs = details.retryAfterMs;
  }
}

export function isAppError(error: unknown, ...kinds: ErrorKind[]): error is AppError {
  return error instanceof AppError && (kinds.length === 0 || kinds.includes(error.kind));
}

export function cancelled(cause?: unknown): AppError {
  return new AppError('cancelled', 'Cancelled.', { cause });
}

/**
 * Several failures of work that was done side by side, as one that names all of them. A cancel counts only where
 * nothing else went wrong; a bug comes first, as it is.
 */
export function allOf(failures: readonly unknown[]): unknown {
  const bug = failures.find((one) => !isAppError(one));
  if (bug !== undefined) return bug;
  const known = failures.filter((one) => isAppError(one));
  const wrong = known.filter(({ kind }) => kind !== 'cancelled');
  const [first] = wrong.length === 0 ? known : wrong;
  if (!first || wrong.length < 2) return first;
  const same = <T>(of: (error: AppError) => T): T | undefined =>
    wrong.every((one) => of(one) === of(first)) ? of(first) : undefined;
  const message = [...new Set(wrong.map((one) => one.message))].join(' ');
  return new AppError(same(({ kind }) => kind) ?? 'remote', message, {
    cause: new AggregateError(wrong),
    fix: same(({ fix }) => fix),
    detail: wrong.flatMap(({ detail }) => detail ?? []).join('; ') || undefined,
    code: same(({ code }) => code),
  });
}

/** Throws `cancelled` when the signal was aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled(signal.reason);
}

/** The words of any thrown thing, for logs; never throws itself. */
export function errorText(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'string') return error;
  try {
    return error === undefined ? 'nothing' : JSON.stringify(error);
  } catch {
    return 'something that cannot be shown';
  }
}
