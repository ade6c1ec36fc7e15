import { type RunnerId } from './ids';

/** A token as GitLab describes it; the token itself is shown once, when it is made. */
export interface TokenInfo {
  readonly id: number;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly active: boolean;
  /** It works until the start of this day, UTC. */
  readonly expiresOn: string | undefined;
}

export interface AccessToken extends TokenInfo {
  readonly accessLevel: number | undefined;
}

export interface Variable {
  readonly key: string;
  readonly protected: boolean;
  readonly masked: boolean;
  readonly hidden: boolean;
  readonly raw: boolean;
  readonly environmentScope: string;
  readonly description: string | undefined;
}

export interface SshKey {
  readonly id: number;
  readonly title: string;
  readonly publicKey: string;
}

export type RunnerState = 'online' | 'offline' | 'stale' | 'never_contacted' | 'unknown';

export interface Runner {
  readonly id: RunnerId;
  readonly description: string;
  readonly state: RunnerState;
  readonly paused: boolean;
  readonly busy: boolean;
  /** Serves single projects; not a group's or the whole server's. */
  readonly ofProject: boolean;
  /** Only in the answer for one runner. */
  readonly tags: readonly string[] | undefined;
  /** What its maker noted for administrators; only in the answer for one runner. */
  readonly note: string | undefined;
}

/** Scopes that this product's features need from the account's own token. */
export const neededScopes = ['api'] as const;

/** The scopes a token lacks; `api` includes all reading. */
export function missingScopes(
  token: Pick<TokenInfo, 'scopes'>,
  needed: readonly string[] = neededScopes,
): string[] {
  return needed.filter((scope) => {
    if (token.scopes.includes(scope)) return false;
    return (
      !(scope.startsWith('read_') || scope === 'create_runner') || !token.scopes.includes('api')
    );
  });
}

/** Whole days until a token stops to work, negative when it has; undefined when it never does. */
export function daysLeft(token: Pick<TokenInfo, 'expiresOn'>, now: number): number | undefined {
  if (token.expiresOn === undefined) return undefined;
  return Math.floor((Date.parse(`${token.expiresOn}T00:00:00Z`) - now) / 86_400_000);
}

/** Whether GitLab will mask a value (`raw` variables may have any characters but spaces). */
export function canBeMasked(value: string, raw: boolean): boolean {
  if (value.length < 8) return false;
  return raw ? /^\S+$/.test(value) : /^[A-Za-z0-9_+=/@:.~-]+$/.test(value);
}
