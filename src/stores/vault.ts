import { type Secret } from '../base/secret';

/** Where secrets are kept, by key. */
export interface SecretVault {
  get(key: string): Promise<Secret | undefined>;
  set(key: string, value: Secret): Promise<void>;
  delete(key: string): Promise<void>;
}
