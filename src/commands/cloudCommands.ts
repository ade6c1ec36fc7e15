import { isAppError } from '../base/errors';
import { type Ui } from '../host/ui';
import { type Account } from '../model/account';
import { type Cloud, type Folder } from '../model/cloud';
import { type FolderId } from '../model/ids';
import { type CloudClient, type CloudSessionStore } from '../stores/cloudSessionStore';
import { consolePath } from '../model/consoleLinks';
import { type Some } from './handlers';

export interface CloudCommandsNeeds {
  readonly ui: Ui;
  readonly session: CloudSessionStore;
  readonly signIn: () => Promise<Account | undefined>;
  readonly openConsole: (path: string) => Promise<void>;
}

/** Signing in to Yandex Cloud and choosing where to work. */
export function cloudCommands(needs: CloudCommandsNeeds): Some<'cloud' | 'resource'> {
  const { ui, session } = needs;
  return {
    async 'mlops.cloud.signIn'() {
      await needs.signIn();
    },
    async 'mlops.cloud.signOut'() {
      const { account } = session;
      await session.signOut();
      ui.tell(
        account ? `Signed out of Yandex Cloud: ${account.label}.` : 'Signed out of Yandex Cloud.',
      );
    },
    'mlops.cloud.chooseFolder': () => chooseFolder(ui, session),
    async 'mlops.resource.openInConsole'(node) {
      if (node && 'folderId' in node) {
        const kind = node.kind === 'resource' ? node.component : node.kind;
        await needs.openConsole(consolePath(kind, node.id, node.folderId));
      }
    },
    async 'mlops.resource.copyId'(node) {
      if (node && 'id' in node) await ui.copy(node.id);
    },
  };
}

/** @param given the clouds, when they are known @param suggested the folder to offer first, when it is there */
export async function chooseFolder(
  ui: Ui,
  session: CloudSessionStore,
  given?: readonly Cloud[],
  suggested = session.target?.folder.id as string | undefined,
): Promise<void> {
  const client = await session.client();
  const clouds =
    given ??
    (await ui.progress({
      title: 'Reading clouds…',
      run: (_report, signal) => client.clouds(signal),
    }));
  const known = session.target?.folder.cloudId;
  const cloud = await pickOnly<Cloud>({
    ui,
    title: 'Choose a cloud',
    placeholder: 'Search by name or ID, or type the ID of a folder',
    empty:
      'This account sees no cloud. Type the ID of a folder, or ask the cloud’s owner for the role resource-manager.clouds.member.',
    list: clouds,
    active: clouds.find(({ id }) => id === known),
    unasked: true,
  });
  if (!cloud) return;
  if (typeof cloud === 'string') return chooseById(ui, session, client, cloud);
  const folders = await ui.progress({
    title: 'Reading folders…',
    run: (_report, signal) => client.folders(cloud.id, signal),
  });
  const usable = folders.filter(({ state }) => state === 'active' || state === 'unknown');
  const folder = await pickOnly<Folder>({
    ui,
    title: `Choose a folder of ${cloud.name}`,
    placeholder: 'Search by name or ID, or type the ID of another folder',
    empty:
      'This account sees no folder in this cloud. Type the ID of one, or choose another cloud.',
    list: usable,
    active: usable.find(({ id }) => id === suggested),
    // Who has a folder and asks for another one wants to see what there is.
    unasked: given !== undefined || session.target === undefined,
  });
  if (!folder) return;
  if (typeof folder === 'string') return chooseById(ui, session, client, folder);
  await session.choose({ cloudName: cloud.name, folder });
}

/** Somebody may have rights in a folder and see neither its cloud nor a list with it. */
async function chooseById(
  ui: Ui,
  session: CloudSessionStore,
  client: CloudClient,
  id: string,
): Promise<void> {
  const target = await ui.progress({
    title: `Looking for folder ${id}…`,
    run: async (_report, signal) => {
      const folder = await client.folder(id as FolderId, signal);
      const cloud = await client.cloud(folder.cloudId, signal).catch((error: unknown) => {
        if (isAppError(error, 'forbidden', 'not-found')) return undefined;
        throw error;
      });
      return { cloudName: cloud?.name ?? folder.cloudId, folder };
    },
  });
  await session.choose(target);
}

interface Choosing<T> {
  readonly ui: Ui;
  readonly title: string;
  readonly placeholder: string;
  readonly empty: string;
  readonly list: readonly T[];
  readonly active: T | undefined;
  /** One choice is no question. */
  readonly unasked: boolean;
}

/** Answers the id of a folder when one was typed. */
async function pickOnly<T extends { readonly id: string; readonly name: string }>({
  ui,
  list,
  active,
  unasked,
  ...question
}: Choosing<T>): Promise<T | string | undefined> {
  if (unasked && list.length === 1) return list[0];
  return ui.pick<T | string>({
    ...question,
    choices: [...list]
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((one) => ({ label: one.name, description: one.id, value: one })),
    ...(active ? { active } : {}),
    typed: (text) =>
      /^[a-z0-9]{20}$/.test(text)
        ? { label: `Folder ${text}`, description: 'by its ID', icon: 'folder', value: text }
        : undefined,
  });
}
