import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/base/event';
import { Secret } from '../../../src/base/secret';
import { createVault } from '../../../src/host/secrets';

type Mood = 'good' | 'throws' | 'forgets';

/** The editor's storage over a keychain that works, fails, or only seems to work. */
function storage(mood: { now: Mood }) {
  const kept = new Map<string, string>();
  const changed = new Emitter<{ key: string }>();
  const unlessBroken = (): void => {
    if (mood.now === 'throws') throw new Error('The name org.freedesktop.secrets was not provided');
  };
  return {
    kept,
    api: {
      get: async (key: string) => {
        unlessBroken();
        return kept.get(key);
      },
      store: async (key: string, value: string) => {
        unlessBroken();
        if (mood.now === 'good') kept.set(key, value);
        changed.fire({ key });
      },
      delete: async (key: string) => {
        unlessBroken();
        kept.delete(key);
        changed.fire({ key });
      },
      onDidChange: changed.event,
    },
  };
}

function open(now: Mood) {
  const mood = { now };
  const { kept, api } = storage(mood);
  const vault = createVault(api);
  const changes: string[] = [];
  const said: unknown[] = [];
  vault.onDidChange((key) => changes.push(key));
  vault.onDidLoseKeychain((error) => said.push(error));
  return { vault, kept, changes, said, mood };
}

describe('the vault', () => {
  it('keeps secrets in the editor’s storage', async () => {
    const { vault, kept, changes, said } = open('good');
    await vault.set('a', new Secret('one'));
    expect((await vault.get('a'))?.reveal()).toBe('one');
    expect([[...kept], vault.sessionOnly, said]).toEqual([[['a', 'one']], false, []]);
    await vault.delete('a');
    expect([await vault.get('a'), changes]).toEqual([undefined, ['a', 'a']]);
  });

  it.each<Mood>(['throws', 'forgets'])(
    'keeps them for this session when the keychain %s, and says so once',
    async (mood) => {
      const { vault, kept, changes, said } = open(mood);
      await vault.set('a', new Secret('one'));
      await vault.set('b', new Secret('two'));
      expect([(await vault.get('a'))?.reveal(), (await vault.get('b'))?.reveal()]).toEqual([
        'one',
        'two',
      ]);
      expect([vault.sessionOnly, said.length, kept.size]).toEqual([true, 1, 0]);
      expect(new Set(changes)).toEqual(new Set(['a', 'b']));
      await vault.delete('a');
      await vault.delete('b');
      expect([await vault.get('a'), vault.sessionOnly]).toEqual([undefined, false]);
    },
  );

  it('has nothing when nothing can be read, and says nothing before there is something to keep', async () => {
    const { vault, said } = open('throws');
    expect(await vault.get('a')).toBeUndefined();
    await vault.delete('a');
    expect(said).toEqual([]);
    await vault.set('a', new Secret('one'));
    expect(said).toHaveLength(1);
  });

  it('goes back to the storage when it works again', async () => {
    const { vault, kept, mood } = open('throws');
    await vault.set('a', new Secret('one'));
    mood.now = 'good';
    await vault.set('a', new Secret('two'));
    expect([[...kept], vault.sessionOnly]).toEqual([[['a', 'two']], false]);
  });
});
