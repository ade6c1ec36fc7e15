import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { packGitLabCredential, unpackGitLabCredential } from '../../../src/model/gitlabCredential';
import { type FolderId } from '../../../src/model/ids';
import { registeredRedirect } from '../../../src/model/oauth';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox';
import { createYandex } from '../../../src/yandex/cloud';
import { choose, type Reaction, type as typing } from '../../support/scriptedUi';
import { ArgumentWatch, SecretSearch } from '../../support/secretSearch';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { buildTerraformStandIn } from '../../support/terraformStandIn/build';
import { type Browser } from '../sandbox-gitlab/browser';
import { git } from '../sandbox-gitlab/git';
import { ask } from '../sandbox-gitlab/support';
import { bundleRunner } from '../sandbox-machine/support';
import { activateGitLab, password, personalToken } from './activateGitLab';
import { patient, stepsLeft } from './environmentScene';
import { keyFile, keyLines, makeRobot } from './serviceAccountKey';
import { openWindow, type TestWindow } from './window';
import { askedBlueprint } from './wizard';

/** As the operator of the sandbox has them. */
const roles = [
  'vpc.admin',
  'compute.admin',
  'gitlab.editor',
  'iam.serviceAccounts.admin',
  'iam.serviceAccounts.user',
  'resource-manager.admin',
  'resource-manager.viewer',
];

interface Way {
  readonly cloud: 'key' | 'token';
  readonly gitlab: 'browser' | 'code';
}

describe('a whole life leaves no secret anywhere', { timeout: 180_000 }, () => {
  let sandbox: Sandbox;
  let tools: TempFolder;
  let program: string;
  let runnerProgram: string;
  let ca: string;
  let key: string;
  beforeAll(async () => {
    tools = await tempFolder();
    program = await buildTerraformStandIn(tools.path);
    runnerProgram = await bundleRunner(tools.path);
  }, 60_000);
  beforeEach(async () => {
    sandbox = await startSandbox({ speed: 5_000, faults: [], runnerProgram });
    const { cloud, address } = sandbox;
    ca = await readFile(address.cloud.ca, 'utf8');
    const credentials = { kind: 'iam-token', token: cloud.token } as const;
    const operator = createYandex({ endpoint: cloud.endpoint, ca, credentials });
    const robot = await makeRobot(operator, cloud.folderId as FolderId, roles);
    operator.dispose();
    key = await keyFile(cloud, ca, robot);
  });
  afterEach(() => sandbox[Symbol.asyncDispose]());
  afterAll(() => tools[Symbol.asyncDispose]());

  it.each<[Way['cloud'], Way['gitlab']]>([
    ['key', 'browser'],
    ['token', 'code'],
  ])('signed in with a %s of the cloud, and in GitLab by OAuth with the %s', async (...by) => {
    const way: Way = { cloud: by[0], gitlab: by[1] };
    await using home = await tempFolder();
    using args = new ArgumentWatch();
    const folder = join(home.path, 'work');
    await someWork(folder);
    using editor = openWindow({
      home: home.path,
      folder,
      settings: {
        cloudEndpoint: sandbox.cloud.endpoint,
        caFile: sandbox.address.cloud.ca,
        sshPort: sandbox.address.sshPort ?? 22,
        terraformPath: program,
        blueprint: { gitlab: { adminLogin: 'anna' } },
      },
    });
    const { commands, ui } = editor;
    const secrets = new Set([sandbox.cloud.token.reveal(), password, ...keyLines(key)]);

    ui.path = join(tools.path, 'key.json');
    await writeFile(ui.path, key);
    ui.will(...cloudScript(way));
    await commands['mlops.cloud.signIn']();
    const plan = await planned(editor);
    const begun = await editor.environment.begin(plan);
    await expect.poll(() => stepsLeft(editor), patient).toEqual(['activation']);
    const url = editor.environment.current.stack?.runs.create['gitlab']?.outputs['url'] ?? '';
    const browser = await activateGitLab(sandbox, url);
    const pasted = await personalToken(browser);
    secrets.add(pasted);
    const clientId = await registered(url, pasted);
    editor.change({ oauthClientId: clientId });
    follow(editor, browser, way, secrets);
    const how = way.gitlab === 'browser' ? 'Sign in with the browser' : 'Sign in with a code';
    ui.will(
      ['Activate GitLab', choose('I have set the password: sign in')],
      [`Sign in to ${url}`, choose(how)],
    );
    await commands['mlops.environment.activate']();
    await begun.ended;
    await renewed(editor, url, secrets);
    secrets.add((await editor.cloud.tokenOf(editor.cloud.account!, never)).reveal());

    ui.will(
      ['Set up GitLab project', choose('Push the open folder')],
      ['Push the open folder', typing('pushed')],
    );
    await commands['mlops.project.setUp']();
    await commands['mlops.machine.connect']();
    await commands['mlops.runner.install']();
    ui.path = join(home.path, 'terraform');
    await mkdir(ui.path);
    await commands['mlops.environment.exportTerraform']();
    await commands['mlops.terraform.plan']();
    expect(editor.pages.plan?.terraform).toBeDefined();

    const search = new SecretSearch([...secrets]);
    const leaks = async (): Promise<string[]> => [
      ...(await search.inFolder(home.path)),
      ...[...args.seen].flatMap((line) => search.inText(`arguments: ${line}`, line)),
      ...Object.entries({
        log: editor.logged,
        memory: [...editor.memory],
        messages: [ui.told, ui.messages, ui.reports, ui.confirmed],
        windows: [editor.shown, editor.planPage().state, editor.pages.destroy?.state],
        terminals: editor.terminals,
        errors: editor.reported,
      }).flatMap(([where, what]) => search.inText(where, JSON.stringify(what))),
    ];
    // Both tokens of OAuth, before and after they were renewed, among them.
    expect(secrets.size).toBeGreaterThan(keyLines(key).length + 6);
    const programs = [...args.seen].join('\n');
    if (process.platform === 'linux') {
      expect(programs).toMatch(/git .*push/);
      expect(programs).toMatch(/terraform/i);
    }
    expect(await readFile(join(ui.path, 'main.tf'), 'utf8')).toContain('yandex');
    expect(editor.logged.length).toBeGreaterThan(10);
    expect(await leaks()).toEqual([]);

    await commands['mlops.environment.destroy']();
    await editor.pages.destroy!.handlers.destroy({ typed: 'mlops-anna', unprotect: false }, never);
    await expect.poll(() => ui.messages.at(-1), patient).toContain('"mlops-anna" is gone.');
    expect(await leaks()).toEqual([]);
    expect(editor.reported).toEqual([]);
  });

  /** A repository with one commit. */
  async function someWork(folder: string): Promise<void> {
    await mkdir(folder);
    const there = { url: sandbox.gitlab.url, caFile: sandbox.address.cloud.ca };
    await git(there, ['init', '--quiet', folder]);
    await writeFile(join(folder, 'train.py'), 'RANDOM_SEED = 42\n');
    await git(there, ['add', '.'], { cwd: folder });
    await git(there, ['commit', '--quiet', '-m', 'Begin'], { cwd: folder });
  }

  function cloudScript({ cloud }: Way): [string, Reaction][] {
    const title = 'Sign in to Yandex Cloud';
    return cloud === 'key'
      ? [[title, choose('Authorized key of a service account')]]
      : [
          [title, choose('Paste an IAM token')],
          [title, typing(sandbox.cloud.token.reveal())],
        ];
  }

  async function planned(editor: TestWindow) {
    return editor.environment.plan(await askedBlueprint(editor), never);
  }

  /** The application for editors, which the administrator registers. @returns its id, which is no secret */
  async function registered(url: string, token: string): Promise<string> {
    const { json } = await ask(url, ca, 'POST', '/api/v4/applications', {
      token,
      json: {
        name: 'Editor',
        redirect_uri: registeredRedirect,
        scopes: 'api',
        confidential: false,
      },
    });
    return (json as { application_id: string }).application_id;
  }

  /** Whatever is opened is agreed to in the browser; the codes on the way are secrets as well. */
  function follow({ ui }: TestWindow, browser: Browser, way: Way, secrets: Set<string>): void {
    ui.openExternal = async (address) => {
      ui.opened.push(address);
      const page = new URL(address);
      await browser.open(page.pathname + page.search);
      if (way.gitlab === 'code') {
        await browser.submit('/oauth/device');
        await browser.submit('/oauth/device', { decision: 'allow' });
        return true;
      }
      const { headers } = await browser.submit('/oauth/authorize', { decision: 'allow' });
      const back = headers['location'] ?? '';
      secrets.add(new URL(back).searchParams.get('code') ?? '');
      await fetch(back).then((response) => response.text());
      return true;
    };
  }

  /** Takes note of the tokens, lets them end, and of those that follow. */
  async function renewed(editor: TestWindow, url: string, secrets: Set<string>): Promise<void> {
    const id = `gitlab ${url} anna`;
    const note = () => {
      const credential = unpackGitLabCredential(editor.vault.kept.get(id)!);
      if (credential?.kind !== 'oauth') throw new Error('Nobody is signed in by OAuth.');
      secrets.add(credential.tokens.access.reveal());
      secrets.add(credential.tokens.refresh?.reveal() ?? '');
      return credential;
    };
    const { clientId, tokens } = note();
    const ended = { kind: 'oauth', clientId, tokens: { ...tokens, expiresAt: 1 } } as const;
    await editor.vault.set(id, packGitLabCredential(ended));
    await (await editor.gitlab.client()).account.user(never);
    expect(note().tokens.access.equals(tokens.access)).toBe(false);
  }
});
