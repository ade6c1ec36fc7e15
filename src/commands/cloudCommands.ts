import { type Ui } from '../host/ui';
import { type CloudCredential } from '../model/cloudCredential';
import { Secret } from '../base/secret';
import { type Cloud } from '../model/cloud';
import { type CloudSessionStore } from '../stores/cloudSessionStore';
import { type Some } from './handlers';

export interface CloudCommandsNeeds {
  readonly ui: Ui;
  readonly session: CloudSessionStore;
  /** Reads what was pasted; refuses OAuth tokens with the reason. */
  readonly parseToken: (text: string) => Promise<Secret>;
  /** Names of the profiles of `yc`, the active one first; empty when there is no `yc`. */
  readonly profiles: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly readFile: (path: string) => Promise<string>;
  readonly openConsole: (path: string) => Promise<void>;
}

type Method = CloudCredential['kind'];

/** Signing in to Yandex Cloud and choosing where to work. */
export function cloudCommands(needs: CloudCommandsNeeds): Some<'cloud' | 'resource'> {
  const { ui, session } = needs;

  const ask = async (): Promise<CloudCredential | undefined> => {
    const profiles = await ui.progress({
      title: 'Looking for yc…',
      place: 'window',
      run: (_report, signal) => needs.profiles(signal),
    });
    const method = await ui.pick<Method | { profile: string }>({
      title: 'Sign in to Yandex Cloud',
      placeholder: 'How?',
      choices: [
        ...profiles.map((profile, index) => ({
          label: `yc profile ${profile}`,
          description: index === 0 ? 'in use' : '',
          detail: 'Tokens come from the yc program and renew themselves',
          icon: 'terminal',
          value: { profile },
        })),
        {
          label: 'Authorized key of a service account',
          detail: 'The JSON file that the console gives; kept in VS Code’s secret storage',
          icon: 'key',
          value: 'authorized-key' as const,
        },
        {
          label: 'Paste an IAM token',
          detail: 'From “yc iam create-token”; works for 12 hours at most',
          icon: 'clippy',
          value: 'iam-token' as const,
        },
        {
          label: 'Service account of this machine',
          detail: 'When VS Code runs on a VM in Yandex Cloud',
          icon: 'vm',
          value: 'metadata' as const,
        },
      ],
    });
    if (method === undefined) return undefined;
    if (typeof method === 'object') return { kind: 'cli', profile: method.profile };
    switch (method) {
      case 'metadata':
        return { kind: 'metadata' };
      case 'cli':
        return { kind: 'cli', profile: undefined };
      case 'authorized-key': {
        const path = await ui.chooseFile({ title: 'Authorized key', filters: { JSON: ['json'] } });
        if (path === undefined) return undefined;
        return { kind: 'authorized-key', file: new Secret(await needs.readFile(path)) };
      }
      case 'iam-token': {
        const text = await ui.input({
          title: 'Sign in to Yandex Cloud',
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
  };

  const chooseFolder = async (given?: readonly Cloud[]): Promise<void> => {
    const client = await session.client();
    const cloud = await pickOnly(
      ui,
      'Choose a cloud',
      'This account sees no cloud. Ask its owner for the role resource-manager.clouds.member.',
      given ??
        (await ui.progress({
          title: 'Reading clouds…',
          run: (_r, signal) => client.clouds(signal),
        })),
    );
    if (!cloud) return;
    const folder = await pickOnly(
      ui,
      `Choose a folder of ${cloud.name}`,
      'This account sees no folder in this cloud.',
      await ui.progress({
        title: 'Reading folders…',
        run: (_r, signal) => client.folders(cloud.id, signal),
      }),
    );
    if (folder) await session.choose({ cloudName: cloud.name, folder });
  };

  return {
    async 'mlops.cloud.signIn'() {
      const credential = await ask();
      if (!credential) return;
      const clouds = await ui.progress({
        title: 'Signing in to Yandex Cloud…',
        run: (_report, signal) => session.signIn(credential, signal),
      });
      const known = session.target;
      if (!known || !clouds.some((cloud) => cloud.id === known.folder.cloudId))
        await chooseFolder(clouds);
      const { target } = session;
      ui.tell(
        target
          ? `Signed in to Yandex Cloud: folder ${target.folder.name} of ${target.cloudName}.`
          : 'Signed in to Yandex Cloud.',
      );
    },
    async 'mlops.cloud.signOut'() {
      await session.signOut();
      ui.tell('Signed out of Yandex Cloud.');
    },
    'mlops.cloud.chooseFolder': () => chooseFolder(),
    async 'mlops.resource.openInConsole'(node) {
      if (node && 'folderId' in node) await needs.openConsole(consolePath(node));
    },
    async 'mlops.resource.copyId'(node) {
      if (node && 'id' in node) await ui.copy(node.id);
    },
  };
}

/** One choice is no question. */
async function pickOnly<T extends { readonly id: string; readonly name: string }>(
  ui: Ui,
  title: string,
  empty: string,
  list: readonly T[],
): Promise<T | undefined> {
  if (list.length === 1) return list[0];
  return ui.pick({
    title,
    choices: list.map((one) => ({ label: one.name, description: one.id, value: one })),
    empty,
  });
}

/** Where the console shows a resource. */
export function consolePath(node: {
  readonly kind: string;
  readonly id: string;
  readonly folderId: string;
  readonly component?: string;
}): string {
  const base = `/folders/${node.folderId}`;
  switch (node.component ?? node.kind) {
    case 'network':
      return `${base}/vpc/network/${node.id}/overview`;
    case 'subnet':
      return `${base}/vpc/subnetwork/${node.id}/overview`;
    case 'security-group':
      return `${base}/vpc/security-group/${node.id}/overview`;
    case 'service-account':
      return `${base}/iam/service-account/${node.id}/overview`;
    case 'instance':
      return `${base}/managed-gitlab/instance/${node.id}/overview`;
    case 'machine':
      return `${base}/compute/instance/${node.id}/overview`;
    default:
      return base;
  }
}
