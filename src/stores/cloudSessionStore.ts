import { type Disposable, DisposableStore } from '../base/disposable';
import { AppError } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { isRecord } from '../base/record';
import { type Secret } from '../base/secret';
import { type Account, parseAccount } from '../model/account';
import { type Cloud, type Folder } from '../model/cloud';
import {
  type CloudCredential,
  cloudCredentialName,
  isPasted,
  packCloudCredential,
  unpackCloudCredential,
} from '../model/cloudCredential';
import { type CloudTarget, type SignInView } from '../model/environment';
import { type CloudId, type FolderId } from '../model/ids';
import { type OwnRolesPort } from '../model/ports/ownRoles';
import { type ProvisionCloud } from '../provision/ports';
import { type KeptAccounts } from './keptAccounts';
import { type Memory } from './memory';

/** The cloud as the signed-in account sees it. */
export interface CloudClient extends ProvisionCloud, OwnRolesPort, Disposable {
  clouds(signal: AbortSignal): Promise<Cloud[]>;
  folders(cloud: CloudId, signal: AbortSignal): Promise<Folder[]>;
  folder(id: FolderId, signal: AbortSignal): Promise<Folder>;
  /** An IAM token that is good for some time, for other programs. @throws AppError `signed-out` */
  iamToken(signal: AbortSignal): Promise<Secret>;
}

/** The credential of now, asked for with each call; the same object as long as it is the same. */
export type CurrentCredential = () => Promise<CloudCredential>;

/** @param endpoint `host:port` */
export type OpenCloud = (credential: CurrentCredential, endpoint: string) => Promise<CloudClient>;

export interface CloudSessionNeeds {
  /** Of the workspace: who works here, and in which folder. */
  readonly memory: Memory;
  readonly accounts: KeptAccounts;
  readonly open: OpenCloud;
  /**
   * The one from the settings. Sign-in and folder belong to an endpoint: a credential is only ever shown to the one
   * it was given for.
   */
  readonly endpoint: () => string;
  readonly now: () => number;
  /** Whether secrets are gone with this window. */
  readonly sessionOnly?: () => boolean;
}

/** Who works in the cloud, and in which folder: the one truth for everything that talks to Yandex Cloud. */
export class CloudSessionStore implements Disposable {
  readonly #needs: CloudSessionNeeds;
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new Emitter<void>());
  #client: Promise<CloudClient> | undefined;
  /** The endpoint that `#client` speaks to. */
  #place: string;

  readonly onDidChange: Event<void> = this.#changed.event;
  /** The list of accounts may have changed, here or in another window. */
  readonly onDidChangeAccounts: Event<void>;

  constructor(needs: CloudSessionNeeds) {
    this.#needs = needs;
    this.#place = needs.endpoint();
    this.onDidChangeAccounts = needs.accounts.onDidChange;
    this.#owned.add(needs.accounts.onDidChange(() => void this.#lookForAccount()));
  }

  /** Undefined when signed out. */
  get account(): Account | undefined {
    return parseAccount(this.#needs.memory.get(this.#of('cloud.account')));
  }

  get signInView(): SignInView | undefined {
    const { account } = this;
    return (
      account && {
        label: account.label,
        pastedAt: account.pasted === true ? account.since : undefined,
        sessionOnly: this.#needs.sessionOnly?.() ?? false,
      }
    );
  }

  get target(): CloudTarget | undefined {
    return parseTarget(this.#needs.memory.get(this.#of('cloud.target')));
  }

  /** Accounts of all endpoints. */
  accounts(): Promise<readonly Account[]> {
    return this.#needs.accounts.list();
  }

  /** Accounts that can be used without signing in again. */
  async accountsHere(): Promise<readonly Account[]> {
    return (await this.accounts()).filter(({ place }) => place === this.#needs.endpoint());
  }

  /**
   * Kept accounts that a credential cannot be told from: nothing says whose a pasted token is. Others are known by what
   * they are.
   */
  async keptLike(credential: CloudCredential): Promise<readonly Account[]> {
    if (!isPasted(credential)) return [];
    const { id } = accountOf(credential, this.#needs.endpoint(), 0);
    return (await this.accountsHere()).filter(
      (account) => account.id === id || /^ \d+$/.test(account.id.replace(id, '')),
    );
  }

  /**
   * Tries the credential by listing the clouds, and keeps it when that works.
   * @param instead the account that it is a new secret of; undefined: one of its own, where a kept one may be like it
   */
  async signIn(
    credential: CloudCredential,
    signal: AbortSignal,
    instead?: Account,
  ): Promise<Cloud[]> {
    const endpoint = this.#needs.endpoint();
    const clouds = await this.look(credential, (client) => client.clouds(signal));
    const taken = new Set((await this.keptLike(credential)).map(({ id }) => id));
    const fresh = accountOf(credential, endpoint, this.#needs.now(), taken);
    const account = instead ? { ...fresh, id: instead.id, label: instead.label } : fresh;
    await this.#needs.accounts.put(account, packCloudCredential(credential));
    await this.#become(account);
    return clouds;
  }

  /** Goes on with an account that is kept. */
  async use(account: Account, signal: AbortSignal): Promise<Cloud[]> {
    const client = await this.#openAs(account);
    try {
      const clouds = await client.clouds(signal);
      await this.#become(account);
      return clouds;
    } finally {
      client.dispose();
    }
  }

  /** Looks at the cloud with a credential that is not kept. */
  async look<T>(
    credential: CloudCredential,
    work: (client: CloudClient) => Promise<T>,
  ): Promise<T> {
    const client = await this.#needs.open(
      () => Promise.resolve(credential),
      this.#needs.endpoint(),
    );
    try {
      return await work(client);
    } finally {
      client.dispose();
    }
  }

  /** Forgets the account of this workspace, for all workspaces. */
  async signOut(): Promise<void> {
    const { account } = this;
    await this.#forget();
    if (account) await this.#needs.accounts.remove(account.id);
  }

  /** Forgets an account; who works with it, in whichever window, is signed out. */
  async remove(id: string): Promise<void> {
    if (this.account?.id === id) await this.#forget();
    await this.#needs.accounts.remove(id);
  }

  async choose(target: CloudTarget): Promise<void> {
    await this.#needs.memory.set(this.#of('cloud.target'), target);
    this.#changed.fire();
  }

  /** Call when the settings changed: another endpoint is another cloud with its own sign-in. */
  lookAgain(): void {
    if (this.#needs.endpoint() !== this.#place) this.#replace();
  }

  client(): Promise<CloudClient> {
    this.lookAgain();
    this.#client ??= this.#restore().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  /** A token of any kept account, for whoever the user lets have it. */
  async tokenOf(account: Account, signal: AbortSignal): Promise<Secret> {
    const client = await this.#openAs(account);
    try {
      return await client.iamToken(signal);
    } finally {
      client.dispose();
    }
  }

  async #become(account: Account): Promise<void> {
    const same = this.account?.id === account.id && this.#client !== undefined;
    await this.#needs.memory.set(this.#of('cloud.account'), account);
    // Work under way goes on with the client that it has, which asks for the credential anew.
    if (same) this.#changed.fire();
    else this.#replace();
  }

  async #forget(): Promise<void> {
    await this.#needs.memory.set(this.#of('cloud.account'), undefined);
    this.#replace();
  }

  async #lookForAccount(): Promise<void> {
    const { account } = this;
    if (!account) return;
    const kept = (await this.accounts()).find(({ id }) => id === account.id);
    if (!kept) await this.#forget();
    else if (kept.since !== account.since) await this.#become(kept);
  }

  async #restore(): Promise<CloudClient> {
    const { account } = this;
    if (!account) throw signedOut();
    const client = await this.#openAs(account);
    return client;
  }

  /** @throws AppError `signed-out` when its secret is no longer there */
  async #openAs(account: Account): Promise<CloudClient> {
    let last: { text: Secret; credential: CloudCredential } | undefined;
    const current: CurrentCredential = async () => {
      const text = await this.#needs.accounts.secret(account.id);
      if (text && last?.text.equals(text) === true) return last.credential;
      const credential = text && unpackCloudCredential(text);
      if (!text || !credential) throw gone(account);
      last = { text, credential };
      return credential;
    };
    await current();
    return this.#needs.open(current, account.place);
  }

  #of(name: string): string {
    return `${name} ${this.#needs.endpoint()}`;
  }

  #replace(): void {
    this.#close();
    this.#place = this.#needs.endpoint();
    this.#changed.fire();
  }

  #close(): void {
    void this.#client?.then(
      (client) => client.dispose(),
      () => undefined,
    );
    this.#client = undefined;
  }

  dispose(): void {
    this.#close();
    this.#owned.dispose();
  }
}

function accountOf(
  credential: CloudCredential,
  endpoint: string,
  now: number,
  taken: ReadonlySet<string> = new Set(),
): Account {
  const plain = cloudCredentialName(credential);
  let name = plain;
  for (let count = 2; taken.has(`${endpoint} ${name}`); count++) name = `${plain} ${count}`;
  const host = endpoint.replace(/:443$/, '');
  return {
    id: `${endpoint} ${name}`,
    label: host === 'api.cloud.yandex.net' ? name : `${name} · ${host}`,
    place: endpoint,
    since: now,
    ...(isPasted(credential) ? { pasted: true } : {}),
  };
}

function signedOut(): AppError {
  return new AppError('signed-out', 'You are not signed in to Yandex Cloud.', {
    fix: 'sign-in-cloud',
  });
}

function gone({ label }: Account): AppError {
  return new AppError(
    'signed-out',
    `The sign-in “${label}” is no longer kept: it was removed in another window, or this system has no keychain that VS Code can use. Sign in again.`,
    { fix: 'sign-in-cloud' },
  );
}

function parseTarget(value: unknown): CloudTarget | undefined {
  if (!isRecord(value) || !isRecord(value['folder'])) return undefined;
  const { cloudName } = value;
  const { id, name, cloudId } = value['folder'];
  if (
    typeof cloudName !== 'string' ||
    typeof id !== 'string' ||
    typeof name !== 'string' ||
    typeof cloudId !== 'string'
  ) {
    return undefined;
  }
  return {
    cloudName,
    folder: { id: id as FolderId, name, cloudId: cloudId as CloudId, state: 'active' },
  };
}
