import type * as vscode from 'vscode';
import { type Event } from '../base/event';
import { Secret } from '../base/secret';

/** Secrets by key, in the editor's own storage. */
export interface Vault {
  get(key: string): Promise<Secret | undefined>;
  set(key: string, value: Secret): Promise<void>;
  delete(key: string): Promise<void>;
  /** The key of a secret that changed, in this window or another. */
  readonly onDidChange: Event<string>;
}

export function createVault(storage: vscode.SecretStorage): Vault {
  return {
    async get(key) {
      const value = await storage.get(key);
      return value === undefined ? undefined : new Secret(value);
    },
    async set(key, value) {
      await storage.store(key, value.reveal());
    },
    async delete(key) {
      await storage.delete(key);
    },
    onDidChange: (listener) => storage.onDidChange((change) => listener(change.key)),
  };
}
