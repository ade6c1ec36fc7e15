import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { openOAuth, type OpenOAuthOptions } from '../../../src/gitlab/auth/openOAuth';
import { authorizeUrl, challengeOf, newState, newVerifier } from '../../../src/gitlab/auth/pkce';
import { checkToken } from '../../../src/gitlab/auth/tokenCheck';
import { renewedTokens } from '../../../src/gitlab/auth/tokenSources';
import {
  type DeviceCode,
  type OAuthTokens,
  parseAuthorizationAnswer,
} from '../../../src/model/oauth';
import { Browser } from '../sandbox-gitlab/browser';
import { type Connected, connected, removeCertificates } from './support';

const redirectUri = 'http://127.0.0.1:47829/callback';
const application = {
  clientId: 'e'.repeat(64),
  name: 'Editor',
  redirectUris: [redirectUri],
  scopes: ['api'],
  confidential: false,
};

/** Simulated seconds in a real one: codes live for 300 s, which nobody waits for here. */
const speed = 100;

describe('signing in to GitLab with OAuth', () => {
  const start = Date.now();
  const now = (): number => start + (Date.now() - start) * speed;
  let there: Connected;
  beforeAll(async () => {
    there = await connected({
      applications: [application],
      clock: { now, wait: () => Promise.resolve() },
    });
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await removeCertificates();
  });

  const open = (more: Partial<OpenOAuthOptions> = {}) => {
    const oauth = openOAuth({
      baseUrl: there.server.url,
      ca: there.server.ca,
      clientId: application.clientId,
      now,
      speed,
      ...more,
    });
    return { ...oauth, [Symbol.dispose]: () => oauth.dispose() };
  };
  const browser = async (): Promise<Browser> => {
    const made = new Browser(there.server);
    await made.signIn('anna', there.server.passwords['anna']!.reveal());
    return made;
  };
  const authorize = async (verifier: string, decision: string) => {
    const state = newState();
    const url = authorizeUrl(there.server.url, {
      clientId: application.clientId,
      redirectUri,
      scopes: ['api'],
      state,
      verifier,
    });
    const person = await browser();
    await person.open(url.slice(there.server.url.length));
    const answer = await person.submit('/oauth/authorize', { decision });
    const back = new URL(answer.headers['location'] ?? '');
    return { answer: parseAuthorizationAnswer(back.searchParams, state), back };
  };
  const signIn = async (oauth: ReturnType<typeof open>): Promise<OAuthTokens> => {
    const verifier = newVerifier();
    const { answer } = await authorize(verifier, 'allow');
    if (answer.kind !== 'code') throw new Error('there is no code');
    return oauth.exchange(answer.code, verifier, redirectUri, never);
  };

  it('gets tokens for a code with its verifier, and uses, renews and ends them', async () => {
    using oauth = open();
    const tokens = await signIn(oauth);
    expect(tokens.expiresAt - now()).toBeGreaterThan(6_000_000);
    const gitlab = there.connect({ token: { current: () => Promise.resolve(tokens.access) } });
    expect(await checkToken(gitlab.account, now(), never)).toMatchObject({
      user: { username: 'anna' },
      daysLeft: undefined,
    });

    const fresh = await oauth.refresh(tokens.refresh!, never);
    await expect(gitlab.account.user(never)).rejects.toMatchObject({ kind: 'signed-out' });
    await expect(oauth.refresh(tokens.refresh!, never)).rejects.toMatchObject({
      kind: 'signed-out',
      fix: 'sign-in-gitlab',
      message: 'The sign-in to GitLab has ended and cannot be renewed. Sign in again.',
    });
    await oauth.revoke(fresh.access, never);
    const after = there.connect({ token: { current: () => Promise.resolve(fresh.access) } });
    await expect(after.account.user(never)).rejects.toMatchObject({ kind: 'signed-out' });
  });

  it('gets nothing for a code with another verifier', async () => {
    using oauth = open();
    const { answer } = await authorize(newVerifier(), 'allow');
    if (answer.kind !== 'code') throw new Error('there is no code');
    await expect(
      oauth.exchange(answer.code, newVerifier(), redirectUri, never),
    ).rejects.toMatchObject({ code: 'invalid_grant' });
  });

  it('knows a refusal, and takes no answer to a question it did not ask', async () => {
    const { answer, back } = await authorize(newVerifier(), 'deny');
    expect(answer.kind).toBe('refused');
    expect(parseAuthorizationAnswer(back.searchParams, 'another').kind).toBe('foreign');
  });

  it('computes the challenge as RFC 7636 shows in its appendix B', () => {
    expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
    expect(newVerifier()).toMatch(/^[\w-]{43}$/);
  });

  it('renews tokens once for many calls at the same time, and stores them before they are used', async () => {
    using oauth = open();
    let kept: OAuthTokens | undefined = { ...(await signIn(oauth)), expiresAt: 0 };
    const old = kept.access;
    let saved = 0;
    let refreshed = 0;
    const source = renewedTokens(
      {
        refresh: (token: Secret, signal: AbortSignal) => {
          refreshed++;
          return oauth.refresh(token, signal);
        },
      },
      {
        load: () => Promise.resolve(kept),
        save: (tokens) => {
          saved++;
          kept = tokens;
          return Promise.resolve();
        },
      },
      now,
    );
    const gitlab = there.connect({ token: source });
    const users = await Promise.all([1, 2, 3].map(() => gitlab.account.user(never)));
    expect(users.map((user) => user.username)).toEqual(['anna', 'anna', 'anna']);
    expect([refreshed, saved]).toEqual([1, 1]);
    expect(kept.access.equals(old)).toBe(false);

    // Another window renewed them: the server refuses ours, and what is kept is taken without a renewal.
    const mine = kept;
    kept = await oauth.refresh(mine.refresh!, never);
    expect((await source.renew?.(mine.access, never))?.equals(kept.access)).toBe(true);
    expect(refreshed).toBe(1);
  });

  it('lets this device in after somebody typed the code, asking more slowly when told to', async () => {
    // Twice as quick as the server allows: it says so.
    using oauth = open({ speed: speed * 2 });
    let shown: DeviceCode | undefined;
    const waiting = oauth.device(['api'], (code) => (shown = code), never);
    await expect.poll(() => there.server.calls.count('POST', /oauth\/token$/)).toBeGreaterThan(0);
    const person = await browser();
    await person.open((shown?.completeUrl ?? '').slice(there.server.url.length));
    await person.submit('/oauth/device');
    await person.submit('/oauth/device', { decision: 'allow' });
    const tokens = await waiting;
    const gitlab = there.connect({ token: { current: () => Promise.resolve(tokens.access) } });
    expect(await gitlab.account.user(never)).toMatchObject({ username: 'anna' });
  });

  it('gives up on a code that nobody typed, and at once when the person cancels', async () => {
    using oauth = open();
    const stop = new AbortController();
    const cancelled = oauth.device(['api'], () => stop.abort(), stop.signal);
    await expect(cancelled).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(oauth.device(['api'], () => undefined, never)).rejects.toMatchObject({
      kind: 'signed-out',
      message: expect.stringContaining('nobody typed it in before it expired') as string,
    });
  });
});
