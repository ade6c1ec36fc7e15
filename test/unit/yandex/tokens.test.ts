import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { parseAuthorizedKey } from '../../../src/yandex/authorizedKey';
import { parsePastedToken } from '../../../src/yandex/credentials';
import { RenewedTokens } from '../../../src/yandex/tokens';
import { parseProfiles } from '../../../src/yandex/ycCli';

function source(lifeMs: number | undefined) {
  let now = 1_000_000;
  let issued = 0;
  let broken = false;
  const tokens = new RenewedTokens(
    () => {
      if (broken) return Promise.reject(new Error('down'));
      issued++;
      const expiresAt = lifeMs === undefined ? undefined : now + lifeMs;
      return Promise.resolve({ token: new Secret(`t${issued}`), expiresAt });
    },
    () => now,
  );
  return {
    get: async () => (await tokens.token(never)).reveal(),
    tokens,
    pass: (ms: number) => void (now += ms),
    fail: (yes: boolean) => void (broken = yes),
    issued: () => issued,
  };
}

it('renews a token at half of its life, while the old one still serves', async () => {
  const { get, pass } = source(1000);
  expect(await get()).toBe('t1');
  pass(499);
  expect(await get()).toBe('t1');
  pass(2);
  expect(await get()).toBe('t1');
  expect(await get()).toBe('t2');
});

it('keeps to the old token while its renewal fails, until it is over', async () => {
  const { get, pass, fail } = source(1000);
  await get();
  fail(true);
  pass(600);
  expect(await get()).toBe('t1');
  expect(await get()).toBe('t1');
  pass(500);
  await expect(get()).rejects.toThrow('down');
});

it('fetches once for many who ask at the same time', async () => {
  const { get, issued } = source(1000);
  await Promise.all([get(), get(), get()]);
  expect(issued()).toBe(1);
});

it('takes another token after one was refused', async () => {
  const { get, tokens } = source(1000);
  await get();
  expect(tokens.refuse(new Secret('t1'))).toBe(true);
  expect(await get()).toBe('t2');
  // Somebody refused the old one a second time: the new one is not dropped for that.
  tokens.refuse(new Secret('t1'));
  expect(await get()).toBe('t2');
});

it('refuses OAuth tokens with the reason, and what is no token at all', () => {
  expect(() => parsePastedToken('y0_AgAAAABBBB')).toThrow(
    /OAuth token.*ends them in 2026.*paste an IAM token.*sign in with a yc profile/,
  );
  expect(() => parsePastedToken('two words')).toThrow(/not an IAM token/);
  expect(parsePastedToken(' Bearer t1.abc.def\n').reveal()).toBe('t1.abc.def');
});

it('reads the profiles of yc', () => {
  expect(parseProfiles('default\nwork ACTIVE\n\n')).toEqual([
    { name: 'default', active: false },
    { name: 'work', active: true },
  ]);
});

it('says what is wrong with a key file without showing it', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const cases = [
    'nonsense',
    '{}',
    '{"id":"a","service_account_id":"b","private_key":"PRIVATE KEY"}',
  ];
  cases.push(JSON.stringify({ id: 'a', service_account_id: 'b', private_key: pem }));
  const messages = cases.map((text) => {
    try {
      parseAuthorizedKey(text);
      return 'accepted';
    } catch (error) {
      return (error as Error).message;
    }
  });
  expect(messages.map((message) => message.slice(0, 75))).toEqual([
    'Cannot read the authorized key: the file is not JSON. Choose the file that ',
    'Cannot read the authorized key: “id”, “service_account_id”, “private_key” i',
    'Cannot read the authorized key: its private key is not an RSA key or is dam',
    'Cannot read the authorized key: its private key is not an RSA key or is dam',
  ]);
});
