import { type Event } from '../base/event';
import { Secret } from '../base/secret';
import { never } from '../base/wait';
import { type Account, parseAccounts } from '../model/account';
import { type Exclusively } from '../model/ports/exclusively';
import { type SecretVault } from './vault';

/** The sign-ins of one kind, of all windows: a list, and a secret for each of them. */
export class KeptAccounts {
  readonly #vault: SecretVault;
  readonly #kind: string;
  readonly #exclusively: Exclusively;

  /** The list may have changed, here or in another window. */
  readonly onDidChange: Event<void>;

  constructor(vault: SecretVault, kind: 'cloud' | 'gitlab', exclusively: Exclusively) {
    this.#vault = vault;
    this.#kind = kind;
    this.#exclusively = exclusively;
    this.onDidChange = (listener) =>
      vault.onDidChange((key) => {
        if (key === this.#listKey) listener();
      });
  }

  async list(): Promise<readonly Account[]> {
    const kept = await this.#vault.get(this.#listKey);
    return kept ? parseAccounts(kept.reveal()) : [];
  }

  secret(id: string): Promise<Secret | undefined> {
    return this.#vault.get(this.#key(id));
  }

  /** Replaces the secret of an account that is kept already. */
  async put(account: Account, secret: Secret): Promise<void> {
    // The secret first: whoever sees the account in the list finds it.
    await this.#vault.set(this.#key(account.id), secret);
    await this.#change((list) => [...list.filter(({ id }) => id !== account.id), account]);
  }

  async renew(id: string, secret: Secret): Promise<void> {
    await this.#vault.set(this.#key(id), secret);
  }

  async remove(id: string): Promise<void> {
    await this.#vault.delete(this.#key(id));
    await this.#change((list) => list.filter((one) => one.id !== id));
  }

  /** Two windows that change the list at the same time must not lose each other's change. */
  #change(change: (list: readonly Account[]) => readonly Account[]): Promise<void> {
    const work = async (): Promise<void> => {
      const next = change(await this.list());
      if (next.length === 0) await this.#vault.delete(this.#listKey);
      else await this.#vault.set(this.#listKey, new Secret(JSON.stringify(next)));
    };
    return this.#exclusively(this.#listKey, work, never);
  }

  get #listKey(): string {
    return `${this.#kind} accounts`;
  }

  #key(id: string): string {
    return `${this.#kind} ${id}`;
  }
}
