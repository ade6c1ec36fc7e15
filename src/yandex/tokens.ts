import { throwIfAborted } from '../base/errors';
import { type Secret } from '../base/secret';
import { SharedFlight } from '../base/sharedFlight';
import { never } from '../base/wait';
import { type TokenSource } from './wire';

export interface IssuedToken {
  readonly token: Secret;
  /** ms since 1970; undefined when nobody said. */
  readonly expiresAt: number | undefined;
}

/** What is assumed of a token whose life nobody told: the shortest that is in use, in ms. */
const assumedLifeMs = 60 * 60_000;

/**
 * Keeps a token until half of its life is over, then fetches the next one while the old one still serves.
 * One fetch at a time, shared by all who wait; it ends early only when nobody waits any more.
 */
export class RenewedTokens implements TokenSource {
  readonly #issue: (signal: AbortSignal) => Promise<IssuedToken>;
  readonly #now: () => number;
  #held: { readonly token: Secret; readonly renewAt: number; readonly endsAt: number } | undefined;
  readonly #fetching = new SharedFlight<Secret>();

  constructor(issue: (signal: AbortSignal) => Promise<IssuedToken>, now: () => number) {
    this.#issue = issue;
    this.#now = now;
  }

  async token(signal: AbortSignal): Promise<Secret> {
    throwIfAborted(signal);
    const held = this.#held;
    const now = this.#now();
    if (held === undefined || now >= held.endsAt) return this.#fetch(signal);
    if (now >= held.renewAt) {
      // The old token still works: a failed renewal is tried again at the next call.
      this.#fetch(never).catch(() => undefined);
    }
    return held.token;
  }

  refuse(token: Secret): boolean {
    if (this.#held?.token.equals(token) === true) this.#held = undefined;
    return true;
  }

  #fetch(signal: AbortSignal): Promise<Secret> {
    return this.#fetching.join((shared) => this.#renew(shared), signal);
  }

  async #renew(signal: AbortSignal): Promise<Secret> {
    const begun = this.#now();
    const { token, expiresAt } = await this.#issue(signal);
    const endsAt = expiresAt ?? begun + assumedLifeMs;
    this.#held = { token, endsAt, renewAt: begun + (endsAt - begun) / 2 };
    return token;
  }
}

/** A token that somebody pasted: there is no next one. */
export function fixedToken(token: Secret): TokenSource {
  return { token: () => Promise.resolve(token), refuse: () => false };
}
