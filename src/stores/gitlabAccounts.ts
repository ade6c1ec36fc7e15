import { AppError } from '../base/errors';
import { isRecord } from '../base/record';
import { Secret } from '../base/secret';
import { type GitLab } from '../model/ports/gitlab';
import { type CurrentUser } from '../model/ports/gitlabSetup';
import { type SecretVault } from './vault';

/** What is kept of an account: a token that the user made, or a pair that renews itself. */
export type GitLabCredential =
  | { readonly kind: 'token'; readonly token: Secret }
  | {
      readonly kind: 'oauth';
      readonly access: Secret;
      readonly refresh: Secret;
      /** ms since 1970. */
      readonly expiresAt: number;
      readonly clientId: string;
    };

export type OAuthCredential = Extract<GitLabCredential, { kind: 'oauth' }>;

export interface GitLabAccountsNeeds {
  readonly vault: SecretVault;
  readonly makeClient: (url: string, token: () => Promise<Secret>) => Promise<GitLab>;
  /** Spends the refresh token; both old tokens are dead afterwards. */
  readonly renew: (url: string, credential: OAuthCredential) => Promise<OAuthCredential>;
  readonly now: () => number;
}

/** Credentials of GitLab servers, one per server, in the vault. */
export class GitLabAccounts {
  readonly #needs: GitLabAccountsNeeds;
  readonly #renewing = new Map<string, Promise<Secret>>();

  constructor(needs: GitLabAccountsNeeds) {
    this.#needs = needs;
  }

  /** Tries a credential against its server, and keeps it when it works. */
  async add(url: string, credential: GitLabCredential, signal: AbortSignal): Promise<CurrentUser> {
    const token = credential.kind === 'token' ? credential.token : credential.access;
    const client = await this.#needs.makeClient(url, () => Promise.resolve(token));
    try {
      const user = await client.account.user(signal);
      await this.#keep(url, credential);
      return user;
    } finally {
      client.dispose();
    }
  }

  remove(url: string): Promise<void> {
    return this.#needs.vault.delete(keyOf(url));
  }

  /** A client that takes its token from the vault for each call, renewed when it is half used up. */
  open(url: string): Promise<GitLab> {
    return this.#needs.makeClient(url, () => this.token(url));
  }

  async token(url: string): Promise<Secret> {
    const credential = await this.#read(url);
    if (!credential) {
      throw new AppError('signed-out', `You are not signed in to ${url}.`, {
        fix: 'sign-in-gitlab',
      });
    }
    if (credential.kind === 'token') return credential.token;
    if (credential.expiresAt - this.#needs.now() > renewBeforeMs) return credential.access;
    const running = this.#renewing.get(url) ?? this.#renew(url, credential);
    this.#renewing.set(url, running);
    return running.finally(() => this.#renewing.delete(url));
  }

  async #renew(url: string, credential: OAuthCredential): Promise<Secret> {
    const next = await this.#needs.renew(url, credential);
    await this.#keep(url, next);
    return next.access;
  }

  async #keep(url: string, credential: GitLabCredential): Promise<void> {
    const plain =
      credential.kind === 'token'
        ? { kind: 'token', token: credential.token.reveal() }
        : {
            kind: 'oauth',
            access: credential.access.reveal(),
            refresh: credential.refresh.reveal(),
            expiresAt: credential.expiresAt,
            clientId: credential.clientId,
          };
    await this.#needs.vault.set(keyOf(url), new Secret(JSON.stringify(plain)));
  }

  async #read(url: string): Promise<GitLabCredential | undefined> {
    const kept = await this.#needs.vault.get(keyOf(url));
    return kept && parseGitLabCredential(kept.reveal());
  }
}

/** GitLab's access tokens of OAuth live two hours. */
const renewBeforeMs = 3_600_000;

function keyOf(url: string): string {
  return `gitlab ${url}`;
}

/** What the vault had; anything odd counts as not signed in. */
export function parseGitLabCredential(text: string): GitLabCredential | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { kind, token, access, refresh, expiresAt, clientId } = value;
  if (kind === 'token' && typeof token === 'string') return { kind, token: new Secret(token) };
  if (
    kind === 'oauth' &&
    typeof access === 'string' &&
    typeof refresh === 'string' &&
    typeof expiresAt === 'number' &&
    typeof clientId === 'string'
  ) {
    return { kind, access: new Secret(access), refresh: new Secret(refresh), expiresAt, clientId };
  }
  return undefined;
}
