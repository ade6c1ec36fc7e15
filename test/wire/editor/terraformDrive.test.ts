import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type Blueprint } from '../../../src/model/blueprint';
import { isTerraforms } from '../../../src/model/cloud';
import { phaseOf, resourcesOf } from '../../../src/model/environment';
import { type Plan } from '../../../src/model/plan';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox';
import { choose, type as typing } from '../../support/scriptedUi';
import { ArgumentWatch, SecretSearch } from '../../support/secretSearch';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { buildTerraformStandIn } from '../../support/terraformStandIn/build';
import { openWindow, type TestWindow } from './window';
import { askedBlueprint } from './wizard';

describe('driving Terraform', { timeout: 120_000 }, () => {
  let program: string;
  let built: TempFolder;
  let home: TempFolder;
  let sandbox: Sandbox;
  beforeAll(async () => {
    [built, home] = await Promise.all([tempFolder(), tempFolder()]);
    program = await buildTerraformStandIn(built.path);
    sandbox = await startSandbox({ speed: 5_000, faults: [] });
  });
  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
    await built[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  });
  const token = (): string => sandbox.cloud.token.reveal();

  async function signedIn(): Promise<TestWindow> {
    const editor = openWindow({
      home: home.path,
      settings: {
        cloudEndpoint: sandbox.cloud.endpoint,
        caFile: sandbox.address.cloud.ca,
        terraformPath: program,
        blueprint: { gitlab: { adminLogin: 'anna' } },
      },
    });
    editor.ui.will(
      ['Sign in to Yandex Cloud', choose('Paste an IAM token')],
      ['Sign in to Yandex Cloud', typing(token())],
    );
    await editor.commands['mlops.cloud.signIn']();
    return editor;
  }
  /** Exports what is planned, and has Terraform plan it. */
  async function planned(editor: TestWindow, name: string): Promise<Plan> {
    const folder = join(home.path, name);
    await mkdir(folder, { recursive: true });
    editor.ui.path = folder;
    editor.ui.will(['Plan with Terraform', choose('Export the configuration…')]);
    await editor.commands['mlops.terraform.plan']();
    return editor.pages.plan!;
  }
  const settled = (editor: TestWindow, phase: string) =>
    expect
      .poll(() => phaseOf(editor.environment.current), { timeout: 60_000, interval: 50 })
      .toBe(phase);
  const shown = ({ pages }: TestWindow): Plan => pages.plan!;
  const actions = (plan: Plan): string[] => plan.items.map(({ id, action }) => `${action} ${id}`);

  it('plans, applies, owns and destroys what our own way then leaves alone', async () => {
    using editor = await signedIn();
    using watch = new ArgumentWatch();
    editor.pages.plan = await editor.environment.plan(await askedBlueprint(editor), never);
    const plan = await planned(editor, 'all');
    const folder = join(home.path, 'all');
    expect(actions(plan)).toEqual([
      'create network',
      'create subnet',
      'create security-group',
      'create default-group',
      'create service-account',
      'create roles',
      'create gitlab',
      'create machine',
    ]);
    expect(plan.terraform).toMatchObject({ program: 'Terraform 1.11.4', folder, handsOver: false });
    expect(plan.total.perHour).toBeGreaterThan(0);
    // Nothing is there before the yes.
    expect((await editor.environment.plan(plan.blueprint, never)).items[0]?.action).toBe('create');

    const begun = await (await editor.terraform()).apply(plan);
    await settled(editor, 'needs-you');
    await expect
      .poll(() => editor.environment.current.stack?.header.owner?.work, { timeout: 30_000 })
      .toBeUndefined();
    const { stack, run } = editor.environment.current;
    expect(stack?.header.owner).toMatchObject({ kind: 'terraform', folder });
    expect(Object.fromEntries(run?.steps.map(({ id, state }) => [id, state]) ?? [])).toMatchObject({
      network: 'done',
      roles: 'done',
      gitlab: 'done',
      machine: 'done',
      activation: 'running',
    });
    await editor.environment.refresh();
    const there = resourcesOf(editor.environment.current);
    expect(there?.machine && isTerraforms(there.machine)).toBe(true);
    expect(there?.gitlab?.state).toBe('running');
    expect(stack?.runs.create['gitlab']?.outputs['url']).toBe(
      `https://${there?.gitlab?.domain ?? ''}`,
    );

    await editor.commands['mlops.environment.cancel']();
    expect((await begun.ended).state).toBe('stopped');
    const refused = { kind: 'conflict', fix: 'open-terraform' };
    await expect(editor.environment.plan(plan.blueprint, never)).rejects.toMatchObject(refused);
    await expect(editor.commands['mlops.environment.stopAll']()).rejects.toMatchObject(refused);
    await expect(editor.commands['mlops.machine.stop']()).rejects.toMatchObject(refused);
    await expect(editor.environment.destroy(stack!, true)).rejects.toMatchObject(refused);

    // Nothing differs, so there is nothing to do; what our page says is the same as before.
    await editor.commands['mlops.terraform.plan']();
    const again = shown(editor);
    expect(again.terraform?.nothingToDo).toBe(true);
    expect(new Set(again.items.map(({ action }) => action))).toEqual(new Set(['keep']));

    await editor.commands['mlops.environment.destroy']();
    const page = editor.pages.destroy!;
    expect(page.state).toMatchObject({ terraform: folder, problem: undefined });
    expect(page.state.plan?.items.map(({ id, action }) => `${action} ${id}`).sort()).toEqual(
      ['gitlab', 'machine', 'network', 'roles', 'security-group', 'service-account', 'subnet'].map(
        (id) => `delete ${id}`,
      ),
    );
    await expect(page.handlers.destroy({ typed: 'no', unprotect: false }, never)).rejects.toThrow(
      /Type/,
    );
    await page.handlers.destroy({ typed: 'mlops-anna', unprotect: false }, never);
    await settled(editor, 'none');
    expect(editor.environment.current.stack).toBeUndefined();
    const { machines, gitlabs } = await left(editor, plan.blueprint);
    expect([machines, gitlabs]).toEqual([[], []]);

    const search = new SecretSearch([token()]);
    expect(await search.inFolder(home.path)).toEqual([]);
    expect(search.inText('log', editor.logged.join('\n'))).toEqual([]);
    expect(search.inText('arguments', [...watch.seen].join('\n'))).toEqual([]);
    expect(watch.seen.size).toBeGreaterThan(0);
    expect(await readFile(join(folder, 'calls.log'), 'utf8')).toMatch(/^plan [\s\S]*^init/m);
    // No saved plan and no log of one that was carried out stays behind.
    const rest = (await readdir(join(folder, '.terraform'))).filter((one) => one.endsWith('.log'));
    expect(rest).toEqual([]);
    expect(editor.reported).toEqual([]);
  });

  async function left(editor: TestWindow, { folderId }: Blueprint) {
    const cloud = await editor.cloud.client();
    const [machines, gitlabs] = await Promise.all([
      cloud.machines(folderId, never),
      cloud.gitlabInstances(folderId, never),
    ]);
    return { machines, gitlabs };
  }
});
