import { readFile } from 'node:fs/promises';
import { AppError } from '../base/errors';
import { lazy } from '../base/lazy';
import { type Secret } from '../base/secret';
import { type CloudCredential, type DirectCredential } from '../model/cloudCredential';
import { type ServiceAccountId } from '../model/ids';
import { type FindProxy, findProxy, type ProxySettings } from '../model/proxy';
import { type OpenGitLabAccount } from '../model/ports/gitlabAccount';
import { type MachineAccess } from '../model/ports/machine';
import { type WorkingCopy } from '../model/ports/workingCopy';
import { type OpenCloud } from '../stores/cloudSessionStore';
import { type Credentials } from '../yandex/credentials';
import { type OAuthSignIn } from '../commands/gitlabSessionCommands';

export interface AdapterNeeds {
  readonly home: string;
  readonly settings: () => { readonly cloudEndpoint: string; readonly caFile: string };
  readonly folder: () => string | undefined;
  /** Whether the folder may have git start what its configuration names. */
  readonly trusted: () => boolean;
  readonly openExternal: (url: string) => Promise<unknown>;
  /** The address under which the user's browser reaches an address of this machine. */
  readonly externalUrl: (url: string) => Promise<string>;
  readonly proxySettings: () => ProxySettings;
  readonly log: (text: string) => void;
}

/** Everything that speaks to the world outside, loaded on first use. */
export interface Adapters {
  readonly openGitLab: OpenGitLabAccount;
  readonly openCloud: OpenCloud;
  readonly oauth: OAuthSignIn;
  readonly machineAccess: () => Promise<MachineAccess>;
  /** Undefined also in a folder that is not trusted: most of git's commands start programs that its files name. */
  workingCopy(signal: AbortSignal): Promise<WorkingCopy | undefined>;
  /** Addresses of the open folder's remotes; reading them starts nothing. */
  remoteUrls(signal: AbortSignal): Promise<readonly string[]>;
  /** PEM of the private authority from the settings. */
  caPem(): Promise<string | undefined>;
  parseIamToken(text: string): Promise<Secret>;
  /** The service account of an authorized key. @throws AppError `invalid` when the file is no such key */
  keyOwner(text: string): Promise<string>;
  cloudProfiles(signal: AbortSignal): Promise<readonly string[]>;
  profilePlace(
    profile: string,
    signal: AbortSignal,
  ): Promise<{ readonly folderId: string | undefined; readonly endpoint: string | undefined }>;
}

export function createAdapters(needs: AdapterNeeds): Adapters {
  const { settings } = needs;
  const proxy: FindProxy = (host, port) => findProxy(needs.proxySettings())(host, port);
  const loadGitLab = lazy(() => import('../gitlab/openAccount'));
  const loadYandex = lazy(() => import('../yandex/cloud'));
  const git = lazy(async () => {
    const [{ createGit }, { findWorkingCopy }] = await Promise.all([
      import('../git/git'),
      import('../git/workingCopy'),
    ]);
    return { git: createGit(), findWorkingCopy };
  });

  const caPem = async (): Promise<string | undefined> => {
    const { caFile } = settings();
    if (caFile === '') return undefined;
    try {
      return await readFile(caFile, 'utf8');
    } catch (error) {
      throw new AppError(
        'invalid',
        `The certificate file "${caFile}" of the settings cannot be read.`,
        {
          cause: error,
          fix: 'open-settings',
        },
      );
    }
  };

  const openCopy = async (signal: AbortSignal): Promise<WorkingCopy | undefined> => {
    const folder = needs.folder();
    if (folder === undefined) return undefined;
    const loaded = await git();
    const caFile = (): string | undefined => settings().caFile || undefined;
    return loaded.findWorkingCopy(loaded.git, folder, () => Promise.resolve(caFile()), signal);
  };

  return {
    caPem,
    async openGitLab(url, kept) {
      const [{ openAccount }, ca] = [await loadGitLab(), await caPem()];
      return openAccount({ baseUrl: url, ca, proxy, onRequest: logRequest(needs.log) }, kept);
    },
    async openCloud(current, endpoint) {
      const [{ createYandex }, ca] = [await loadYandex(), await caPem()];
      const credentials = remembering(toCredentials);
      return createYandex({
        credentials: async () => credentials(await current()),
        endpoint,
        ca,
        proxy,
      });
    },
    oauth: {
      async withBrowser(url, clientId, signal) {
        const { signInWithBrowser } = await import('../gitlab/auth/browserSignIn');
        return signInWithBrowser(
          {
            baseUrl: url,
            clientId,
            ca: await caPem(),
            proxy,
            open: needs.openExternal,
            reach: needs.externalUrl,
          },
          signal,
        );
      },
      async withCode(url, clientId, show, signal) {
        const { openOAuth } = await import('../gitlab/auth/openOAuth');
        const oauth = openOAuth({ baseUrl: url, clientId, ca: await caPem(), proxy });
        try {
          return await oauth.device(
            ['api'],
            ({ userCode, completeUrl, verificationUrl }) =>
              show({ userCode, verificationUrl: completeUrl ?? verificationUrl }),
            signal,
          );
        } finally {
          oauth.dispose();
        }
      },
    },
    machineAccess: lazy(async () => {
      const { createMachineAccess } = await import('../ssh/machineAccess');
      return createMachineAccess(needs.home);
    }),
    workingCopy: async (signal) => (needs.trusted() ? openCopy(signal) : undefined),
    remoteUrls: async (signal) => (await openCopy(signal))?.remoteUrls(signal) ?? [],
    async parseIamToken(text) {
      return (await import('../yandex/credentials')).parsePastedToken(text);
    },
    async keyOwner(text) {
      return (await import('../yandex/authorizedKey')).parseAuthorizedKey(text).serviceAccountId;
    },
    async profilePlace(profile, signal) {
      const cli = (await import('../yandex/ycCli')).ycCli();
      const [folderId, endpoint] = await Promise.all([
        cli.setting(profile, 'folder-id', signal),
        cli.setting(profile, 'endpoint', signal),
      ]);
      return { folderId, endpoint };
    },
    async cloudProfiles(signal) {
      const { ycCli } = await import('../yandex/ycCli');
      try {
        const profiles = await ycCli().profiles(signal);
        return [...profiles]
          .sort((a, b) => Number(b.active) - Number(a.active))
          .map(({ name }) => name);
      } catch (error) {
        // No yc is the usual case; the other ways to sign in are offered then.
        if (error instanceof AppError) return [];
        throw error;
      }
    },
  };
}

async function toCredentials(credential: CloudCredential): Promise<Credentials> {
  switch (credential.kind) {
    case 'impersonation': {
      const { kind, serviceAccountId, through } = credential;
      return {
        kind,
        serviceAccountId: serviceAccountId as ServiceAccountId,
        through: await toDirect(through),
      };
    }
    case 'iam-token':
    case 'authorized-key':
    case 'cli':
    case 'metadata':
      return toDirect(credential);
  }
}

async function toDirect(
  credential: DirectCredential,
): Promise<Exclude<Credentials, { readonly kind: 'impersonation' }>> {
  if (credential.kind !== 'authorized-key') return credential;
  const { parseAuthorizedKey } = await import('../yandex/authorizedKey');
  return { kind: 'authorized-key', key: parseAuthorizedKey(credential.file.reveal()) };
}

/** The same answer to the same question, when it is asked again at once. */
function remembering<A, B>(work: (given: A) => Promise<B>): (given: A) => Promise<B> {
  let last: { readonly given: A; readonly answer: Promise<B> } | undefined;
  return (given) => {
    if (last?.given !== given) last = { given, answer: work(given) };
    return last.answer;
  };
}

function logRequest(log: (text: string) => void) {
  return (record: { method: string; path: string; status: number | undefined; ms: number }): void =>
    log(
      `${record.method} ${record.path.split('?')[0] ?? ''} → ${record.status ?? 'no answer'} in ${record.ms.toFixed(0)} ms`,
    );
}
