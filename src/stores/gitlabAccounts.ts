import { AppError } from '../base/errors';
import {
  type GitLabCredential,
  packGitLabCredential,
  unpackGitLabCredential,
} from '../model/gitlabCredential';
import {
  type KeptCredential,
  type OpenAccount,
  type OpenGitLabAccount,
} from '../model/ports/gitlabAccount';
import { type CurrentUser } from '../model/ports/gitlabSetup';
import { missingScopes } from '../model/setup';
import { type SecretVault } from './vault';

/** Credentials of GitLab servers, one per server, in the vault. */
export class GitLabAccounts {
  readonly #vault: SecretVault;
  readonly #open: OpenGitLabAccount;

  constructor(vault: SecretVault, open: OpenGitLabAccount) {
    this.#vault = vault;
    this.#open = open;
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
      await this.#kept(url).save(tried);
      return user;
    } finally {
      account.gitlab.dispose();
    }
  }

  remove(url: string): Promise<void> {
    return this.#vault.delete(keyOf(url));
  }

  async has(url: string): Promise<boolean> {
    return (await this.#kept(url).load()) !== undefined;
  }

  open(url: string): Promise<OpenAccount> {
    return this.#open(url, this.#kept(url));
  }

  #kept(url: string): KeptCredential {
    return {
      load: async () => {
        const text = await this.#vault.get(keyOf(url));
        return text && unpackGitLabCredential(text);
      },
      save: (credential) => this.#vault.set(keyOf(url), packGitLabCredential(credential)),
    };
  }
}

function keyOf(url: string): string {
  return `gitlab ${url}`;
}
