import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { isTerraforms } from '../../../src/model/cloud';
import { resourcesOf } from '../../../src/model/environment';
import { blockers } from '../../../src/model/plan';
import { agree, choose } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { buildTerraformStandIn } from '../../support/terraformStandIn/build';
import { actionsOf, reaches, statesOf, TerraformScene } from './terraformScene';
import { type TestWindow } from './window';

let built: TempFolder;
let program: string;
beforeAll(async () => {
  built = await tempFolder();
  program = await buildTerraformStandIn(built.path);
});
afterAll(() => built[Symbol.asyncDispose]());

/** Made by Terraform, and nothing waits for a person any more. */
async function made(scene: TerraformScene, editor: TestWindow): Promise<void> {
  const begun = await scene.apply(editor, await scene.plan(editor));
  await reaches(editor, 'needs-you');
  await expect.poll(() => statesOf(editor)['machine'], { timeout: 30_000 }).toBe('done');
  await expect
    .poll(() => editor.environment.current.stack?.header.owner?.work, { timeout: 30_000 })
    .toBeUndefined();
  await editor.commands['mlops.environment.cancel']();
  await begun.ended;
}

async function destroyed(editor: TestWindow): Promise<void> {
  await editor.commands['mlops.environment.destroy']();
  await editor.pages.destroy!.handlers.destroy({ typed: 'mlops-anna', unprotect: false }, never);
  await reaches(editor, 'none');
}

function moveTo(editor: TestWindow, folder: string): Promise<void> {
  editor.ui.path = folder;
  editor.ui.will(['Terraform owns "mlops-anna"', choose('Use another folder…')]);
  return editor.commands['mlops.terraform.showFolder']();
}

describe('the working folder', { timeout: 120_000 }, () => {
  it('is moved with its state, and nothing is done where it was', async () => {
    await using scene = await TerraformScene.open(program);
    const memory = new Map<string, unknown>();
    using editor = await scene.window(memory);
    await scene.exported(editor);
    await made(scene, editor);
    const folder = join(scene.home.path, 'moved');
    await cp(scene.folder, folder, { recursive: true });
    const before = await readFile(join(scene.folder, 'calls.log'), 'utf8');
    await moveTo(editor, folder);
    expect(editor.ui.messages.at(-1)).toBe(
      `Terraform works in ${folder} from now on. Plan to see whether its state is there.`,
    );
    await editor.ui.press('Plan');
    expect(new Set(editor.pages.plan?.items.map(({ action }) => action))).toEqual(
      new Set(['keep']),
    );
    // Another window, and the next one after a reload, work there as well.
    using next = await scene.window(memory);
    await next.environment.refresh();
    expect(next.environment.current.stack?.header.owner?.folder).toBe(folder);
    expect((await next.terraform()).home?.folder).toBe(folder);
    await destroyed(editor);
    expect(await readFile(join(scene.folder, 'calls.log'), 'utf8')).toBe(before);
    const state = JSON.parse(await readFile(join(folder, 'terraform.tfstate'), 'utf8')) as {
      resources: object;
    };
    expect(Object.keys(state.resources)).toEqual([]);
    expect([editor.reported, editor.ui.unused]).toEqual([[], []]);
  });

  it('that has no state makes nothing a second time', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await scene.window();
    const blueprint = await scene.exported(editor);
    await made(scene, editor);
    const folder = join(scene.home.path, 'elsewhere');
    await mkdir(folder);
    for (const name of (await readdir(scene.folder)).filter((one) => one.endsWith('.tf')))
      await cp(join(scene.folder, name), join(folder, name));
    await moveTo(editor, folder);
    const plan = await scene.plan(editor);
    for (const step of [
      'network',
      'subnet',
      'security-group',
      'service-account',
      'gitlab',
      'machine',
    ])
      expect(actionsOf(plan)).toContain(`blocked ${step}`);
    expect(blockers(plan)[0]).toContain('Terraform’s state does not know it');
    // Back to where the state is.
    await moveTo(editor, scene.folder);
    expect(blockers(await scene.plan(editor))).toEqual([]);
    const cloud = await editor.cloud.client();
    expect(await cloud.machines(blueprint.folderId, never)).toHaveLength(1);
  });

  it('that is gone is said, and stays where it is while Terraform works', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await scene.window();
    await scene.exported(editor);
    await scene.faults({ hold: 'yandex_gitlab_instance.main' });
    const begun = await scene.apply(editor, await scene.plan(editor));
    await expect.poll(() => statesOf(editor)['gitlab'], { timeout: 30_000 }).toBe('running');
    await expect(moveTo(editor, scene.home.path)).rejects.toMatchObject({ kind: 'conflict' });
    expect((await editor.terraform()).home?.folder).toBe(scene.folder);
    await editor.commands['mlops.environment.cancel']();
    await begun.ended;
    await scene.faults({});
    const away = join(scene.home.path, 'away');
    await moveTo(editor, away);
    await expect(scene.plan(editor)).rejects.toMatchObject({
      kind: 'not-found',
      fix: 'open-terraform',
      message: expect.stringContaining(away) as string,
    });
  });
});

describe('a reserved address', { timeout: 120_000 }, () => {
  async function withAddress(scene: TerraformScene): Promise<TestWindow> {
    const editor = await scene.window();
    editor.change({
      blueprint: { gitlab: { adminLogin: 'anna' }, machine: { staticAddress: true } },
    });
    return editor;
  }

  it('is made, kept and released by Terraform, and is the machine’s own all the while', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await withAddress(scene);
    const blueprint = await scene.exported(editor);
    expect(blueprint.machine.staticAddress).toBe(true);
    expect(await readFile(join(scene.folder, 'main.tf'), 'utf8')).toContain(
      'nat_ip_address     = yandex_vpc_address.machine.external_ipv4_address[0].address',
    );
    const plan = await scene.plan(editor);
    expect(actionsOf(plan)).toContain('create address');
    expect(plan.blueprint.machine.staticAddress).toBe(true);
    await made(scene, editor);
    const cloud = await editor.cloud.client();
    const addresses = await cloud.addresses(blueprint.folderId, never);
    expect(addresses).toHaveLength(1);
    const [address] = addresses;
    expect(address && isTerraforms(address)).toBe(true);
    const { stack } = editor.environment.current;
    expect(stack?.runs.create['address']?.outputs).toMatchObject({
      id: address?.id,
      ip: address?.ip,
    });
    await editor.environment.refresh();
    expect(resourcesOf(editor.environment.current)?.machine?.publicAddress).toBe(address?.ip);

    // Ours again, it is the same address, which our own steps know and would put back.
    editor.ui.will(['Take "mlops-anna" back', agree]);
    await editor.commands['mlops.terraform.takeBack']();
    const again = await editor.environment.plan(blueprint, never);
    expect(new Set(again.items.map(({ action }) => action))).toEqual(new Set(['keep']));

    // And handed over once more, by its import.
    await rm(join(scene.folder, 'stand-in.json'), { force: true });
    editor.pages.plan = again;
    editor.ui.will(['Replace ', choose(/^Replace/)]);
    await scene.export(editor);
    expect(await readFile(join(scene.folder, 'imports.tf'), 'utf8')).toContain(
      `to = yandex_vpc_address.machine\n  id = "${address?.id ?? ''}"`,
    );
    const over = await scene.plan(editor);
    expect(actionsOf(over)).toContain('adopt address');
    await made(scene, editor);
    await destroyed(editor);
    expect(await cloud.addresses(blueprint.folderId, never)).toEqual([]);
    expect(await cloud.machines(blueprint.folderId, never)).toEqual([]);
    expect(editor.reported).toEqual([]);
  });

  it('that somebody takes out of the configuration is shown as lost before anything is done', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await withAddress(scene);
    await scene.exported(editor);
    await made(scene, editor);
    const main = join(scene.folder, 'main.tf');
    const text = await readFile(main, 'utf8');
    await writeFile(
      main,
      text
        .replace(/^resource "yandex_vpc_address" "machine" \{\n[\s\S]*?^\}\n/m, '')
        .replace(/^ *nat_ip_address .*\n/m, ''),
    );
    const plan = await scene.plan(editor);
    expect(plan.blueprint.machine.staticAddress).toBe(false);
    expect(actionsOf(plan)).toContain('destroy address');
  });
});
