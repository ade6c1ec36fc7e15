import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { renewedTokens } from '../../../src/gitlab/auth/tokenSources';
import { type OAuthTokens } from '../../../src/model/oauth';

const life = 7_200_000;

/** Tokens named by number, at a server that may be in a bad mood. */
function source(renewal?: Parameters<typeof renewedTokens>[1]['renewal']) {
  let now = 0;
  let issued = 0;
  let mood: AppError | undefined;
  const issue = (): OAuthTokens => {
    issued++;
    return {
      access: new Secret(`access ${issued}`),
      refresh: new Secret(`refresh ${issued}`),
      issuedAt: now,
      expiresAt: now + life,
    };
  };
  let kept: OAuthTokens | undefined = issue();
  const spent: string[] = [];
  const tokens = renewedTokens(
    {
      async refresh(token) {
        if (mood) throw mood;
        spent.push(token.reveal());
        return issue();
      },
    },
    {
      load: () => Promise.resolve(kept),
      save: (fresh) => {
        kept = fresh;
        return Promise.resolve();
      },
      renewal,
    },
    () => now,
  );
  return {
    get: async () => (await tokens.current(never))?.reveal(),
    renew: async (rejected: string) =>
      (await tokens.renew?.(new Secret(rejected), never))?.reveal(),
    pass: (ms: number) => void (now += ms),
    be: (next: AppError | undefined) => void (mood = next),
    become: (next: OAuthTokens | undefined) => void (kept = next),
    spent,
  };
}

describe('OAuth tokens', () => {
  it('are renewed at half of their life', async () => {
    const { get, pass, spent } = source();
    pass(life / 2 - 1);
    expect(await get()).toBe('access 1');
    pass(1);
    expect(await get()).toBe('access 2');
    expect(await get()).toBe('access 2');
    expect(spent).toEqual(['refresh 1']);
  });

  it.each(['unreachable', 'rate-limited', 'remote'] as const)(
    'serve for the rest of their life while renewing fails as %s, not longer',
    async (kind) => {
      const { get, pass, be } = source();
      be(new AppError(kind, 'Not now.'));
      pass(life / 2);
      expect(await get()).toBe('access 1');
      pass(life / 2);
      await expect(get()).rejects.toMatchObject({ kind });
      be(undefined);
      expect(await get()).toBe('access 2');
    },
  );

  it('end the sign-in when they cannot be renewed, though they are not over', async () => {
    const { get, pass, be } = source();
    be(new AppError('signed-out', 'Sign in again.'));
    pass(life / 2);
    await expect(get()).rejects.toMatchObject({ kind: 'signed-out' });
  });

  it('are renewed once when the server refuses them, and not at all when others have been', async () => {
    const { renew, spent } = source();
    expect(await Promise.all([renew('access 1'), renew('access 1')])).toEqual([
      'access 2',
      'access 2',
    ]);
    expect(await renew('access 1')).toBe('access 2');
    expect(spent).toEqual(['refresh 1']);
  });

  it('are waited for when another window has used up the refresh token', async () => {
    const theirs: OAuthTokens = {
      access: new Secret('theirs'),
      refresh: new Secret('next'),
      issuedAt: life,
      expiresAt: 2 * life,
    };
    let looks = 0;
    const one = source({
      alone: (work) => work(),
      isSpent: async (token) => {
        looks++;
        if (looks === 2) one.become(theirs);
        return token.reveal() === 'refresh 1';
      },
      spent: () => Promise.resolve(),
    });
    one.pass(life);
    expect(await one.get()).toBe('theirs');
    expect(one.spent).toEqual([]);
  });

  it('are nothing when nobody is signed in any more', async () => {
    const { get, renew, become } = source();
    become(undefined);
    expect([await get(), await renew('access 1')]).toEqual([undefined, undefined]);
  });
});
