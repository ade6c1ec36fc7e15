import { type Secret } from '../base/secret';

/**
 * Where GitLab sends the browser back to, as it is registered with the application; the real one has a port.
 * GitLab compares all of a loopback address but the port (RFC 8252, 7.3).
 */
export const registeredRedirect = 'http://127.0.0.1/gitlab-mlops/callback';

/** The pair GitLab gives; a refresh makes both old ones invalid. */
export interface OAuthTokens {
  readonly access: Secret;
  readonly refresh: Secret | undefined;
  /** ms since 1970. */
  readonly issuedAt: number;
  /** ms since 1970. */
  readonly expiresAt: number;
}

/** What a person does in a browser to let this device in. */
export interface DeviceCode {
  readonly userCode: string;
  readonly verificationUrl: string;
  /** With the code already in it, where the server offers that. */
  readonly completeUrl: string | undefined;
  /** ms since 1970. */
  readonly expiresAt: number;
}

/** GitLab's own lifetime, for servers that do not say and tokens whose age is not known, ms. */
export const usualLifetimeMs = 7_200_000;

/** At half of their life, so that a server may be away for a while. */
export function needsRefresh(tokens: OAuthTokens, now: number): boolean {
  return now >= tokens.issuedAt + (tokens.expiresAt - tokens.issuedAt) / 2;
}

export function hasEnded(tokens: OAuthTokens, now: number): boolean {
  return now >= tokens.expiresAt;
}

/** What came back to the redirect address after somebody agreed or refused. */
export type AuthorizationAnswer =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not an answer to our question: nothing of it may be used. */
  | { readonly kind: 'foreign' };

export function parseAuthorizationAnswer(
  query: URLSearchParams,
  expectedState: string,
): AuthorizationAnswer {
  if (query.get('state') !== expectedState) return { kind: 'foreign' };
  const code = query.get('code');
  if (code !== null && code !== '') return { kind: 'code', code };
  const reason = query.get('error_description') ?? query.get('error');
  return { kind: 'refused', reason: reason ?? 'no code was given' };
}
