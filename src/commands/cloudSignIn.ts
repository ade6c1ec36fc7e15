import { isAppError } from '../base/errors';
import { Secret } from '../base/secret';
import { type Choice, type Ui } from '../host/ui';
import { type Account } from '../model/account';
import { type Cloud } from '../model/cloud';
import { type CloudCredential, type DirectCredential } from '../model/cloudCredential';
import { type CloudClient, type CloudSessionStore } from '../stores/cloudSessionStore';

export interface CloudSignInNeeds {
  readonly ui: Ui;
  readonly session: CloudSessionStore;
  /** Reads what was pasted; refuses OAuth tokens with the reason. */
  readonly parseToken: (text: string) => Promise<Secret>;
  /** Checks the file of an authorized key; tells whose it is. */
  readonly keyOwner: (text: string) => Promise<string>;
  /** Names of the profiles of `yc`, the active one first; empty when there is no `yc`. */
  readonly profiles: (signal: AbortSignal) => Promise<readonly string[]>;
  /** What a profile says of where it belongs. */
  readonly profilePlace: (
    profile: string,
    signal: AbortSignal,
  ) => Promise<{ readonly folderId: string | undefined; readonly endpoint: string | undefined }>;
  readonly readFile: (path: string) => Promise<string>;
  readonly endpoint: () => string;
  /** Another installation of the cloud, for this workspace. */
  readonly useEndpoint: (endpoint: string) => Promise<void>;
  readonly chooseFolder: (clouds: readonly Cloud[], folderId?: string) => Promise<void>;
}

type Way =
  | { readonly kind: 'kept'; readonly account: Account }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'key' | 'token' | 'metadata' | 'impersonation' };

const title = 'Sign in to Yandex Cloud';

/** Asks how to sign in, and does it. Undefined: the user left. */
export async function signInToCloud(needs: CloudSignInNeeds): Promise<Account | undefined> {
  const { ui, session } = needs;
  const profiles = await ui.progress({
    title: 'Looking for yc…',
    place: 'window',
    run: (_report, signal) => needs.profiles(signal),
  });
  const others = (await session.accountsHere()).filter(({ id }) => id !== session.account?.id);
  const way = await ui.pick<Way>({
    title,
    placeholder: 'How?',
    choices: [
      ...others.map((account) => ({
        label: account.label,
        description: 'signed in already',
        icon: 'account',
        value: { kind: 'kept', account } as const,
      })),
      ...directWays(profiles),
      {
        label: 'Act as a service account…',
        detail:
          'With the rights of that account alone; you need the role iam.serviceAccounts.tokenCreator on it',
        icon: 'person',
        value: { kind: 'impersonation' },
      },
    ],
  });
  if (way?.kind === 'kept') return signInWith(needs, way);
  const credential =
    way?.kind === 'impersonation'
      ? await askImpersonation(needs, profiles)
      : await askDirect(needs, way);
  return credential && signInWith(needs, credential);
}

async function signInWith(
  needs: CloudSignInNeeds,
  given: CloudCredential | Extract<Way, { kind: 'kept' }>,
): Promise<Account | undefined> {
  const { ui, session } = needs;
  const place = given.kind === 'cli' ? await placeOf(needs, given.profile) : undefined;
  const instead = given.kind === 'kept' ? undefined : await askInstead(needs, given);
  if (instead === 'left') return undefined;
  const clouds = await ui.progress({
    title: 'Signing in to Yandex Cloud…',
    run: (_report, signal) =>
      given.kind === 'kept'
        ? session.use(given.account, signal)
        : session.signIn(given, signal, instead),
  });
  const known = session.target;
  if (!known || !clouds.some((cloud) => cloud.id === known.folder.cloudId)) {
    await needs.chooseFolder(clouds, place?.folderId);
  }
  const { target } = session;
  ui.tell(
    target
      ? `Signed in to Yandex Cloud: folder ${target.folder.name} of ${target.cloudName}.`
      : 'Signed in to Yandex Cloud.',
  );
  return session.account;
}

/** A pasted token does not say whose it is: a new one of the account at work, or somebody else's. */
async function askInstead(
  { ui, session }: CloudSignInNeeds,
  credential: CloudCredential,
): Promise<Account | 'left' | undefined> {
  const alike = await session.keptLike(credential);
  const own = alike.find(({ id }) => id === session.account?.id);
  if (own || alike.length === 0) return own;
  const choice = await ui.pick<Account | 'another'>({
    title,
    placeholder: 'Whose token is it?',
    choices: [
      {
        label: 'Of another account',
        detail: 'Is kept beside the ones that were pasted before',
        icon: 'add',
        value: 'another',
      },
      ...alike.map((account) => ({
        label: `A new token of “${account.label}”`,
        detail: 'Takes the place of the old one, in every workspace that uses it',
        icon: 'sync',
        value: account,
      })),
    ],
  });
  return choice === 'another' ? undefined : (choice ?? 'left');
}

/** A profile may belong to another installation of the cloud than the settings. */
async function placeOf(needs: CloudSignInNeeds, profile: string | undefined) {
  if (profile === undefined) return undefined;
  const place = await needs.ui.progress({
    title: `Reading yc profile ${profile}…`,
    place: 'window',
    run: (_report, signal) => needs.profilePlace(profile, signal),
  });
  const { endpoint } = place;
  if (endpoint !== undefined && withPort(endpoint) !== withPort(needs.endpoint())) {
    const agreed = await needs.ui.confirm({
      message: `The yc profile ${profile} belongs to the installation at ${endpoint}. Use that endpoint in this workspace?`,
      detail: `The settings name ${needs.endpoint()}, where a token of this profile is not known.`,
      action: 'Use It',
    });
    if (agreed) await needs.useEndpoint(withPort(endpoint));
  }
  return place;
}

function withPort(endpoint: string): string {
  return /:\d+$/.test(endpoint) ? endpoint : `${endpoint}:443`;
}

function directWays(profiles: readonly string[]): Choice<Exclude<Way, { kind: 'kept' }>>[] {
  return [
    ...profiles.map((profile, index) => ({
      label: `yc profile ${profile}`,
      description: index === 0 ? 'in use' : '',
      detail: 'Tokens come from the yc program and renew themselves',
      icon: 'terminal',
      value: { kind: 'profile', profile } as const,
    })),
    {
      label: 'Authorized key of a service account',
      detail: 'The JSON file that the console gives; kept in VS Code’s secret storage',
      icon: 'key',
      value: { kind: 'key' },
    },
    {
      label: 'Paste an IAM token',
      detail: 'From “yc iam create-token”; works for 12 hours at most and cannot be renewed',
      icon: 'clippy',
      value: { kind: 'token' },
    },
    {
      label: 'Service account of this machine',
      detail: 'When VS Code runs on a VM in Yandex Cloud',
      icon: 'vm',
      value: { kind: 'metadata' },
    },
  ];
}

async function askDirect(
  needs: CloudSignInNeeds,
  way: Exclude<Way, { kind: 'kept' }> | undefined,
): Promise<DirectCredential | undefined> {
  const { ui } = needs;
  switch (way?.kind) {
    case undefined:
    case 'impersonation':
      return undefined;
    case 'profile':
      return { kind: 'cli', profile: way.profile };
    case 'metadata':
      return { kind: 'metadata' };
    case 'key': {
      const path = await ui.chooseFile({ title: 'Authorized key', filters: { JSON: ['json'] } });
      if (path === undefined) return undefined;
      const text = await needs.readFile(path);
      const serviceAccountId = await needs.keyOwner(text);
      return { kind: 'authorized-key', file: new Secret(text), serviceAccountId };
    }
    case 'token': {
      const text = await ui.input({
        title,
        prompt: 'IAM token; “yc iam create-token” prints one',
        placeholder: 't1.…',
        password: true,
        check: async (value) => {
          await needs.parseToken(value);
          return undefined;
        },
      });
      return text === undefined
        ? undefined
        : { kind: 'iam-token', token: await needs.parseToken(text) };
    }
  }
}

/** Whose right to act for others counts, and for whom. */
async function askImpersonation(
  needs: CloudSignInNeeds,
  profiles: readonly string[],
): Promise<CloudCredential | undefined> {
  const { ui, session } = needs;
  const way = await ui.pick({
    title: 'Act as a service account',
    placeholder: 'First: how do you sign in yourself?',
    choices: directWays(profiles),
  });
  const through = await askDirect(needs, way);
  if (!through) return undefined;
  const serviceAccountId = await ui.pick<string>({
    title: 'Act as which service account?',
    placeholder: 'Choose one, or type its ID',
    choices: (signal) =>
      session.look(through, (client) => serviceAccounts(client, signal)).catch(unlessHidden),
    empty: 'No service account is shown to you. Type its ID.',
    typed: (text) =>
      /^[a-z0-9]{10,50}$/.test(text)
        ? { label: `Service account ${text}`, icon: 'person', value: text }
        : undefined,
  });
  return serviceAccountId === undefined
    ? undefined
    : { kind: 'impersonation', serviceAccountId, through };
}

/** Enough to choose from; in a bigger organization one types the id. */
const foldersRead = 30;

async function serviceAccounts(
  client: CloudClient,
  signal: AbortSignal,
): Promise<Choice<string>[]> {
  const clouds = await client.clouds(signal);
  const folders = await Promise.all(clouds.map((cloud) => client.folders(cloud.id, signal)));
  const found = await Promise.all(
    folders
      .flat()
      .slice(0, foldersRead)
      .map(async (folder) =>
        (await client.serviceAccounts(folder.id, signal).catch(unlessHidden)).map((account) => ({
          label: account.name,
          description: `${account.id} · folder ${folder.name}`,
          detail: account.description,
          icon: 'person',
          value: account.id,
        })),
      ),
  );
  return found.flat();
}

function unlessHidden(error: unknown): [] {
  if (isAppError(error, 'forbidden', 'not-found')) return [];
  throw error;
}
