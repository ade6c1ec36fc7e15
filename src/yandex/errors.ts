import { status, type ServiceError } from '@grpc/grpc-js';
import { AppError, cancelled, type ErrorDetails } from '../base/errors';
import { redact } from '../base/secret';
import { parseStatus, type StatusDetails } from './statusDetails';

/** What a call was for, in words, so that its failure is a sentence. */
export interface Purpose {
  /** Continues “Cannot …”: `create the network “net-gitlab”`. */
  readonly doing: string;
  /** The role that allows it, and where: `vpc.admin`, `folder “ml”`. */
  readonly role?: string | undefined;
  readonly where?: string | undefined;
}

export interface Refusal {
  /** google.rpc code, `PERMISSION_DENIED`. */
  readonly code: string;
  /** The service's own words. */
  readonly message: string;
  readonly details: StatusDetails;
  /** For the log. */
  readonly ids: string;
  readonly cause: unknown;
}

const noDetails: StatusDetails = {
  quotas: [],
  fields: [],
  retryAfterMs: undefined,
  requestId: undefined,
  localized: undefined,
};

/** The only place that knows what gRPC failures mean. Anything but a gRPC error comes back as it is. */
export function classify(error: unknown, purpose: Purpose, signal: AbortSignal): unknown {
  if (!isServiceError(error)) return error;
  if (codeName(error.code) === 'CANCELLED' && signal.aborted) return cancelled(signal.reason);
  return refused(refusalOf(error), purpose);
}

export function refused(refusal: Refusal, purpose: Purpose): AppError {
  const { code } = refusal;
  const words = redact(refusal.details.localized ?? refusal.message);
  const details: ErrorDetails = {
    cause: refusal.cause,
    code,
    retryAfterMs: refusal.details.retryAfterMs,
    detail: redact([code, refusal.message, refusal.ids].filter(Boolean).join(' · ')),
  };
  const cannot = `Cannot ${purpose.doing}`;
  switch (code) {
    case 'PERMISSION_DENIED':
      return new AppError('forbidden', `${cannot}: ${missingRole(purpose, words)}`, {
        ...details,
        fix: 'choose-folder',
      });
    case 'UNAUTHENTICATED':
      return new AppError(
        'signed-out',
        `${cannot}: Yandex Cloud did not accept the sign-in (${sentence(words)}). Sign in again.`,
        { ...details, fix: 'sign-in-cloud' },
      );
    case 'NOT_FOUND':
      return new AppError(
        'not-found',
        `${cannot}: it was not found (${sentence(words)}).`,
        details,
      );
    case 'ALREADY_EXISTS':
      return new AppError(
        'conflict',
        `${cannot}: something of that name is there already (${sentence(words)}). Choose another name.`,
        details,
      );
    case 'FAILED_PRECONDITION':
    case 'ABORTED':
      return new AppError('conflict', `${cannot}: ${sentence(words)}.`, {
        ...details,
        fix: 'retry',
      });
    case 'RESOURCE_EXHAUSTED':
      return exhausted(refusal, cannot, words, details);
    case 'INVALID_ARGUMENT':
    case 'OUT_OF_RANGE':
      return new AppError('invalid', `${cannot}: ${fieldWords(refusal.details, words)}.`, details);
    case 'DEADLINE_EXCEEDED':
      return new AppError(
        'unreachable',
        `${cannot}: Yandex Cloud did not answer in time. Try again.`,
        { ...details, fix: 'retry' },
      );
    case 'UNAVAILABLE':
      return new AppError('unreachable', `${cannot}: ${unavailable(words)}`, {
        ...details,
        fix: /the proxy|HTTP proxy/.test(words) ? 'open-proxy-settings' : 'retry',
      });
    case 'INTERNAL':
    case 'CANCELLED':
      // A cut stream has these codes too, with the client's own words for it.
      if (/RST_STREAM|Call cancelled|stream (was )?(closed|terminated)/i.test(refusal.message)) {
        return new AppError(
          'unreachable',
          `${cannot}: the connection to Yandex Cloud broke. Try again.`,
          { ...details, fix: 'retry' },
        );
      }
      return remote(cannot, words, details);
    default:
      return remote(cannot, words, details);
  }
}

export function isServiceError(error: unknown): error is ServiceError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'number' &&
    'details' in error &&
    typeof error.details === 'string'
  );
}

export function codeName(code: number): string {
  return status[code] ?? `CODE ${code}`;
}

function refusalOf(error: ServiceError): Refusal {
  // With and without response headers the trailers end up here; tests hold on to both.
  const { metadata } = error as { metadata?: ServiceError['metadata'] };
  const packed = metadata?.get('grpc-status-details-bin')[0];
  const details = packed instanceof Uint8Array ? parseStatus(packed) : noDetails;
  const ids = ['x-request-id', 'x-server-trace-id', 'x-client-request-id'].flatMap((name) =>
    (metadata?.get(name) ?? []).map((value) => `${name} ${String(value)}`),
  );
  if (details.requestId !== undefined) ids.push(`request ${details.requestId}`);
  return {
    code: codeName(error.code),
    message: error.details,
    details,
    ids: ids.join(', '),
    cause: error,
  };
}

function missingRole({ role, where }: Purpose, words: string): string {
  if (role === undefined) return `your account is not allowed to (${sentence(words)}).`;
  const place = where === undefined ? '' : ` in ${where}`;
  return `your account needs the role ${role}${place}. Ask an administrator for it, or choose another folder.`;
}

function exhausted(
  refusal: Refusal,
  cannot: string,
  words: string,
  details: ErrorDetails,
): AppError {
  const { quotas } = refusal.details;
  if (quotas.length > 0 || /quota|limit (is |was )?(exceeded|reached)/i.test(refusal.message)) {
    const which = quotas.length > 0 ? quotas.join('; ') : sentence(words);
    return new AppError(
      'quota',
      `${cannot}: a quota is used up (${which}). Free something or ask for a higher quota.`,
      { ...details, fix: 'open-quotas' },
    );
  }
  return new AppError(
    'rate-limited',
    `${cannot}: Yandex Cloud gets too many requests at the moment. Try again in a minute.`,
    { ...details, fix: 'retry' },
  );
}

function fieldWords(details: StatusDetails, words: string): string {
  if (details.fields.length === 0) return sentence(words);
  return details.fields
    .map(({ field, description }) =>
      sentence(field === '' ? description : `${field}: ${description}`),
    )
    .join('; ');
}

function unavailable(words: string): string {
  if (/certificate|self.signed/i.test(words)) {
    return `the certificate of the service is not trusted (${sentence(words)}). Check the endpoint and the CA file in the settings.`;
  }
  const proxy = /(the proxy \S+ .*|\S+ is not an HTTP proxy)/.exec(words)?.[1];
  if (proxy !== undefined) return `${sentence(proxy)}.`;
  if (/name resolution|ENOTFOUND|EAI_AGAIN/i.test(words)) {
    return 'the name of the service could not be looked up. Check the network and the endpoint in the settings.';
  }
  return 'Yandex Cloud cannot be reached. Check the network and try again.';
}

function remote(cannot: string, words: string, details: ErrorDetails): AppError {
  return new AppError('remote', `${cannot}: Yandex Cloud failed (${sentence(words)}).`, {
    ...details,
    fix: 'retry',
  });
}

/** Without the full stop, and one line: it goes inside a sentence of ours. */
function sentence(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  if (line === '') return 'no reason given';
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
