import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { registeredRedirect } from '../../../src/model/oauth';
import { Secret } from '../../../src/base/secret';
import { packGitLabCredential, unpackGitLabCredential } from '../../../src/model/gitlabCredential';
import { Browser } from '../sandbox-gitlab/browser';
import { type SampleWorld, withSample } from '../sandbox-gitlab/sample';
import { removeCertificates } from '../sandbox-gitlab/support';
import { choose, type Reaction, type as typing } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { openWindow, type TestWindow, type WindowOptions } from './window';

const application = {
  clientId: 'e'.repeat(64),
  name: 'Editor',
  redirectUris: [registeredRedirect],
  scopes: ['api'],
  confidential: false,
};

describe('signing in to GitLab with OAuth', () => {
  let there: SampleWorld;
  let home: TempFolder;
  beforeAll(async () => {
    [there, home] = await Promise.all([withSample({ applications: [application] }), tempFolder()]);
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
    await removeCertificates();
  });

  /** A window whose user follows every page that is opened in a browser, signed in as anna. */
  function window(
    visit: (browser: Browser, page: URL) => Promise<unknown> = agree,
    options: Partial<WindowOptions> = {},
  ): TestWindow {
    const { gitlab } = there;
    const editor = openWindow({
      home: home.path,
      ...options,
      settings: {
        caFile: gitlab.caFile,
        gitlabUrl: gitlab.url,
        oauthClientId: application.clientId,
        ...options.settings,
      },
    });
    editor.ui.openExternal = async (url) => {
      editor.ui.opened.push(url);
      const browser = new Browser(gitlab);
      await browser.signIn('anna', gitlab.passwords['anna']?.reveal() ?? '');
      const page = new URL(url);
      await browser.open(page.pathname + page.search);
      return (await visit(browser, page)) !== false;
    };
    return editor;
  }

  const script = (way: string): [string, Reaction][] => [
    ['Sign in to GitLab', choose(there.gitlab.url)],
    [`Sign in to ${there.gitlab.url}`, choose(way)],
  ];
  const inBrowser = 'Sign in with the browser';
  const tokensOf = (editor: TestWindow) => {
    const kept = editor.vault.kept.get(`gitlab ${there.gitlab.url} anna`);
    const credential = kept && unpackGitLabCredential(kept);
    return credential?.kind === 'oauth' ? credential.tokens : undefined;
  };
  /** As after two hours: the kept tokens have ended. */
  const expire = async (editor: TestWindow): Promise<void> => {
    const tokens = tokensOf(editor);
    if (!tokens) throw new Error('Nobody is signed in.');
    const packed = packGitLabCredential({
      kind: 'oauth',
      clientId: application.clientId,
      tokens: { ...tokens, expiresAt: 1 },
    });
    await editor.vault.set(`gitlab ${there.gitlab.url} anna`, packed);
  };

  it('goes through the browser and back to this machine', async () => {
    using editor = window();
    editor.ui.will(...script(inBrowser));
    await editor.commands['mlops.gitlab.signIn']();
    expect(editor.gitlab.current?.username).toBe('anna');
    expect((await (await editor.gitlab.client()).account.user(never)).username).toBe('anna');
    expect(tokensOf(editor)?.refresh).toBeDefined();
    const redirect = new URL(
      new URL(editor.ui.opened[0] ?? '').searchParams.get('redirect_uri') ?? '',
    );
    await expect(fetch(redirect), 'nobody listens afterwards').rejects.toThrow();
  });

  it('asks for the application when the settings name none', async () => {
    using editor = window(agree, { settings: { oauthClientId: '' } });
    editor.ui.will(
      ...script(inBrowser),
      [`Sign in to ${there.gitlab.url}`, typing('')],
      [`Sign in to ${there.gitlab.url}`, typing(application.clientId)],
    );
    await editor.commands['mlops.gitlab.signIn']();
    expect([editor.gitlab.current?.username, editor.ui.refused]).toEqual([
      'anna',
      ['Paste the application ID.'],
    ]);
  });

  it('takes no answer but the one to its own question', async () => {
    const answers: number[] = [];
    using editor = window(async (browser, page) => {
      const redirect = page.searchParams.get('redirect_uri') ?? '';
      const elsewhere = new URL('/other', redirect);
      for (const url of [`${redirect}?code=stolen&state=guessed`, `${redirect}?code=x`, elsewhere])
        answers.push((await fetch(url)).status);
      return agree(browser, page);
    });
    editor.ui.will(...script(inBrowser));
    await editor.commands['mlops.gitlab.signIn']();
    expect([answers, editor.gitlab.current?.username]).toEqual([[404, 404, 404], 'anna']);
  });

  it('says that it was refused, and keeps nothing', async () => {
    using editor = window(refuse);
    editor.ui.will(...script(inBrowser));
    await expect(editor.commands['mlops.gitlab.signIn']()).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('denied the request') as string,
    });
    expect([editor.vault.keys, editor.gitlab.current]).toEqual([[], undefined]);
  });

  it.each<[string, (browser: Browser, page: URL) => Promise<unknown>]>([
    ['the page is not opened', () => Promise.resolve(false)],
    ['opening fails', () => Promise.reject(new Error('no browser'))],
  ])('stops to listen when %s', async (_why, visit) => {
    using editor = window(visit);
    editor.ui.will(...script(inBrowser));
    await expect(editor.commands['mlops.gitlab.signIn']()).rejects.toThrow(/Cancelled|no browser/);
    const redirect = new URL(editor.ui.opened[0] ?? '').searchParams.get('redirect_uri') ?? '';
    await expect(fetch(redirect)).rejects.toThrow();
    expect(editor.vault.keys).toEqual([]);
  });

  it('stops to listen when the user cancels, though the browser never comes back', async () => {
    using editor = window(() => Promise.resolve(true));
    editor.ui.cancelAt = 'Waiting for';
    editor.ui.will(...script(inBrowser));
    await expect(editor.commands['mlops.gitlab.signIn']()).rejects.toMatchObject({
      kind: 'cancelled',
    });
    expect(editor.vault.keys).toEqual([]);
  });

  it('works with a code from another device', async () => {
    using editor = window(async (browser) => {
      await browser.submit('/oauth/device');
      await browser.submit('/oauth/device', { decision: 'allow' });
    });
    editor.ui.will(...script('Sign in with a code'));
    await editor.commands['mlops.gitlab.signIn']();
    expect(editor.gitlab.current?.username).toBe('anna');
    expect(editor.ui.reports[0]).toMatch(/^Enter the code \S+ at https:/);
    expect(editor.ui.copied[0]).toBe(/code (\S+) at/.exec(editor.ui.reports[0] ?? '')?.[1]);
  });

  it('renews the tokens once for many calls, and keeps the new ones', async () => {
    using editor = window();
    editor.ui.will(...script(inBrowser));
    await editor.commands['mlops.gitlab.signIn']();
    const before = tokensOf(editor);
    await expire(editor);
    const client = await editor.gitlab.client();
    const users = await Promise.all([1, 2, 3].map(() => client.account.user(never)));
    expect(users.map(({ username }) => username)).toEqual(['anna', 'anna', 'anna']);
    const after = tokensOf(editor);
    expect(after?.access.equals(before?.access ?? new Secret(''))).toBe(false);
    expect(after?.expiresAt).toBeGreaterThan(Date.now());
  });

  it('renews them when the server refuses them earlier than they said', async () => {
    using editor = window();
    editor.ui.will(...script(inBrowser));
    await editor.commands['mlops.gitlab.signIn']();
    for (const token of there.gitlab.world.tables.tokens)
      if (token.kind === 'oauth') token.expiresAt = 1;
    const client = await editor.gitlab.client();
    expect((await client.account.user(never)).username).toBe('anna');
  });

  it('lets two windows renew at the same time', async () => {
    using one = window();
    one.ui.will(...script(inBrowser));
    await one.commands['mlops.gitlab.signIn']();
    using two = window(agree, { vault: one.vault, memory: new Map(one.memory) });
    await expire(one);
    const names = await Promise.all(
      [one, two].map(async (editor) => {
        const client = await editor.gitlab.client();
        return (await client.account.user(never)).username;
      }),
    );
    expect(names).toEqual(['anna', 'anna']);
    await expire(two);
    expect((await (await two.gitlab.client()).account.user(never)).username).toBe('anna');
    expect((await (await one.gitlab.client()).account.user(never)).username).toBe('anna');
  });

  it('says that one has to sign in again when the tokens cannot be renewed', async () => {
    using editor = window();
    editor.ui.will(...script(inBrowser));
    await editor.commands['mlops.gitlab.signIn']();
    await expire(editor);
    for (const token of there.gitlab.world.tables.tokens)
      if (token.kind === 'oauth') token.revoked = true;
    await expect((await editor.gitlab.client()).account.user(never)).rejects.toMatchObject({
      kind: 'signed-out',
      fix: 'sign-in-gitlab',
    });
  });

  it('stays signed out when that happens while tokens are renewed', async () => {
    using editor = window();
    editor.ui.will(...script(inBrowser));
    await editor.commands['mlops.gitlab.signIn']();
    await expire(editor);
    there.gitlab.faults.add({
      service: 'gitlab',
      match: 'POST /oauth/token',
      fault: { kind: 'delay', ms: 150 },
    });
    const { seen } = there.gitlab.faults;
    const before = seen.gitlab;
    const calling = (await editor.gitlab.client()).account.user(never).catch(() => undefined);
    await expect.poll(() => seen.gitlab).toBe(before + 1);
    await editor.commands['mlops.gitlab.signOut']();
    await calling;
    expect(editor.vault.keys).toEqual([]);
  });
});

function agree(browser: Browser, _page: URL): Promise<unknown> {
  return answer(browser, 'allow');
}

function refuse(browser: Browser, _page: URL): Promise<unknown> {
  return answer(browser, 'deny');
}

/** Presses the button, and goes where GitLab sends the browser. */
async function answer(browser: Browser, decision: string): Promise<unknown> {
  const { headers } = await browser.submit('/oauth/authorize', { decision });
  return fetch(headers['location'] ?? '').then((response) => response.text());
}
