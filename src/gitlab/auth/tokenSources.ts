import { AppError, isAppError } from '../../base/errors';
import { type Secret } from '../../base/secret';
import { wait } from '../../base/wait';
import { hasEnded, needsRefresh, type OAuthTokens } from '../../model/oauth';
import { type Renewal } from '../../model/ports/gitlabAccount';
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
  /** Nothing: no other window has these tokens. */
  readonly renewal?: Renewal | undefined;
}

const onlyUs: Renewal = {
  alone: (work) => work(),
  isSpent: () => Promise.resolve(false),
  spent: () => Promise.resolve(),
};

/** OAuth tokens that are renewed at half of their life, and when the server refuses them; by one window at a time. */
export function renewedTokens(
  oauth: Pick<OAuth, 'refresh'>,
  kept: KeptTokens,
  now: () => number = Date.now,
): TokenSource {
  const renewal = kept.renewal ?? onlyUs;
  let flight: Promise<Secret | undefined> | undefined;

  const due = (tokens: OAuthTokens, rejected: Secret | undefined): boolean =>
    rejected ? tokens.access.equals(rejected) : needsRefresh(tokens, now());

  async function renew(rejected: Secret | undefined, signal: AbortSignal) {
    const tokens = await latest(rejected, signal);
    if (!tokens?.refresh || !due(tokens, rejected)) return tokens?.access;
    try {
      const fresh = await oauth.refresh(tokens.refresh, signal);
      await renewal.spent(tokens.refresh);
      await kept.save(fresh);
      return fresh.access;
    } catch (error) {
      if (!isAppError(error, 'signed-out')) throw error;
      // A window on another machine may have been quicker; there is no lock for that.
      const theirs = await until(
        5,
        async () => {
          const seen = (await kept.load())?.access;
          return seen && !seen.equals(tokens.access) ? seen : undefined;
        },
        signal,
      );
      if (theirs) return theirs;
      throw error;
    }
  }

  /** What is kept, once the tokens are there that another window got for the ones it used up. */
  async function latest(
    rejected: Secret | undefined,
    signal: AbortSignal,
  ): Promise<OAuthTokens | undefined> {
    const usable = await until(
      100,
      async () => {
        const tokens = await kept.load();
        const spent =
          tokens?.refresh && due(tokens, rejected) && (await renewal.isSpent(tokens.refresh));
        return spent === true ? undefined : { tokens };
      },
      signal,
    );
    if (usable) return usable.tokens;
    throw new AppError(
      'signed-out',
      'The sign-in to GitLab was renewed by another window, which did not keep it. Sign in again.',
      { fix: 'sign-in-gitlab' },
    );
  }

  /** Callers share one renewal; each can stop to wait, the renewal itself goes on for the others. */
  const shared = (rejected: Secret | undefined): Promise<Secret | undefined> => {
    const deadline = AbortSignal.timeout(60_000);
    flight ??= renewal
      .alone(() => renew(rejected, deadline), deadline)
      .finally(() => (flight = undefined));
    return flight;
  };

  return {
    async current() {
      const tokens = await kept.load();
      if (!tokens) return undefined;
      if (!tokens.refresh || !needsRefresh(tokens, now())) return tokens.access;
      if (hasEnded(tokens, now())) return shared(undefined);
      return shared(undefined).catch((error: unknown) => {
        // Half of its life is left: a renewal that did not work is tried again at the next call.
        if (isAppError(error, 'unreachable', 'rate-limited', 'remote', 'conflict')) {
          return tokens.access;
        }
        throw error;
      });
    },
    renew: (rejected) => shared(rejected),
  };
}

const betweenLooksMs = 100;

/** The first answer, looking so many times. */
async function until<T>(
  looks: number,
  look: () => Promise<T | undefined>,
  signal: AbortSignal,
): Promise<T | undefined> {
  for (let at = 0; at < looks; at++) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await wait(betweenLooksMs, signal);
  }
  return undefined;
}
