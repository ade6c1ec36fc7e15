import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { Secret } from '../base/secret';
import { type SecretVault } from '../stores/vault';

/** Secrets by key, in the editor's own storage; in memory where that does not work. */
export interface Vault extends SecretVault, Disposable {
  /** Whether something is kept in memory alone, and is gone with this window. */
  readonly sessionOnly: boolean;
  /** The system has no keychain that works, and there is something to keep; said once. */
  readonly onDidLoseKeychain: Event<unknown>;
}

export function createVault(
  storage: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete' | 'onDidChange'>,
): Vault {
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<string>());
  const lost = owned.add(new Emitter<unknown>());
  owned.add(storage.onDidChange(({ key }) => changed.fire(key)));
  /** What the storage would not take. */
  const held = new Map<string, Secret>();
  let told = false;
  const lose = (error: unknown): void => {
    if (told) return;
    told = true;
    lost.fire(error);
  };
  const read = async (key: string): Promise<string | undefined> => {
    try {
      return await storage.get(key);
    } catch {
      // Said when there is something to keep: who never signs in need not hear of keychains.
      return undefined;
    }
  };
  return {
    get sessionOnly() {
      return held.size > 0;
    },
    async get(key) {
      const known = held.get(key);
      if (known) return known;
      const value = await read(key);
      return value === undefined ? undefined : new Secret(value);
    },
    async set(key, value) {
      try {
        await storage.store(key, value.reveal());
        // Some keychains take everything and keep nothing.
        if ((await storage.get(key)) === value.reveal()) {
          held.delete(key);
          return;
        }
        lose(new Error('What was stored could not be read again.'));
      } catch (error) {
        lose(error);
      }
      held.set(key, value);
      changed.fire(key);
    },
    async delete(key) {
      const known = held.delete(key);
      // What cannot be read cannot be forgotten either, and is of no use to anybody.
      await Promise.resolve(storage.delete(key)).catch(() => undefined);
      if (known) changed.fire(key);
    },
    onDidChange: changed.event,
    onDidLoseKeychain: lost.event,
    dispose: () => owned.dispose(),
  };
}
