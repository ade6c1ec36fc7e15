import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showAccounts } from '../../../src/app/accountMenu';
import { createSignIns } from '../../../src/app/signIns';
import { never } from '../../../src/base/wait';
import { type AccountSource } from '../../../src/host/authentication';
import { removeCertificates } from '../gitlab/support';
import { person, type SampleWorld, withSample } from '../sandbox-gitlab/sample';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { choose, leave, type Reaction, type as typing } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { openWindow, type TestWindow, type WindowOptions } from './window';

describe('the accounts that are kept', () => {
  let there: SampleWorld;
  let cloud: SimulatedCloud;
  let home: TempFolder;
  let ca: string;
  let boris: string;
  beforeAll(async () => {
    [there, cloud, home] = await Promise.all([withSample(), simulatedCloud(), tempFolder()]);
    boris = await person(there.gitlab, 'boris', 30);
    ca = join(home.path, 'ca.pem');
    await writeFile(ca, cloud.ca);
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await cloud[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
    await removeCertificates();
  });

  const atGitLab = (options: Partial<WindowOptions> = {}): TestWindow =>
    openWindow({
      home: home.path,
      ...options,
      settings: { caFile: there.gitlab.caFile, gitlabUrl: there.gitlab.url, ...options.settings },
    });
  const atCloud = (options: Partial<WindowOptions> = {}): TestWindow =>
    openWindow({
      home: home.path,
      ...options,
      settings: { caFile: ca, cloudEndpoint: cloud.server.endpoint, ...options.settings },
    });
  const anna = (): string => there.gitlab.tokens['anna']?.reveal() ?? '';
  const withToken = (token: string): [string, Reaction][] => [
    ['Sign in to GitLab', choose(there.gitlab.url)],
    [`Sign in to ${there.gitlab.url}`, choose('Paste a personal access token')],
    [`Sign in to ${there.gitlab.url}`, typing(token)],
  ];
  const host = (): string => there.gitlab.url.replace('https://', '');
  /** The menu of accounts, without the editor around it. */
  function menuOf(editor: TestWindow): Record<string, AccountSource> {
    const sources: Record<string, AccountSource> = {};
    showAccounts({
      register: ({ id }, source) => {
        sources[id] = source;
        return { dispose: () => undefined };
      },
      cloud: editor.cloud,
      accounts: editor.accounts,
      signIns: () => Promise.resolve(createSignIns(editor)),
    });
    return sources;
  }

  it('are several per GitLab, and each workspace has its own', async () => {
    using editor = atGitLab();
    editor.ui.will(...withToken(anna()), ...withToken(boris));
    await editor.commands['mlops.gitlab.signIn']();
    await editor.commands['mlops.gitlab.signIn']();
    expect(editor.gitlab.current?.username).toBe('boris');
    using other = atGitLab({ vault: editor.vault });
    other.ui.will(
      ['Sign in to GitLab', choose(there.gitlab.url)],
      [`Sign in to ${there.gitlab.url}`, choose(`anna · ${host()}`)],
    );
    await other.commands['mlops.gitlab.signIn']();
    const names = await Promise.all(
      [editor, other].map(async ({ gitlab }) => {
        return (await (await gitlab.client()).account.user(never)).username;
      }),
    );
    expect(names).toEqual(['boris', 'anna']);
    expect((await editor.accounts.list()).map(({ label }) => label)).toEqual([
      `anna · ${host()}`,
      `boris · ${host()}`,
    ]);

    // Boris signs out: anna stays.
    await editor.commands['mlops.gitlab.signOut']();
    expect((await other.accounts.list()).map(({ label }) => label)).toEqual([`anna · ${host()}`]);
    expect(other.gitlab.current?.username).toBe('anna');
  });

  it('are told apart where a pasted token does not say whose it is', async () => {
    const paste: [string, Reaction][] = [
      ['Sign in to Yandex Cloud', choose('Paste an IAM token')],
      ['Sign in to Yandex Cloud', typing(cloud.server.token.reveal())],
    ];
    const ids = async (window: TestWindow): Promise<string[]> =>
      (await window.cloud.accounts()).map(({ label }) => label.split(' · ')[0] ?? '').sort();
    using first = atCloud();
    first.ui.will(...paste);
    await first.commands['mlops.cloud.signIn']();
    using second = atCloud({ vault: first.vault });
    second.ui.will(...paste, ['Sign in to Yandex Cloud', choose('Of another account')]);
    await second.commands['mlops.cloud.signIn']();
    expect(await ids(first)).toEqual(['IAM token', 'IAM token 2']);
    const names = [first, second].map(({ cloud: { account } }) => account?.label.split(' · ')[0]);
    expect(names).toEqual(['IAM token', 'IAM token 2']);

    // What is pasted for the account at work is a new token of it, and nothing is asked.
    second.ui.will(...paste);
    await second.commands['mlops.cloud.signIn']();
    expect(await ids(second)).toEqual(['IAM token', 'IAM token 2']);

    using third = atCloud({ vault: first.vault });
    third.ui.will(...paste, ['Sign in to Yandex Cloud', choose(/^A new token of “IAM token · /)]);
    await third.commands['mlops.cloud.signIn']();
    expect(third.cloud.account?.id).toBe(first.cloud.account?.id);
    expect(await ids(third)).toEqual(['IAM token', 'IAM token 2']);

    using last = atCloud({ vault: first.vault });
    last.ui.will(...paste, ['Sign in to Yandex Cloud', leave]);
    await last.commands['mlops.cloud.signIn']();
    expect(last.cloud.account).toBeUndefined();
    expect(await ids(last)).toEqual(['IAM token', 'IAM token 2']);
  });

  it('survive that two windows sign in at the same time', async () => {
    using one = atGitLab();
    using two = atGitLab({ vault: one.vault });
    one.ui.will(...withToken(anna()));
    two.ui.will(...withToken(boris));
    await Promise.all([
      one.commands['mlops.gitlab.signIn'](),
      two.commands['mlops.gitlab.signIn'](),
    ]);
    expect((await one.accounts.list()).map(({ id }) => id.split(' ')[1]).sort()).toEqual([
      'anna',
      'boris',
    ]);
  });

  it('of GitLab are listed, added, shown to others and signed out by the menu', async () => {
    using editor = atGitLab();
    const menu = menuOf(editor)['mlops-gitlab']!;
    expect(await menu.list()).toEqual([]);
    editor.ui.will(['Sign in to GitLab', leave]);
    expect(await menu.signIn()).toBeUndefined();
    editor.ui.will(...withToken(anna()));
    const account = await menu.signIn();
    expect(await menu.list()).toEqual([account]);
    expect((await menu.token(account!, never)).reveal()).toBe(anna());
    await menu.remove(account!, never);
    await expect.poll(() => editor.gitlab.current).toBeUndefined();
    expect(editor.vault.keys).toEqual([]);
    await expect(menu.token(account!, never)).rejects.toMatchObject({ kind: 'signed-out' });
  });

  it('of the cloud are listed, added, shown to others and signed out by the menu, in every window', async () => {
    using editor = atCloud();
    const menu = menuOf(editor)['mlops-yandex-cloud']!;
    editor.ui.will(
      ['Sign in to Yandex Cloud', choose('Paste an IAM token')],
      ['Sign in to Yandex Cloud', typing(cloud.server.token.reveal())],
    );
    const account = await menu.signIn();
    expect(account).toMatchObject({
      label: `IAM token · ${cloud.server.endpoint}`,
      place: cloud.server.endpoint,
      pasted: true,
    });
    expect((await menu.token(account!, never)).equals(cloud.server.token)).toBe(true);
    using other = atCloud({ vault: editor.vault });
    other.ui.will(['Sign in to Yandex Cloud', choose(account?.label ?? '')]);
    await other.commands['mlops.cloud.signIn']();
    expect(other.cloud.target?.folder.id).toBe(cloud.folderId);
    await menu.remove(account!, never);
    await expect
      .poll(() => [editor.cloud.account, other.cloud.account])
      .toEqual([undefined, undefined]);
    expect(editor.vault.keys).toEqual([]);
  });

  it('let work go on with a new token that is pasted in the middle', async () => {
    using editor = atCloud();
    const first = cloud.server.issueToken({ roles: ['viewer'] });
    const next = cloud.server.issueToken({ roles: ['viewer'] });
    const paste = (token: string): [string, Reaction][] => [
      ['Sign in to Yandex Cloud', choose('Paste an IAM token')],
      ['Sign in to Yandex Cloud', typing(token)],
    ];
    editor.ui.will(...paste(first.token.reveal()), ...paste(next.token.reveal()));
    await editor.commands['mlops.cloud.signIn']();
    const client = await editor.cloud.client();
    await client.networks(cloud.folderId, never);
    for (const row of cloud.server.world.tables.tokens.slice(-2, -1)) row.revoked = true;
    await expect(client.networks(cloud.folderId, never)).rejects.toMatchObject({
      kind: 'signed-out',
    });
    await editor.commands['mlops.cloud.signIn']();
    expect(await editor.cloud.client()).toBe(client);
    expect(await client.networks(cloud.folderId, never)).toBeInstanceOf(Array);
  });

  it('say so when the secret is not there any more, as without a keychain', async () => {
    using editor = atCloud();
    editor.ui.will(
      ['Sign in to Yandex Cloud', choose('Paste an IAM token')],
      ['Sign in to Yandex Cloud', typing(cloud.server.token.reveal())],
    );
    await editor.commands['mlops.cloud.signIn']();
    using reloaded = atCloud({ memory: editor.memory });
    await expect(reloaded.cloud.client()).rejects.toMatchObject({
      kind: 'signed-out',
      fix: 'sign-in-cloud',
      message: expect.stringContaining('no keychain that VS Code can use') as string,
    });
  });
});
