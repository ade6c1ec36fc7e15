import { resolve4 } from 'node:dns/promises';
import { type WizardNeeds } from '../commands/environmentWizard';
import { type Host } from '../host/host';
import { type CloudSessionStore } from '../stores/cloudSessionStore';
import { type Adapters } from './adapters';
import { domainTaken } from './domainTaken';
import { askOwnAddress } from './ownAddress';

export interface WizardParts {
  readonly host: Pick<Host, 'ui' | 'settings' | 'userName'>;
  readonly adapters: Pick<Adapters, 'machineAccess'>;
  readonly cloud: CloudSessionStore;
  readonly report: (error: unknown) => void;
}

/** What is asked of the network, outside of the cloud. */
interface Network {
  readonly fetch: typeof globalThis.fetch;
  /** Addresses of a host; rejects as `node:dns` does. */
  readonly lookup: (host: string) => Promise<unknown>;
}
const network: Network = { fetch: (...request) => fetch(...request), lookup: resolve4 };

/** Addresses of managed GitLab are in the public DNS only for the public cloud. */
const publicEndpoint = 'api.cloud.yandex.net:443';

/** What the questions about an environment need to know of this computer and of the cloud. */
export function wizardNeeds(
  { host, adapters, cloud, report }: WizardParts,
  { fetch, lookup }: Network = network,
): WizardNeeds {
  const { settings } = host;
  return {
    ui: host.ui,
    sshPublicKey: async (signal) => (await adapters.machineAccess()).publicKey(signal),
    login: () => plainLogin(host.userName),
    async ownAddress(signal) {
      const { ownAddressUrl } = settings.current;
      if (ownAddressUrl === '') return undefined;
      return askOwnAddress(ownAddressUrl, fetch, signal).catch((error: unknown) => {
        // It can be typed as well; why it was not found is told beside the question.
        report(error);
        return undefined;
      });
    },
    blueprintSettings: () => settings.current.blueprint,
    domainTaken: (prefix, signal) =>
      domainTaken(
        prefix,
        {
          lookup: settings.current.cloudEndpoint === publicEndpoint ? lookup : undefined,
          instances: async (inner) => {
            const { target } = cloud;
            return target ? (await cloud.client()).gitlabInstances(target.folder.id, inner) : [];
          },
        },
        signal,
      ),
  };
}

/** A name that the images allow: `root` and odd characters are refused. */
function plainLogin(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9_-]/g, '');
  return plain === '' || plain === 'root' || !/^[a-z]/.test(plain) ? 'mlops' : plain;
}
