import ssh2 from 'ssh2';
import { expect, it } from 'vitest';
import { readablePair } from '../../../src/ssh/keys';

it('makes a key again that could not be read back', () => {
  const real = ssh2.utils;
  let made = 0;
  const spoiledOnce = {
    parseKey: real.parseKey,
    generateKeyPairSync: ((...args: Parameters<typeof real.generateKeyPairSync>) => {
      const pair = real.generateKeyPairSync(...args);
      return ++made === 1 ? { ...pair, private: pair.private.slice(0, 120) } : pair;
    }) as typeof real.generateKeyPairSync,
  };
  const pair = readablePair(spoiledOnce, 'somebody');
  expect(made).toBeGreaterThan(1);
  expect(real.parseKey(pair.private)).not.toBeInstanceOf(Error);
});

it('never gives out a key that cannot be read', () => {
  for (let count = 0; count < 1_000; count++) {
    const { private: key } = readablePair(ssh2.utils, 'somebody');
    expect(ssh2.utils.parseKey(key)).not.toBeInstanceOf(Error);
  }
});
