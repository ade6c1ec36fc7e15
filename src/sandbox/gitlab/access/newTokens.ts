import { type GitLabContext } from '../exchange';
import { type Params } from '../http/params';
import { badParameter, invalid } from '../http/refusals';
import { type Token } from '../world';
import { issueToken, mint, type NewToken } from './tokens';

export const personalScopes: readonly string[] = [
  'api',
  'read_user',
  'read_api',
  'read_repository',
  'write_repository',
  'read_registry',
  'write_registry',
  'read_virtual_registry',
  'write_virtual_registry',
  'create_runner',
  'manage_runner',
  'ai_features',
  'k8s_proxy',
  'self_rotate',
  'read_service_ping',
  'sudo',
  'admin_mode',
];

/** A project's tokens have no scope that is about a person. */
export const projectScopes = personalScopes.filter(
  (scope) => !['read_user', 'sudo', 'admin_mode', 'read_service_ping'].includes(scope),
);

const dayMs = 24 * 60 * 60_000;
const longestDays = 365;

/** Scopes of a request, all known, at least one. */
export function readScopes(params: Params, allowed: readonly string[]): string[] {
  const scopes = [...new Set(params.list('scopes') ?? [])];
  if (scopes.length === 0) throw invalid("Scopes can't be blank");
  if (scopes.some((scope) => !allowed.includes(scope))) {
    throw badParameter('scopes does not have a valid value');
  }
  return scopes;
}

/** The day on which a token ends, 00:00 UTC; without a wish the longest there is. */
export function readExpiry(text: string | undefined, now: number): number {
  const longest = Math.floor(now / dayMs) * dayMs + longestDays * dayMs;
  if (text === undefined || text === '') return longest;
  const wished = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(wished)) throw badParameter('expires_at is invalid');
  if (wished > longest) {
    throw invalid(`Expiration date must be before ${new Date(longest).toISOString().slice(0, 10)}`);
  }
  if (wished <= now) throw invalid('Expiration date must not be in the past');
  return wished;
}

/** A new token for the same bearer; the old one ends at once. Answers the row and its text. */
export function rotateToken(
  context: GitLabContext,
  old: Token,
  expiresAt: number,
): { readonly token: Token; readonly text: string } {
  const text = mint('glpat-');
  old.revoked = true;
  const { id: _id, digest: _digest, createdAt: _at, revoked: _r, lastUsedAt: _u, ...kept } = old;
  const wanted: NewToken = { ...kept, expiresAt };
  return { token: issueToken(context, text, wanted), text };
}

/** `expires_at` of a rotation: a week when nothing was wished. */
export function rotationExpiry(text: string | undefined, now: number): number {
  if (text !== undefined) return readExpiry(text, now);
  return Math.floor(now / dayMs) * dayMs + 7 * dayMs;
}
