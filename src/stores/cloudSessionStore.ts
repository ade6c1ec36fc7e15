import { type Disposable } from '../base/disposable';
import { AppError } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { isRecord } from '../base/record';
import { type Cloud, type Folder } from '../model/cloud';
import {
  type CloudCredential,
  cloudCredentialName,
  packCloudCredential,
  unpackCloudCredential,
} from '../model/cloudCredential';
import { type CloudTarget } from '../model/environment';
import { type CloudId, type FolderId } from '../model/ids';
import { type OwnRolesPort } from '../model/ports/ownRoles';
import { type ProvisionCloud } from '../provision/ports';
import { type Memory, textFrom } from './memory';
import { type SecretVault } from './vault';

/** The cloud as the signed-in account sees it. */
export interface CloudClient extends ProvisionCloud, OwnRolesPort, Disposable {
  clouds(signal: AbortSignal): Promise<Cloud[]>;
  folders(cloud: CloudId, signal: AbortSignal): Promise<Folder[]>;
}

export type OpenCloud = (credential: CloudCredential) => Promise<CloudClient>;

/** Who works in the cloud, and in which folder: the one truth for everything that talks to Yandex Cloud. */
export class CloudSessionStore implements Disposable {
  readonly #memory: Memory;
  readonly #vault: SecretVault;
  readonly #open: OpenCloud;
  readonly #endpoint: () => string;
  readonly #changed = new Emitter<void>();
  #client: Promise<CloudClient> | undefined;
  /** The endpoint that `#client` speaks to. */
  #place: string;

  readonly onDidChange: Event<void> = this.#changed.event;

  /**
   * @param endpoint the one from the settings. Sign-in and folder belong to an endpoint: a credential is only
   * ever shown to the one it was given for.
   */
  constructor(memory: Memory, vault: SecretVault, open: OpenCloud, endpoint: () => string) {
    this.#memory = memory;
    this.#vault = vault;
    this.#open = open;
    this.#endpoint = endpoint;
    this.#place = endpoint();
  }

  /** The name of the sign-in; undefined when signed out. */
  get account(): string | undefined {
    return textFrom(this.#memory, this.#of('cloud.account'));
  }

  get target(): CloudTarget | undefined {
    return parseTarget(this.#memory.get(this.#of('cloud.target')));
  }

  /** Tries the credential by listing the clouds, and keeps it when that works. */
  async signIn(credential: CloudCredential, signal: AbortSignal): Promise<Cloud[]> {
    const client = await this.#open(credential);
    let clouds: Cloud[];
    try {
      clouds = await client.clouds(signal);
    } catch (error) {
      client.dispose();
      throw error;
    }
    await this.#vault.set(this.#of('cloud'), packCloudCredential(credential));
    await this.#memory.set(this.#of('cloud.account'), cloudCredentialName(credential));
    this.#replace(Promise.resolve(client));
    return clouds;
  }

  async signOut(): Promise<void> {
    await this.#vault.delete(this.#of('cloud'));
    await this.#memory.set(this.#of('cloud.account'), undefined);
    this.#replace(undefined);
  }

  async choose(target: CloudTarget): Promise<void> {
    await this.#memory.set(this.#of('cloud.target'), target);
    this.#changed.fire();
  }

  /** Call when the settings changed: another endpoint is another cloud with its own sign-in. */
  lookAgain(): void {
    if (this.#endpoint() !== this.#place) this.#replace(undefined);
  }

  client(): Promise<CloudClient> {
    this.lookAgain();
    this.#client ??= this.#restore().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #restore(): Promise<CloudClient> {
    const kept = this.account === undefined ? undefined : await this.#vault.get(this.#of('cloud'));
    const credential = kept && unpackCloudCredential(kept);
    if (credential) return this.#open(credential);
    throw new AppError('signed-out', 'You are not signed in to Yandex Cloud.', {
      fix: 'sign-in-cloud',
    });
  }

  #of(name: string): string {
    return `${name} ${this.#endpoint()}`;
  }

  #replace(next: Promise<CloudClient> | undefined): void {
    this.#close();
    this.#place = this.#endpoint();
    this.#client = next;
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
    this.#changed.dispose();
  }
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
