import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { isTerraforms } from '../../../src/model/cloud';
import { resourcesOf } from '../../../src/model/environment';
import { agree, leave } from '../../support/scriptedUi';
import { SecretSearch } from '../../support/secretSearch';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { buildTerraformStandIn } from '../../support/terraformStandIn/build';
import { actionsOf, reaches, statesOf, TerraformScene } from './terraformScene';

let built: TempFolder;
let program: string;
beforeAll(async () => {
  built = await tempFolder();
  program = await buildTerraformStandIn(built.path);
});
afterAll(() => built[Symbol.asyncDispose]());

const gitlab = 'yandex_gitlab_instance.main';

describe('handing an environment over', { timeout: 120_000 }, () => {
  it('to Terraform and back: nothing is made twice, and there is one owner at any time', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await scene.window();
    const blueprint = await scene.blueprint(editor);
    const begun = await editor.environment.begin(await editor.environment.plan(blueprint, never));
    await reaches(editor, 'needs-you');
    await editor.commands['mlops.environment.cancel']();
    await begun.ended;
    const made = editor.environment.current.stack?.runs.create ?? {};

    // A configuration that does not take over what is there is refused before anything is done.
    await scene.export(editor);
    const imports = join(scene.folder, 'imports.tf');
    const text = await readFile(imports, 'utf8');
    await writeFile(imports, '');
    await expect(scene.plan(editor)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('does not take it over') as string,
    });
    await writeFile(imports, text);
    const plan = await scene.plan(editor);
    expect(plan.terraform?.handsOver).toBe(true);
    expect(new Set(plan.items.map(({ action }) => action))).toEqual(new Set(['adopt']));
    expect(plan.items.find(({ id }) => id === 'network')?.differences).toEqual([
      { field: 'labels.owned-by', wanted: 'terraform', found: 'nothing', mend: 'repair' },
    ]);
    expect(editor.environment.current.stack?.header.owner).toBeUndefined();
    const given = await scene.apply(editor, plan);
    await reaches(editor, 'needs-you');
    await editor.commands['mlops.environment.cancel']();
    await given.ended;
    const { stack } = editor.environment.current;
    expect(stack?.header.owner?.folder).toBe(scene.folder);
    for (const step of ['network', 'gitlab', 'machine', 'service-account']) {
      expect(stack?.runs.create[step]?.outputs['id']).toBe(made[step]?.outputs['id']);
    }
    const cloud = await editor.cloud.client();
    expect(await cloud.gitlabInstances(blueprint.folderId, never)).toHaveLength(1);
    const labelled = async (): Promise<boolean[]> => {
      await editor.environment.refresh();
      const there = resourcesOf(editor.environment.current);
      return [there?.network, there?.subnet, there?.serviceAccount, there?.gitlab, there?.machine]
        .map((one) => one && isTerraforms(one))
        .map((one) => one === true);
    };
    expect(new Set(await labelled())).toEqual(new Set([true]));

    editor.ui.will(['Take "mlops-anna" back', leave], ['Take "mlops-anna" back', agree]);
    await editor.commands['mlops.terraform.takeBack']();
    expect(editor.environment.current.stack?.header.owner).toBeDefined();
    await editor.commands['mlops.terraform.takeBack']();
    expect(editor.ui.messages.at(-1)).toContain('is ours again. Terraform has forgotten it.');
    expect(editor.environment.current.stack?.header.owner).toBeUndefined();
    expect(await readFile(join(scene.folder, 'terraform.tfstate'), 'utf8')).not.toContain('main');
    expect(new Set(await labelled())).toEqual(new Set([false]));
    expect(editor.environment.current.stack?.header.takenBackAt).toBeUndefined();
    await expect(editor.commands['mlops.terraform.takeBack']()).rejects.toMatchObject({
      kind: 'not-found',
    });
    const again = await editor.environment.plan(blueprint, never);
    expect(new Set(again.items.map(({ action }) => action))).toEqual(new Set(['keep']));
    // The configuration without a state would make everything a second time: it is not let.
    await writeFile(imports, '');
    await expect(scene.plan(editor)).rejects.toMatchObject({ kind: 'conflict' });
    const ended = await (
      await editor.environment.destroy(editor.environment.current.stack!, true)
    ).ended;
    expect(ended.state).toBe('done');
    expect(await cloud.machines(blueprint.folderId, never)).toEqual([]);
    expect(editor.reported).toEqual([]);
  });

  it('is not needed for what Terraform made elsewhere: that is in the way until it is taken over', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await scene.window();
    const blueprint = await scene.exported(editor);
    const begun = await scene.apply(editor, await scene.plan(editor));
    await reaches(editor, 'needs-you');
    await editor.commands['mlops.environment.cancel']();
    await begun.ended;
    // Another machine has no journal of it.
    await using other = await tempFolder();
    const { openWindow } = await import('./window');
    using stranger = openWindow({
      home: other.path,
      settings: editor.settings,
      vault: editor.vault,
      memory: new Map(editor.memory),
    });
    const plan = await stranger.environment.plan(blueprint, never);
    expect(plan.items.filter(({ owner }) => owner === 'terraform').map(({ id }) => id)).toEqual([
      'network',
      'subnet',
      'security-group',
      'default-group',
      'service-account',
      'roles',
      'gitlab',
      'machine',
    ]);
    await expect(stranger.environment.begin(plan)).rejects.toMatchObject({ fix: 'open-terraform' });
    const taking = await stranger.environment.plan(blueprint, never, 'take');
    expect(new Set(taking.items.map(({ action }) => action))).toEqual(new Set(['adopt']));
    const taken = await stranger.environment.begin(taking);
    await reaches(stranger, 'needs-you');
    expect(stranger.environment.current.stack?.header.takenBackAt).toBeDefined();
    await stranger.commands['mlops.environment.cancel']();
    await taken.ended;
    // The label is told apart from the consent: it goes when somebody says so.
    await stranger.commands['mlops.terraform.takeBack']();
    expect(stranger.ui.messages.at(-1)).toBe('"mlops-anna" no longer carries Terraform\'s label.');
    const { machine, network } = resourcesOf(stranger.environment.current) ?? {};
    expect([machine, network].map((one) => one && isTerraforms(one))).toEqual([false, false]);
    const cloud = await editor.cloud.client();
    expect(await cloud.machines(blueprint.folderId, never)).toHaveLength(1);
  });
});

describe('what goes wrong while Terraform works', { timeout: 120_000 }, () => {
  it('a failure is told at its step, the rest is kept, and a new plan goes on', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await scene.window();
    await scene.exported(editor);
    await scene.faults({
      garbage: true,
      fail: { [gitlab]: `Quota limit gitlab exceeded; ${scene.token}` },
    });
    const begun = await scene.apply(editor, await scene.plan(editor));
    const run = await begun.ended;
    expect(run.state).toBe('failed');
    const failed = run.steps.filter(({ state }) => state === 'failed');
    expect(failed.map(({ id }) => id)).toContain('gitlab');
    expect(failed.find(({ id }) => id === 'gitlab')?.error?.message).toBe(
      `Terraform cannot make ${gitlab}: Quota limit gitlab exceeded; [secret]`,
    );
    expect(statesOf(editor)).toMatchObject({ network: 'done', subnet: 'done', roles: 'done' });
    // Resume of an environment of Terraform is a plan of Terraform.
    await scene.faults({});
    await editor.commands['mlops.environment.resume']();
    expect(actionsOf(editor.pages.plan!).filter((one) => !one.startsWith('keep'))).toEqual([
      'create gitlab',
      'create machine',
    ]);
    const rest = await scene.apply(editor, editor.pages.plan!);
    await reaches(editor, 'needs-you');
    await editor.commands['mlops.environment.cancel']();
    await rest.ended;
    expect(await new SecretSearch([scene.token]).inFolder(scene.home.path)).toEqual([]);
    expect(editor.reported).toEqual([]);
  });

  it('a plan that is out of date is not carried out', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await scene.window();
    await scene.exported(editor);
    const plan = await scene.plan(editor);
    await writeFile(join(scene.folder, 'terraform.tfstate'), '{"serial":7,"resources":{}}');
    const run = await (await scene.apply(editor, plan)).ended;
    expect(run.state).toBe('failed');
    expect(run.steps[0]?.error).toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('out of date') as string,
    });
    // Nor one whose file was touched, nor one that was shown before another.
    const next = await scene.plan(editor);
    await appendFile(next.terraform!.file, ' ');
    await expect(scene.apply(editor, next)).rejects.toMatchObject({ kind: 'conflict' });
    const variables = join(scene.folder, 'variables.tf');
    const text = await readFile(variables, 'utf8');
    await writeFile(variables, text.replace('default     = 30', 'default     = 40'));
    const newest = await scene.plan(editor);
    expect(newest.blueprint.gitlab.diskGb).toBe(40);
    await expect(scene.apply(editor, next)).rejects.toMatchObject({ kind: 'conflict' });
    expect(newest.terraform?.digest).not.toBe(next.terraform?.digest);
    expect(resourcesOf(editor.environment.current)?.network).toBeUndefined();
  });

  it('a lock says who holds it since when, and is taken off only with a yes', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await scene.window();
    await scene.exported(editor);
    const lock = join(scene.folder, '.terraform.tfstate.lock.info');
    await writeFile(
      lock,
      JSON.stringify({
        ID: 'abc-1',
        Operation: 'OperationTypeApply',
        Who: 'boris@ci',
        Created: '2026-11-28 08:00:00 +0000 UTC',
      }),
    );
    await expect(scene.plan(editor)).rejects.toMatchObject({
      code: 'STATE_LOCKED',
      fix: 'unlock-terraform',
      message: expect.stringMatching(/boris@ci holds it for “apply”/) as string,
    });
    editor.ui.will(['which boris@ci holds since', leave], ['which boris@ci holds since', agree]);
    await editor.commands['mlops.terraform.unlock']();
    await expect(scene.plan(editor)).rejects.toMatchObject({ code: 'STATE_LOCKED' });
    await editor.commands['mlops.terraform.unlock']();
    expect(editor.ui.messages.at(-1)).toBe('The state is unlocked.');
    expect((await scene.plan(editor)).items).toHaveLength(8);
    await expect(editor.commands['mlops.terraform.unlock']()).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it('a Terraform that is killed leaves a state that a new plan shows, and its lock is explained', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await scene.window();
    const blueprint = await scene.exported(editor);
    await scene.faults({ die: gitlab });
    const run = await (await scene.apply(editor, await scene.plan(editor))).ended;
    expect(run.state).toBe('failed');
    expect(run.steps.find(({ id }) => id === 'gitlab')?.error?.message).toMatch(/ended/);
    const { owner } = editor.environment.current.stack!.header;
    expect([owner?.work, typeof owner?.brokenOff]).toEqual([undefined, 'number']);
    await scene.faults({});
    await expect(scene.plan(editor)).rejects.toMatchObject({ code: 'STATE_LOCKED' });
    // Neither way makes anything meanwhile.
    await expect(editor.environment.plan(blueprint, never)).rejects.toMatchObject({
      fix: 'open-terraform',
    });
    const cloud = await editor.cloud.client();
    expect(await cloud.gitlabInstances(blueprint.folderId, never)).toHaveLength(1);
  });

  it('a window that ends leaves Terraform at work, and the next one listens to it again', async () => {
    await using scene = await TerraformScene.open(program);
    const memory = new Map<string, unknown>();
    {
      using first = await scene.window(memory);
      await scene.exported(first);
      await scene.faults({ hold: gitlab });
      await scene.apply(first, await scene.plan(first));
      await expect.poll(() => statesOf(first)['gitlab'], { timeout: 30_000 }).toBe('running');
      // While this window works on it, another is told so.
      using second = await scene.window(memory);
      await second.environment.refresh();
      await expect(scene.plan(second)).rejects.toMatchObject({ kind: 'conflict' });
      expect(second.reported).toEqual([]);
    }
    using next = await scene.window(memory);
    await next.environment.refresh();
    await expect.poll(() => statesOf(next)['gitlab'], { timeout: 30_000 }).toBe('running');
    await writeFile(join(scene.folder, 'go'), '');
    await reaches(next, 'needs-you');
    await expect.poll(() => statesOf(next)['machine'], { timeout: 30_000 }).toBe('done');
    await next.environment.refresh();
    const there = resourcesOf(next.environment.current);
    expect(there?.machine && isTerraforms(there.machine)).toBe(true);
    await expect
      .poll(() => next.environment.current.stack?.header.owner?.work, { timeout: 30_000 })
      .toBeUndefined();
    await next.commands['mlops.environment.cancel']();
    expect(next.reported).toEqual([]);
  });

  it('a Terraform that ends while no window is open is read to its end by the next one', async () => {
    await using scene = await TerraformScene.open(program);
    const memory = new Map<string, unknown>();
    let pid = 0;
    {
      using first = await scene.window(memory);
      await scene.exported(first);
      await scene.faults({ hold: gitlab });
      await scene.apply(first, await scene.plan(first));
      await expect.poll(() => statesOf(first)['gitlab'], { timeout: 30_000 }).toBe('running');
      pid = first.environment.current.stack?.header.owner?.work?.pid ?? 0;
    }
    await writeFile(join(scene.folder, 'go'), '');
    const alive = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    await expect.poll(alive, { timeout: 30_000 }).toBe(false);
    using next = await scene.window(memory);
    await next.environment.refresh();
    await reaches(next, 'needs-you');
    await expect.poll(() => statesOf(next)['machine'], { timeout: 30_000 }).toBe('done');
    const { stack } = next.environment.current;
    expect(stack?.runs.create['gitlab']?.outputs['id']).toBeDefined();
    await expect
      .poll(() => next.environment.current.stack?.header.owner?.work, { timeout: 30_000 })
      .toBeUndefined();
    await next.commands['mlops.environment.cancel']();
    expect(next.reported).toEqual([]);
  });

  it('a provider that cannot be had, and no program at all, are said with what to do', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await scene.window();
    await scene.exported(editor);
    await scene.faults({ noProvider: true });
    await expect(scene.plan(editor)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('terraform-mirror.yandexcloud.net') as string,
    });
    editor.change({ terraformPath: '/nowhere/terraform' });
    await expect(scene.plan(editor)).rejects.toMatchObject({
      kind: 'not-found',
      fix: 'open-settings',
    });
    const old = join(scene.home.path, 'terraform-old');
    await writeFile(old, '#!/bin/sh\necho \'{"terraform_version":"1.4.7"}\'\n', { mode: 0o755 });
    editor.change({ terraformPath: old });
    await expect(scene.plan(editor)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('1.4.7') as string,
    });
    await writeFile(old, '#!/bin/sh\necho garbage\n', { mode: 0o755 });
    await expect(scene.plan(editor)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('does not answer as Terraform') as string,
    });
    expect(editor.environment.current.stack).toBeUndefined();
  });

  it('is not run in a folder that is not trusted, whoever asks', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await scene.window();
    await scene.exported(editor);
    const plan = await scene.plan(editor);
    const calls = await readFile(join(scene.folder, 'calls.log'), 'utf8');
    Object.assign(editor.host.workspace, { trusted: false });
    const refused = { kind: 'forbidden', fix: 'trust-folder' };
    await expect(scene.plan(editor)).rejects.toMatchObject(refused);
    const drive = await editor.terraform();
    await expect(drive.plan(() => undefined, never)).rejects.toMatchObject(refused);
    const begun = await scene.apply(editor, plan);
    expect((await begun.ended).steps[0]?.error).toMatchObject({ kind: 'forbidden' });
    expect(await readFile(join(scene.folder, 'calls.log'), 'utf8')).toBe(calls);
  });
});
