import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { type GitLabContext } from '../exchange';
import { type Token } from '../world';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** `glpat-` and twenty characters, as GitLab makes them. */
export function mint(prefix: string, length = 20): string {
  let text = prefix;
  for (let at = 0; at < length; at++) text += alphabet[randomInt(alphabet.length)] ?? '';
  return text;
}

export function mintHex(bytes = 32): string {
  return randomBytes(bytes).toString('hex');
}

export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(digestOf(a)), Buffer.from(digestOf(b))];
  return timingSafeEqual(left, right);
}

export type NewToken = Omit<Token, 'id' | 'digest' | 'createdAt' | 'revoked'>;

/** Writes a token's row; the text is given out once, here. */
export function issueToken(
  context: Pick<GitLabContext, 'world' | 'now'>,
  text: string,
  token: NewToken,
): Token {
  const row: Token = {
    ...token,
    id: context.world.nextId('tokens'),
    digest: digestOf(text),
    createdAt: context.now(),
    revoked: false,
  };
  context.world.tables.tokens.push(row);
  context.world.changed();
  return row;
}

/** True from the first moment at which the token no longer works. */
export function isExpired(token: Token, now: number): boolean {
  return token.expiresAt !== undefined && token.expiresAt <= now;
}

export function isActive(token: Token, now: number): boolean {
  return !token.revoked && !isExpired(token, now);
}
