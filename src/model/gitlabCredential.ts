import { isRecord } from '../base/record';
import { Secret } from '../base/secret';
import { type OAuthTokens, usualLifetimeMs } from './oauth';

/** What is kept of an account: a token that the user made, or a pair that renews itself. */
export type GitLabCredential =
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'oauth'; readonly clientId: string; readonly tokens: OAuthTokens };

/** The text for the vault: the one place where the secrets are written out. */
export function packGitLabCredential(credential: GitLabCredential): Secret {
  const plain =
    credential.kind === 'token'
      ? { kind: 'token', token: credential.token.reveal() }
      : {
          kind: 'oauth',
          clientId: credential.clientId,
          access: credential.tokens.access.reveal(),
          refresh: credential.tokens.refresh?.reveal(),
          issuedAt: credential.tokens.issuedAt,
          expiresAt: credential.tokens.expiresAt,
        };
  return new Secret(JSON.stringify(plain));
}

/** What the vault had; anything odd counts as not signed in. */
export function unpackGitLabCredential(text: Secret): GitLabCredential | undefined {
  const value = parseJson(text.reveal());
  if (!isRecord(value)) return undefined;
  const { kind, token, access, refresh, issuedAt, expiresAt, clientId } = value;
  if (kind === 'token' && typeof token === 'string') return { kind, token: new Secret(token) };
  if (
    kind === 'oauth' &&
    typeof clientId === 'string' &&
    typeof access === 'string' &&
    typeof expiresAt === 'number'
  ) {
    return {
      kind,
      clientId,
      tokens: {
        access: new Secret(access),
        refresh: typeof refresh === 'string' ? new Secret(refresh) : undefined,
        issuedAt: typeof issuedAt === 'number' ? issuedAt : expiresAt - usualLifetimeMs,
        expiresAt,
      },
    };
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
