import { createHash, randomBytes } from 'node:crypto';
import { Secret } from '../../../base/secret';
import { type TokenRow } from '../rows';
import { type CloudWorld } from '../world';

/** How long a token lives unless somebody wants less; the service gives at most this. */
export const tokenLifeMs = 12 * 3_600_000;

export interface IssuedToken {
  readonly token: Secret;
  readonly expiresAt: number;
}

/** Makes a token in the form of the real ones and keeps only its digest. */
export function issueToken(
  world: CloudWorld,
  subject: Pick<TokenRow, 'subjectId' | 'subjectType'>,
  expiresAt: number,
): IssuedToken {
  const body = randomBytes(45).toString('base64url');
  const signature = randomBytes(66).toString('base64url').slice(0, 86);
  const token = new Secret(`t1.${body}.${signature}`);
  world.tables.tokens.push({
    digest: digestOf(token),
    subjectId: subject.subjectId,
    subjectType: subject.subjectType,
    expiresAt,
    revoked: false,
  });
  world.changed();
  return { token, expiresAt };
}

export function findToken(world: CloudWorld, token: Secret): TokenRow | undefined {
  const digest = digestOf(token);
  return world.tables.tokens.find((row) => row.digest === digest);
}

function digestOf(token: Secret): string {
  return createHash('sha256').update(token.reveal()).digest('hex');
}
