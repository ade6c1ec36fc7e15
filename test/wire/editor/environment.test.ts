import { access as exists, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { costPerHour, phaseOf, resourcesOf } from '../../../src/model/environment';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox';
import { git } from '../sandbox-gitlab/git';
import { bundleRunner } from '../sandbox-machine/support';
import {
  agree,
  back,
  choose,
  leave,
  type Reaction,
  type as typing,
} from '../../support/scriptedUi';
import { ArgumentWatch, SecretSearch } from '../../support/secretSearch';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { activateGitLab, password, personalToken } from './activateGitLab';
import { openWindow, type TestWindow, type WindowOptions } from './window';
import { shownBlueprint, wizardAnswers } from './wizard';

const patient = { timeout: 60_000, interval: 50 };

describe('an environment in a window', { timeout: 120_000 }, () => {
  let sandbox: Sandbox;
  let temp: TempFolder;
  beforeAll(async () => {
    temp = await tempFolder();
    const runnerProgram = await bundleRunner(temp.path);
    sandbox = await startSandbox({ speed: 5_000, faults: [], runnerProgram });
  });
  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
    expect(sandbox.cloud.crashes).toEqual([]);
    await temp[Symbol.asyncDispose]();
  });

  const window = (options: Partial<WindowOptions> = {}): TestWindow =>
    openWindow({
      home: temp.path,
      ...options,
      settings: {
        cloudEndpoint: sandbox.cloud.endpoint,
        caFile: sandbox.address.cloud.ca,
        sshPort: sandbox.address.sshPort ?? 22,
        blueprint: { gitlab: { adminLogin: 'anna' } },
        ...options.settings,
      },
    });
  const token = (): string => sandbox.cloud.token.reveal();
  const withToken = (text = token()): [string, Reaction][] => [
    ['Sign in to Yandex Cloud', choose('Paste an IAM token')],
    ['Sign in to Yandex Cloud', typing(text)],
  ];
  async function signedIn(options: Partial<WindowOptions> = {}): Promise<TestWindow> {
    const editor = window(options);
    editor.ui.will(...withToken());
    await editor.commands['mlops.cloud.signIn']();
    return editor;
  }
  const phase = (editor: TestWindow): string => phaseOf(editor.environment.current);

  it('keeps the sign-in to the cloud in the vault alone, for its endpoint only', async () => {
    using editor = await signedIn();
    expect(editor.ui.messages).toEqual([
      'Signed in to Yandex Cloud: folder mlops-demo of cloud-anna.',
    ]);
    expect(editor.vault.keys).toEqual([
      'cloud accounts',
      `cloud ${sandbox.cloud.endpoint} IAM token`,
    ]);
    expect(JSON.stringify([...editor.memory])).not.toContain(token());

    editor.change({ cloudEndpoint: 'localhost:1' });
    expect([editor.cloud.account, editor.cloud.target]).toEqual([undefined, undefined]);
    await expect(editor.cloud.client()).rejects.toMatchObject({ kind: 'signed-out' });
    editor.change({ cloudEndpoint: sandbox.cloud.endpoint });
    expect(editor.cloud.target?.folder.name).toBe('mlops-demo');
    expect(await (await editor.cloud.client()).clouds(never)).toHaveLength(1);

    using reloaded = window({ vault: editor.vault, memory: editor.memory });
    expect(await (await reloaded.cloud.client()).clouds(never)).toHaveLength(1);
    await reloaded.commands['mlops.cloud.signOut']();
    expect([reloaded.vault.keys, reloaded.cloud.account]).toEqual([[], undefined]);
    await expect(reloaded.cloud.client()).rejects.toMatchObject({ fix: 'sign-in-cloud' });
  });

  it.each<[string, [string, Reaction][]]>([
    ['how', [['Sign in to Yandex Cloud', leave]]],
    [
      'the token',
      [
        ['Sign in to Yandex Cloud', choose('Paste an IAM token')],
        ['Sign in to Yandex Cloud', leave],
      ],
    ],
    ['the key file', [['Sign in to Yandex Cloud', choose('Authorized key of a service account')]]],
  ])('keeps nothing when one leaves at: %s', async (_at, script) => {
    using editor = window();
    editor.ui.will(...script);
    await editor.commands['mlops.cloud.signIn']();
    expect([editor.vault.keys, [...editor.memory], editor.ui.told]).toEqual([[], [], []]);
  });

  it('refuses a token of another kind while it is typed, and one that the cloud refuses', async () => {
    using editor = window();
    const stale = `t1.${'a'.repeat(20)}.${'b'.repeat(86)}`;
    editor.ui.will(
      ['Sign in to Yandex Cloud', choose('Paste an IAM token')],
      ['Sign in to Yandex Cloud', typing('y0_AgAAAAABBBBBCCCCCDDDDD')],
      ['Sign in to Yandex Cloud', typing(stale)],
    );
    await expect(editor.commands['mlops.cloud.signIn']()).rejects.toMatchObject({
      kind: 'signed-out',
    });
    expect(editor.ui.refused).toHaveLength(1);
    expect([editor.vault.keys, [...editor.memory]]).toEqual([[], []]);
  });

  it('asks what nobody can guess, with a way back, and makes nothing before the plan is agreed to', async () => {
    using editor = window();
    editor.ui.will(
      ...withToken(),
      ['Environment 1/4: Name', typing('Not A Name')],
      ['Environment 1/4: Name', typing('mlops-anna')],
      ['Environment 2/4: E-mail', back],
      ...wizardAnswers.slice(0, 1),
      ['Environment 2/4: E-mail', typing('nobody')],
      ['Environment 2/4: E-mail', leave],
    );
    await editor.commands['mlops.environment.create']();
    expect(editor.ui.refused).toHaveLength(2);
    expect([editor.shown, editor.ui.unused]).toEqual([[], []]);
    editor.ui.will(...wizardAnswers);
    await editor.commands['mlops.environment.create']();
    const blueprint = shownBlueprint(editor);
    expect(blueprint).toMatchObject({
      stackId: 'mlops-anna',
      securityGroup: { allowedCidrs: ['127.0.0.1/32'] },
      gitlab: { adminLogin: 'anna', adminEmail: 'anna@example.com' },
      machine: { login: 'annapetrova', image: { kind: 'family' } },
    });
    const publicFile = join(temp.path, '.ssh/gitlab-mlops/id_ed25519.pub');
    expect((await readFile(publicFile, 'utf8')).trim()).toBe(blueprint.machine.sshPublicKey);
    const client = await editor.cloud.client();
    expect(await client.gitlabInstances(blueprint.folderId, never)).toEqual([]);
    for (const command of ['showPlan', 'resume', 'activate', 'destroy'] as const)
      await expect(editor.commands[`mlops.environment.${command}`]()).rejects.toMatchObject({
        kind: 'not-found',
        message: 'There is no environment in this folder yet. Create one first.',
      });
    await expect(editor.commands['mlops.machine.connect']()).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it('lives: created, interrupted, resumed in another window, activated, stopped, destroyed', async () => {
    const editor = await signedIn();
    editor.ui.will(...wizardAnswers);
    await editor.commands['mlops.environment.create']();
    const plan = await editor.environment.plan(shownBlueprint(editor), never);
    const begun = await editor.environment.begin(plan);
    await expect(editor.environment.begin(plan)).rejects.toMatchObject({ kind: 'conflict' });
    await expect.poll(() => phase(editor), patient).toBe('working');
    await editor.commands['mlops.environment.cancel']();
    expect((await begun.ended).state).toBe('stopped');
    await editor.environment.refresh();
    expect(phase(editor)).toBe('interrupted');
    editor[Symbol.dispose]();

    // The window was reloaded; another one goes on.
    using args = new ArgumentWatch();
    const folder = join(temp.path, 'work');
    await mkdir(folder);
    const there = { url: sandbox.gitlab.url, caFile: sandbox.address.cloud.ca };
    await git(there, ['init', '--quiet', folder]);
    await writeFile(join(folder, 'train.py'), 'RANDOM_SEED = 42\n');
    await git(there, ['add', '.'], { cwd: folder });
    await git(there, ['commit', '--quiet', '-m', 'Begin'], { cwd: folder });
    using next = window({ vault: editor.vault, memory: editor.memory, folder });
    await next.commands['mlops.environment.create']();
    expect(next.shown).toEqual(['progress']);
    await next.commands['mlops.environment.resume']();
    await expect.poll(() => phase(next), patient).toBe('needs-you');
    const url = next.environment.current.stack?.runs.create['gitlab']?.outputs['url'] ?? '';
    await next.commands['mlops.instance.open']();
    next.ui.will(
      ['Activate GitLab', choose('Open GitLab in the browser')],
      ['Activate GitLab', leave],
    );
    await next.commands['mlops.environment.activate']();
    await next.commands['mlops.environment.activate']();
    expect(next.ui.opened).toEqual([url, url]);
    const secret = await personalToken(await activateGitLab(sandbox, url));
    next.ui.will(
      ['Activate GitLab', choose('I have set the password: sign in')],
      [`Sign in to ${url}`, choose('Paste a personal access token')],
      [`Sign in to ${url}`, typing(secret)],
    );
    await next.commands['mlops.environment.activate']();
    expect(next.gitlab.current).toMatchObject({ url, username: 'anna' });
    await expect
      .poll(() => next.ui.messages.at(-1), patient)
      .toContain('The environment is ready.');
    await expect.poll(() => phase(next), patient).toBe('ready');
    expect(next.environment.current.prices).toMatchObject({ currency: 'RUB' });
    expect(next.reported).toEqual([]);

    next.ui.will(
      ['Set up GitLab project', choose('Push the open folder')],
      ['Push the open folder', typing('pushed')],
    );
    await next.commands['mlops.project.setUp']();
    await useMachine(next);
    const search = new SecretSearch([token(), secret, password]);
    const leaks = async (): Promise<string[]> => [
      ...(await search.inFolder(temp.path)),
      ...[...args.seen].flatMap((line) => search.inText(`arguments: ${line}`, line)),
      ...search.inText('log', next.logged.join('\n')),
      ...search.inText('memory', JSON.stringify([...next.memory])),
      ...search.inText('messages', JSON.stringify([next.ui.told, next.ui.messages, next.shown])),
      ...search.inText('terminals', JSON.stringify(next.terminals)),
    ];
    expect([...args.seen].some((line) => line.includes('git'))).toBe(process.platform === 'linux');
    expect(next.logged.length).toBeGreaterThan(10);
    expect(await leaks()).toEqual([]);

    await next.commands['mlops.environment.destroy']();
    const page = next.pages.destroy!;
    expect(page.state.plan?.items.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
      'delete runner',
      'delete GitLab instance',
      'delete machine',
      'delete security group',
      'delete subnet',
      'delete network',
      'delete roles',
      'delete service account',
    ]);
    expect(page.state.cost).toMatchObject({
      currency: 'RUB',
      stopped: expect.any(Number) as number,
    });
    const destroy = (typed: string): Promise<unknown> =>
      page.handlers.destroy({ typed, unprotect: false }, never);
    await expect(destroy('mlops')).rejects.toMatchObject({ kind: 'invalid' });
    await page.handlers.copyMarkdown({}, never);
    expect(next.ui.copied.at(-1)).toMatch(/^# Destroying mlops-anna\n\n## Goes\n\n- runner/);
    await page.handlers.stopEverything({}, never);
    expect([phase(next), next.shown.at(-1)]).toEqual(['ready', 'stop everything']);
    await destroy('mlops-anna');
    expect(next.shown.at(-1)).toBe('progress');
    await expect.poll(() => next.ui.messages.at(-1), patient).toContain('"mlops-anna" is gone.');
    await next.environment.refresh();
    expect(next.environment.current.stack).toBeUndefined();
    expect(next.gitlab.current).toBeUndefined();
    expect(next.vault.keys).toEqual([
      'cloud accounts',
      `cloud ${sandbox.cloud.endpoint} IAM token`,
    ]);
    const client = await next.cloud.client();
    const { folder: target } = next.cloud.target ?? {};
    // It was the only host: nothing is left of the file that was read above.
    await expect(readFile(next.terminals[0]?.args[1] ?? '', 'utf8')).rejects.toMatchObject({
      code: 'ENOENT',
    });
    expect(await leaks()).toEqual([]);
    expect(await client.machines(target?.id ?? plan.blueprint.folderId, never)).toEqual([]);
    expect(next.reported).toEqual([]);
  });

  /** Connects, installs a runner, stops and starts the machine. */
  async function useMachine(editor: TestWindow): Promise<void> {
    const { commands, ui } = editor;
    const machine = () => resourcesOf(editor.environment.current)?.machine;
    await commands['mlops.machine.connect']();
    const [terminal] = editor.terminals;
    expect(terminal).toMatchObject({ name: 'vm-mlops', command: 'ssh' });
    await exists(terminal?.args[1] ?? '');

    const node = { kind: 'machine', id: machine()?.id ?? '', folderId: plannedFolder(editor) };
    await commands['mlops.resource.copyId'](node as never);
    await commands['mlops.resource.openInConsole'](node as never);
    expect([ui.copied.at(-1), ui.opened.at(-1)]).toEqual([
      node.id,
      `https://console.yandex.cloud/folders/${node.folderId}/compute/instance/${node.id}/overview`,
    ]);

    const client = await editor.gitlab.client();
    const project = await client.setup.createProject({ name: 'scoring', withReadme: true }, never);
    await editor.gitlab.choose(project);
    const { sshPort } = editor.settings;
    editor.change({ sshPort: 1 });
    ui.cancelAt = 'Installing';
    await expect(commands['mlops.runner.install']()).rejects.toMatchObject({ kind: 'cancelled' });
    ui.cancelAt = undefined;
    expect(await client.setup.runners(project.id, never)).toEqual([]);
    editor.change({ sshPort });
    await commands['mlops.runner.install']();
    expect(ui.messages.at(-1)).toMatch(/^The runner on vm-mlops is ready \(gitlab-runner /);
    const [first] = await client.setup.runners(project.id, never);
    // Somebody else has a machine of the same name.
    const foreign = await client.setup.createRunner(
      { projectId: project.id, description: 'vm-mlops', tags: ['theirs'], runUntagged: false },
      never,
    );
    await commands['mlops.runner.install']();
    const all = await client.setup.runners(project.id, never);
    expect(all.map(({ id }) => id)).toContain(foreign.id);
    await client.setup.deleteRunner(foreign.id, never);
    const runners = all.filter(({ id }) => id !== foreign.id);
    expect(runners.map(({ description }) => description)).toEqual(['vm-mlops']);
    expect(runners[0]?.id).not.toBe(first?.id);
    await expect
      .poll(async () => (await client.setup.runners(project.id, never))[0]?.state, patient)
      .toBe('online');

    ui.will(['Stop vm-mlops?', leave], ['Stop vm-mlops?', agree]);
    await commands['mlops.machine.stop']();
    expect(machine()?.state).toBe('running');
    await commands['mlops.machine.stop']();
    expect(machine()?.state).toBe('stopped');
    await expect(commands['mlops.machine.connect']()).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('has no public address. Start the machine') as string,
    });
    await commands['mlops.machine.start']();
    expect(machine()?.state).toBe('running');
    // It runs some moments before it listens; its address is a new one.
    await commands['mlops.machine.connect']();
    expect(editor.terminals).toHaveLength(2);
    await stopAndStartAll(editor);
  }

  /** Everything at once: cheaper while it is stopped, and the same afterwards. */
  async function stopAndStartAll(editor: TestWindow): Promise<void> {
    const { commands, ui, environment } = editor;
    const states = (): unknown[] => {
      const found = resourcesOf(environment.current);
      return [found?.gitlab?.state, found?.machine?.state];
    };
    const cost = (): number => costPerHour(environment.current)?.perHour ?? 0;
    const running = cost();
    const sshConfig = editor.terminals.at(-1)?.args[1] ?? '';
    const address = (): string => resourcesOf(environment.current)?.machine?.publicAddress ?? '';
    const before = address();
    expect(await readFile(sshConfig, 'utf8')).toContain(`HostName ${before}\n`);
    ui.will(['Stop GitLab instance mlops-anna and vm-mlops?', agree]);
    await commands['mlops.environment.stopAll']();
    expect(states()).toEqual(['stopped', 'stopped']);
    expect(ui.confirmed.at(-1)?.detail).toMatch(/about \d+\.\d\d ₽\/h instead of \d+\.\d\d ₽\/h/);
    expect(cost()).toBeLessThan(running / 2);
    await commands['mlops.environment.stopAll']();
    expect(ui.messages.at(-1)).toBe('Nothing runs that could be stopped.');
    await commands['mlops.instance.start']();
    expect(states()).toEqual(['running', 'stopped']);
    await commands['mlops.environment.startAll']();
    expect(address()).not.toBe(before);
    // The machine has another address; "ssh vm-mlops" goes on working.
    await expect
      .poll(() => readFile(sshConfig, 'utf8'), patient)
      .toContain(`HostName ${address()}\n`);
    expect([...states(), cost()]).toEqual(['running', 'running', running]);
    await commands['mlops.environment.checkDrift']();
    expect(ui.messages.at(-1)).toBe('Nothing differs: "mlops-anna" is as it was agreed to.');
  }
  const plannedFolder = (editor: TestWindow): string => editor.cloud.target?.folder.id ?? '';
});
