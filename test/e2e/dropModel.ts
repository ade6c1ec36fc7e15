import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Locator } from 'playwright-core';
import { type Workbench } from '../support/workbench';

/** The folder of a model, as `mlflow.save_model` leaves it. */
export async function saveModel(workspace: string, name: string): Promise<void> {
  const folder = join(workspace, name);
  await mkdir(join(folder, 'data'), { recursive: true });
  await writeFile(join(folder, 'MLmodel'), 'artifact_path: model\nflavors: {}\n');
  await writeFile(join(folder, 'data/model.bin'), Buffer.alloc(200_000, 7));
}

/** Drags a folder from the explorer onto a model, with the mouse. The sidebar's trees are put beside the explorer for it. */
export async function dropModel(
  work: Workbench,
  folder: string,
  model: string,
  version: string,
): Promise<void> {
  const { page } = work;
  const icon = page.locator('.activitybar').getByRole('tab', { name: 'GitLab MLOps' });
  await icon.click({ button: 'right' });
  // A fresh menu ignores the mouse for 100 ms; the keyboard works at once.
  const entry = (text: string): Locator =>
    page.locator('.monaco-menu .action-item').filter({ hasText: text }).last();
  await entry('Move To').hover();
  await page.keyboard.press('ArrowRight');
  await entry('Secondary Side Bar').hover();
  await page.keyboard.press('Enter');
  await work.openContainer('Explorer');
  const source = page.locator('.explorer-folders-view .monaco-list-row', { hasText: folder });
  const target = work.tree('Models').node(model).row;
  await source.waitFor();
  await target.waitFor();
  await source.dragTo(target);
  await work.quickInput.titled(`Import 2 files`);
  await work.quickInput.type(version);
  await work.messages.notification(new RegExp(`${version} is there, with 2 files`));
  await work.tree('Models').node(new RegExp(version)).appear();
}
