import { AppError } from '../../base/errors';
import { ProxyRefused } from '../../net/tunnel';
import { type Circumstances } from './failures';

/** Failures before the server can have seen anything of the request. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EPROXY',
]);

const unnamed = 'unknown reason';

const tlsProblem =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|HOSTNAME_MISMATCH|EPROTO$)/;

/** What a socket or TLS failure means to a person. */
export function networkFailure(error: unknown, at: Circumstances): AppError {
  const code = codeOf(error);
  const detail = `${code}: ${error instanceof Error ? error.message : String(error)}`;
  if (tlsProblem.test(code)) {
    return new AppError(
      'unreachable',
      `Cannot ${at.purpose}: the certificate of ${at.server} is not trusted (${code}). If it comes from a private authority, add that authority's certificate in the settings.`,
      { cause: error, fix: 'open-settings', detail },
    );
  }
  if (error instanceof ProxyRefused) {
    return new AppError('unreachable', `Cannot ${at.purpose}: ${error.message}.`, {
      cause: error,
      fix: 'open-proxy-settings',
      detail,
    });
  }
  return new AppError('unreachable', `Cannot ${at.purpose}: ${reason(code, at.server)}`, {
    cause: error,
    fix: 'retry',
    detail,
  });
}

/** The cause of a failure that was a deadline. */
class DeadlineExceeded extends Error {}

export function timedOut(timeoutMs: number, at: Circumstances): AppError {
  return new AppError(
    'unreachable',
    `Cannot ${at.purpose}: ${at.server} did not answer within ${timeoutMs / 1_000} s. Check the network and try again.`,
    { fix: 'retry', cause: new DeadlineExceeded() },
  );
}

/** Failures that another try within the next seconds will not mend. */
export function isFinal(error: AppError): boolean {
  return error.cause instanceof DeadlineExceeded || tlsProblem.test(codeOf(error.cause));
}

export function wasNeverSent(error: AppError): boolean {
  return beforeSending.has(codeOf(error.cause));
}

/** Sockets, TLS, Node's HTTP parser and zlib all name their failures with a code. */
export function isWireError(error: unknown): boolean {
  return codeOf(error) !== unnamed;
}

function reason(code: string, server: string): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${server} cannot be resolved. Check the address and the network.`;
    case 'ECONNREFUSED':
      return `nothing answers at ${server}. Check that the server runs and the address is right.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `there is no way to ${server} from here. Check the network or VPN.`;
    default:
      if (code.startsWith('HPE_')) {
        return `what ${server} answers is not HTTP. Check the address and its port.`;
      }
      return `the connection to ${server} broke (${code}). Try again.`;
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return unnamed;
}
