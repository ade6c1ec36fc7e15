import { type Secret } from '../base/secret';

/** The pair GitLab gives; a refresh makes both old ones invalid. */
export interface OAuthTokens {
  readonly access: Secret;
  readonly refresh: Secret | undefined;
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

const refreshAheadMs = 60_000;

export function needsRefresh(tokens: OAuthTokens, now: number): boolean {
  return tokens.expiresAt - now < refreshAheadMs;
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
