import { createHash, randomBytes } from 'node:crypto';

/** 43 characters, as RFC 7636 asks for at least. */
export function newVerifier(): string {
  return randomBytes(32).toString('base64url');
}

export function newState(): string {
  return randomBytes(16).toString('base64url');
}

/** The S256 challenge of RFC 7636. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}

export interface AuthorizeRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string;
  readonly verifier: string;
}

/** Where the browser goes. */
export function authorizeUrl(baseUrl: string, request: AuthorizeRequest): string {
  const query = new URLSearchParams({
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    response_type: 'code',
    scope: request.scopes.join(' '),
    state: request.state,
    code_challenge: challengeOf(request.verifier),
    code_challenge_method: 'S256',
  });
  return `${baseUrl}/oauth/authorize?${query.toString()}`;
}
