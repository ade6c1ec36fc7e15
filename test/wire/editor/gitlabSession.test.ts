import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { removeCertificates, samplePath, tokenWith } from '../gitlab/support';
import { person, withSample, type SampleWorld } from '../sandbox-gitlab/sample';
import { choose, leave, type Reaction, type as typing } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { openWindow, type TestWindow, type WindowOptions } from './window';

describe('signing in to a GitLab', () => {
  let there: SampleWorld;
  let home: TempFolder;
  beforeAll(async () => {
    [there, home] = await Promise.all([withSample(), tempFolder()]);
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
    await removeCertificates();
  });

  const window = (options: Partial<WindowOptions> = {}): TestWindow =>
    openWindow({
      home: home.path,
      ...options,
      settings: { caFile: there.gitlab.caFile, gitlabUrl: there.gitlab.url, ...options.settings },
    });
  const anna = (): string => there.gitlab.tokens['anna']?.reveal() ?? '';
  const withToken = (token = anna()): [string, Reaction][] => [
    ['Sign in to GitLab', choose(there.gitlab.url)],
    [`Sign in to ${there.gitlab.url}`, choose('Paste a personal access token')],
    [`Sign in to ${there.gitlab.url}`, typing(token)],
  ];

  it('keeps the token in the vault alone and offers to choose a project', async () => {
    using editor = window();
    editor.ui.will(...withToken());
    await editor.commands['mlops.gitlab.signIn']();
    expect(editor.gitlab.current).toEqual({
      url: there.gitlab.url,
      username: 'anna',
      projectPath: undefined,
    });
    expect(editor.vault.keys).toEqual(['gitlab accounts', `gitlab ${there.gitlab.url} anna`]);
    expect(JSON.stringify([...editor.memory])).not.toContain(anna());
    expect(editor.ui.messages).toEqual([`Signed in to ${there.gitlab.url} as anna.`]);
    editor.ui.will(['Choose a GitLab project', choose('Credit scoring')]);
    await editor.ui.press('Choose Project');
    expect(editor.gitlab.current?.projectPath).toBe(samplePath);
  });

  it('takes the project of the settings, and survives a reload of the window', async () => {
    const options = { settings: { gitlabProject: samplePath } };
    using editor = window(options);
    editor.ui.will(...withToken());
    await editor.commands['mlops.gitlab.signIn']();
    expect(editor.ui.messages.at(-1)).toContain(`Project: ${samplePath}.`);
    using reloaded = window({ ...options, vault: editor.vault, memory: editor.memory });
    expect((await reloaded.gitlab.project(never)).path).toBe(samplePath);
  });

  it('types an address when another GitLab is wanted, and refuses odd ones', async () => {
    using editor = window({ settings: { gitlabUrl: '' } });
    editor.ui.will(
      ['Sign in to GitLab', typing('http://gitlab.example.com')],
      ['Sign in to GitLab', typing(`${there.gitlab.url}/`)],
      [`Sign in to ${there.gitlab.url}`, leave],
    );
    await editor.commands['mlops.gitlab.signIn']();
    expect(editor.ui.refused).toEqual([
      'Use https://: over http:// everybody on the way could read the token.',
    ]);
  });

  it.each<[string, [string, Reaction][]]>([
    ['which GitLab', [['Sign in to GitLab', leave]]],
    [
      'another address',
      [
        ['Sign in to GitLab', choose('Another GitLab…')],
        ['Sign in to GitLab', leave],
      ],
    ],
    [
      'how',
      [
        ['Sign in to GitLab', choose(/localhost/)],
        ['Sign in to https', leave],
      ],
    ],
    [
      'the token',
      [
        ['Sign in to GitLab', choose(/localhost/)],
        ['Sign in to https', choose('Create a personal access token')],
        ['Sign in to https', leave],
      ],
    ],
    [
      'the application',
      [
        ['Sign in to GitLab', choose(/localhost/)],
        ['Sign in to https', choose('Sign in with the browser')],
        ['Sign in to https', leave],
      ],
    ],
  ])('leaves nothing behind when one leaves at: %s', async (_at, script) => {
    using editor = window();
    editor.ui.will(...script);
    await editor.commands['mlops.gitlab.signIn']();
    expect([editor.vault.keys, [...editor.memory], editor.ui.told, editor.ui.unused]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  it('keeps nothing of a token that is wrong or may too little', async () => {
    using editor = window();
    const narrow = tokenWith(there.gitlab, 'narrow', ['read_api']).reveal();
    editor.ui.will(...withToken('glpat-wrong-wrong-wrong'), ...withToken(narrow));
    await expect(editor.commands['mlops.gitlab.signIn']()).rejects.toMatchObject({
      kind: 'signed-out',
      fix: 'sign-in-gitlab',
    });
    await expect(editor.commands['mlops.gitlab.signIn']()).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('"narrow" lacks the scope api') as string,
    });
    expect([editor.vault.keys, [...editor.memory]]).toEqual([[], []]);
  });

  it('keeps the sign-in of before when a new one fails', async () => {
    using editor = window();
    editor.ui.will(...withToken(), ...withToken('glpat-wrong-wrong-wrong'));
    await editor.commands['mlops.gitlab.signIn']();
    await expect(editor.commands['mlops.gitlab.signIn']()).rejects.toMatchObject({
      kind: 'signed-out',
    });
    expect((await (await editor.gitlab.client()).account.user(never)).username).toBe('anna');
  });

  it('can be cancelled while it works', async () => {
    using editor = window();
    there.gitlab.faults.add({
      service: 'gitlab',
      match: 'GET /api/v4/personal_access_tokens/self',
      fault: { kind: 'hang' },
    });
    editor.ui.cancelAt = 'Signing in';
    editor.ui.will(...withToken());
    await expect(editor.commands['mlops.gitlab.signIn']()).rejects.toMatchObject({
      kind: 'cancelled',
    });
    there.gitlab.faults.clear();
    expect([editor.vault.keys, [...editor.memory]]).toEqual([[], []]);
  });

  it('is ended by signing out, in this window and in others', async () => {
    using one = window({ settings: { gitlabProject: samplePath } });
    one.ui.will(...withToken());
    await one.commands['mlops.gitlab.signIn']();
    using other = window({ vault: one.vault, memory: new Map(one.memory) });
    expect((await other.gitlab.project(never)).path).toBe(samplePath);
    await one.commands['mlops.gitlab.signOut']();
    expect(one.gitlab.current).toBeUndefined();
    expect([one.vault.keys, [...one.memory]]).toEqual([[], []]);
    await expect(one.gitlab.client()).rejects.toMatchObject({ kind: 'signed-out' });
    await expect.poll(() => other.gitlab.current).toBeUndefined();
    await expect(other.gitlab.client()).rejects.toMatchObject({
      kind: 'signed-out',
      fix: 'sign-in-gitlab',
    });
    await expect(other.gitlab.token(never)).rejects.toMatchObject({ kind: 'signed-out' });
    await one.commands['mlops.gitlab.signOut']();
    expect(one.ui.messages.filter((message) => message.startsWith('Signed out'))).toHaveLength(1);
  });

  it('shows nothing of the account and project of before', async () => {
    const boris = await person(there.gitlab, 'boris', 0);
    using editor = window({ settings: { gitlabProject: samplePath } });
    editor.ui.will(...withToken());
    await editor.commands['mlops.gitlab.signIn']();
    await Promise.all([editor.project.branches.refresh(), editor.project.models.refresh()]);
    expect(editor.project.branches.value?.branches.map(({ name }) => name)).toEqual(['main']);
    const changes: (string | undefined)[] = [];
    editor.project.branches.onDidChange(() =>
      changes.push(editor.project.branches.value?.project.path),
    );
    editor.change({ gitlabProject: '' });
    await editor.commands['mlops.gitlab.signOut']();
    expect([editor.project.branches.value, editor.project.models.value]).toEqual([
      undefined,
      undefined,
    ]);
    editor.ui.will(...withToken(boris));
    await editor.commands['mlops.gitlab.signIn']();
    await editor.project.branches.refresh();
    expect(editor.project.branches.current).toMatchObject({
      kind: 'failed',
      error: { kind: 'not-found', fix: 'choose-project' },
      last: undefined,
    });
    expect(changes.filter((path) => path !== undefined)).toEqual([]);
  });

  it('wakes what failed when one signs in again', async () => {
    using editor = window({ settings: { gitlabProject: samplePath } });
    editor.ui.will(...withToken());
    await editor.commands['mlops.gitlab.signIn']();
    editor.vault.kept.clear();
    using _watching = disposing(editor.project.branches.watch());
    await editor.project.branches.refresh();
    expect(editor.project.branches.current).toMatchObject({ error: { kind: 'signed-out' } });
    editor.ui.will(...withToken());
    await editor.commands['mlops.gitlab.signIn']();
    await expect.poll(() => editor.project.branches.current.kind).toBe('ready');
  });

  it('does not take an odd secret for a sign-in', async () => {
    using editor = window();
    editor.ui.will(...withToken());
    await editor.commands['mlops.gitlab.signIn']();
    await editor.vault.set(`gitlab ${there.gitlab.url} anna`, new Secret('{"kind":"other"}'));
    await expect(editor.gitlab.token(never)).rejects.toMatchObject({ kind: 'signed-out' });
  });
});

function disposing(one: { dispose(): void }): Disposable {
  return { [Symbol.dispose]: () => one.dispose() };
}
