import { type Event } from '../base/event';
import { type Secret } from '../base/secret';

/** Where secrets are kept, by key, for all windows. */
export interface SecretVault {
  get(key: string): Promise<Secret | undefined>;
  set(key: string, value: Secret): Promise<void>;
  delete(key: string): Promise<void>;
  /** The key of a secret that changed, in this window or another. */
  readonly onDidChange: Event<string>;
}
