import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { phaseOf } from '../../../src/model/environment';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox';
import { choose, leave, type as typing } from '../../support/scriptedUi';
import { SecretSearch } from '../../support/secretSearch';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { openWindow, type TestWindow } from './window';
import { askedBlueprint } from './wizard';

const files = ['README.md', 'main.tf', 'outputs.tf', 'variables.tf', 'versions.tf'];

describe('exporting an environment as Terraform', { timeout: 120_000 }, () => {
  let sandbox: Sandbox;
  let temp: TempFolder;
  beforeAll(async () => {
    temp = await tempFolder();
    sandbox = await startSandbox({ speed: 5_000, faults: [] });
  });
  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
    await temp[Symbol.asyncDispose]();
  });

  const token = (): string => sandbox.cloud.token.reveal();
  async function signedIn(): Promise<TestWindow> {
    const editor = openWindow({
      home: temp.path,
      settings: {
        cloudEndpoint: sandbox.cloud.endpoint,
        caFile: sandbox.address.cloud.ca,
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
  const exported = (editor: TestWindow): Promise<void> =>
    editor.commands['mlops.environment.exportTerraform']();

  it('needs a plan, writes where the user says, and replaces nothing without a yes', async () => {
    using editor = await signedIn();
    const { ui } = editor;
    await expect(exported(editor)).rejects.toMatchObject({ kind: 'not-found' });
    editor.pages.plan = await editor.environment.plan(await askedBlueprint(editor), never);
    await exported(editor); // Nobody chooses a folder.
    const folder = join(temp.path, 'tf');
    await mkdir(folder);
    ui.path = folder;
    await exported(editor);
    expect((await readdir(folder)).sort()).toEqual(files);
    expect(ui.messages.at(-1)).toContain('5 files of the Terraform configuration of "mlops-anna"');
    await ui.press('Read README');
    expect(editor.shown.at(-1)).toContain('terraform plan -out=plan.bin');
    expect(await new SecretSearch([token()]).inFolder(folder)).toEqual([]);
    expect(await readFile(join(folder, 'variables.tf'), 'utf8')).toContain('"127.0.0.1/32"');

    await exported(editor);
    expect(ui.messages.at(-1)).toContain('Nothing has changed');

    const main = join(folder, 'main.tf');
    const first = await readFile(main, 'utf8');
    await writeFile(main, '# mine\n');
    ui.will(['Replace main.tf?', leave]);
    await exported(editor);
    expect(await readFile(main, 'utf8')).toBe('# mine\n');
    ui.will(
      ['Replace main.tf?', choose('Choose another folder')],
      ['Replace main.tf?', choose('Replace 1 file')],
    );
    await exported(editor);
    expect(await readFile(main, 'utf8')).toBe(first);

    // Terraform would read it together with ours, and an old import would name what is gone.
    await writeFile(join(folder, 'mine.tf'), '# mine\n');
    ui.will(['Export beside mine.tf?', leave]);
    await exported(editor);
    await writeFile(join(folder, 'imports.tf'), 'import {}\n');
    ui.will(['Replace imports.tf?', choose('Replace 1 file')]);
    await exported(editor);
    expect(await readFile(join(folder, 'imports.tf'), 'utf8')).toBe('# Nothing exists yet.\n');
    expect(await readFile(join(folder, 'mine.tf'), 'utf8')).toBe('# mine\n');

    await writeFile(join(temp.path, 'file'), '');
    ui.path = join(temp.path, 'file');
    await expect(exported(editor)).rejects.toMatchObject({ kind: 'invalid' });
    expect([ui.unused, editor.reported]).toEqual([[], []]);
  });

  it('imports what an environment has made, by the ids of its journal', async () => {
    using editor = await signedIn();
    const plan = await editor.environment.plan(await askedBlueprint(editor), never);
    await editor.environment.begin(plan);
    await expect
      .poll(() => phaseOf(editor.environment.current), { timeout: 60_000, interval: 50 })
      .toBe('needs-you');
    const folder = join(temp.path, 'made');
    await mkdir(folder);
    editor.ui.path = folder;
    await exported(editor);
    const text = await readFile(join(folder, 'imports.tf'), 'utf8');
    const made = editor.environment.current.stack?.runs.create ?? {};
    const account = made['service-account']?.outputs['id'] ?? '';
    const { folderId, serviceAccount } = plan.blueprint;
    const ids = [...text.matchAll(/ id = "(.*)"/g)].map(([, id]) => id);
    expect(ids).toEqual([
      ...['network', 'subnet', 'security-group', 'default-group', 'service-account'].map(
        (step) => made[step]?.outputs['id'],
      ),
      ...serviceAccount.roles.map((role) => `${folderId},${role},serviceAccount:${account}`),
      made['gitlab']?.outputs['id'],
      made['machine']?.outputs['id'],
    ]);
    expect(ids).not.toContain(undefined);
    expect(await new SecretSearch([token()]).inFolder(folder)).toEqual([]);
    await editor.commands['mlops.environment.cancel']();
  });
});
