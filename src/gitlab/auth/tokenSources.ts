import { isAppError } from '../../base/errors';
import { type Secret } from '../../base/secret';
import { wait } from '../../base/wait';
import { needsRefresh, type OAuthTokens } from '../../model/oauth';
import { type TokenSource } from '../http/http';
import { type OAuth } from './oauth';

/** A personal or project access token. */
export function fixedToken(token: Secret): TokenSource {
  return { current: () => Promise.resolve(token) };
}

export interface KeptTokens {
  /** Another window may have renewed them: asked each time. */
  load(): Promise<OAuthTokens | undefined>;
  /** Must be done before the tokens are used, because the old ones are worth nothing any more. */
  save(tokens: OAuthTokens): Promise<void>;
}

/** OAuth tokens that are renewed shortly before they end, and when the server refuses them; once at a time. */
export function renewedTokens(
  oauth: Pick<OAuth, 'refresh'>,
  kept: KeptTokens,
  now: () => number = Date.now,
): TokenSource {
  let flight: Promise<Secret | undefined> | undefined;

  async function renew(rejected: Secret | undefined, signal: AbortSignal) {
    const tokens = await kept.load();
    if (!tokens?.refresh) return tokens?.access;
    if (rejected && !tokens.access.equals(rejected)) return tokens.access;
    try {
      const fresh = await oauth.refresh(tokens.refresh, signal);
      await kept.save(fresh);
      return fresh.access;
    } catch (error) {
      if (!isAppError(error, 'signed-out')) throw error;
      const theirs = await renewedElsewhere(kept, tokens, signal);
      if (theirs) return theirs;
      throw error;
    }
  }

  /** Callers share one renewal; each can stop to wait, the renewal itself goes on for the others. */
  const shared = (rejected: Secret | undefined): Promise<Secret | undefined> => {
    const deadline = AbortSignal.timeout(60_000);
    flight ??= renew(rejected, deadline).finally(() => (flight = undefined));
    return flight;
  };

  return {
    async current() {
      const tokens = await kept.load();
      if (!tokens) return undefined;
      return needsRefresh(tokens, now()) && tokens.refresh ? shared(undefined) : tokens.access;
    },
    renew: (rejected) => shared(rejected),
  };
}

const looks = 5;
const betweenLooksMs = 100;

/** A refresh token works once: another window that was quicker has, or is about to keep, the tokens that count. */
async function renewedElsewhere(
  kept: KeptTokens,
  ours: OAuthTokens,
  signal: AbortSignal,
): Promise<Secret | undefined> {
  for (let look = 0; look < looks; look++) {
    const theirs = (await kept.load())?.access;
    if (theirs && !theirs.equals(ours.access)) return theirs;
    await wait(betweenLooksMs, signal);
  }
  return undefined;
}
