import { AppError, isAppError } from '../base/errors';
import { type Event } from '../base/event';
import { type Account, gitlabAccountId } from '../model/account';
import {
  type GitLabCredential,
  packGitLabCredential,
  unpackGitLabCredential,
} from '../model/gitlabCredential';
import { type Exclusively, type SpentTokens } from '../model/ports/exclusively';
import {
  type KeptCredential,
  type OpenAccount,
  type OpenGitLabAccount,
} from '../model/ports/gitlabAccount';
import { type CurrentUser } from '../model/ports/gitlabSetup';
import { missingScopes } from '../model/setup';
import { KeptAccounts } from './keptAccounts';
import { type SecretVault } from './vault';

/** How windows keep out of each other's way. */
export interface BetweenWindows {
  readonly exclusively: Exclusively;
  readonly spent: SpentTokens;
}

/** Sign-ins to GitLab servers, any number per server, in the vault. */
export class GitLabAccounts {
  readonly #kept: KeptAccounts;
  readonly #open: OpenGitLabAccount;
  readonly #between: BetweenWindows;

  readonly #now: () => number;

  readonly onDidChange: Event<void>;

  constructor(
    vault: SecretVault,
    open: OpenGitLabAccount,
    between: BetweenWindows,
    now: () => number = Date.now,
  ) {
    this.#now = now;
    this.#kept = new KeptAccounts(vault, 'gitlab', between.exclusively);
    this.#open = open;
    this.#between = between;
    this.onDidChange = this.#kept.onDidChange;
  }

  list(): Promise<readonly Account[]> {
    return this.#kept.list();
  }

  /** Tries a credential against its server, and keeps it when it works and may do what is needed. */
  async add(url: string, credential: GitLabCredential, signal: AbortSignal): Promise<CurrentUser> {
    let tried = credential;
    const account = await this.#open(url, {
      load: () => Promise.resolve(tried),
      save: (renewed) => {
        tried = renewed;
        return Promise.resolve();
      },
    });
    try {
      const token = await account.gitlab.account.token(signal);
      const missing = token ? missingScopes(token) : [];
      if (missing.length > 0) {
        throw new AppError(
          'forbidden',
          `The token "${token?.name ?? ''}" lacks the scope ${missing.join(', ')}. Create one that has it.`,
          { fix: 'sign-in-gitlab' },
        );
      }
      const user = await account.gitlab.account.user(signal);
      await this.#kept.put(
        {
          id: gitlabAccountId(url, user.username),
          label: `${user.username} · ${url.replace(/^https?:\/\//, '')}`,
          place: url,
          since: this.#now(),
        },
        packGitLabCredential(tried),
      );
      return user;
    } finally {
      account.gitlab.dispose();
    }
  }

  /** Forgets the account here, and ends its OAuth tokens at the server when that can be reached. */
  async remove(id: string, signal: AbortSignal): Promise<void> {
    const account = (await this.list()).find((one) => one.id === id);
    try {
      if (account) await this.#revoke(account, signal);
    } finally {
      await this.#kept.remove(id);
    }
  }

  /** Every account of a server. */
  async removeAll(url: string, signal: AbortSignal): Promise<void> {
    for (const { id } of await this.of(url)) await this.remove(id, signal);
  }

  async of(url: string): Promise<readonly Account[]> {
    return (await this.list()).filter(({ place }) => place === url);
  }

  /** The account's client; the credential is asked for with each call. */
  open(url: string, username: string): Promise<OpenAccount> {
    return this.openAs({ id: gitlabAccountId(url, username), place: url });
  }

  openAs({ id, place }: Pick<Account, 'id' | 'place'>): Promise<OpenAccount> {
    return this.#open(place, this.#credential(id));
  }

  async #revoke(account: Account, signal: AbortSignal): Promise<void> {
    const opened = await this.openAs(account);
    try {
      await opened.revoke(signal);
    } catch (error) {
      // Somebody who signs out is signed out here, whatever the server says.
      if (!isAppError(error)) throw error;
    } finally {
      opened.gitlab.dispose();
    }
  }

  #credential(id: string): KeptCredential {
    const { exclusively, spent } = this.#between;
    const name = `gitlab ${id}`;
    return {
      load: async () => {
        const text = await this.#kept.secret(id);
        return text && unpackGitLabCredential(text);
      },
      save: (credential) => this.#kept.renew(id, packGitLabCredential(credential)),
      renewal: {
        alone: (work, signal) => exclusively(name, work, signal),
        isSpent: (token) => spent.has(name, token),
        spent: (token) => spent.add(name, token),
      },
    };
  }
}
