import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { type FoundWebview } from '../support/parts/webviews';
import { type Workbench } from '../support/workbench';

const themes = [
  { name: 'hc-dark', label: 'Dark High Contrast', workbench: 'hc-black' },
  { name: 'hc-light', label: 'Light High Contrast', workbench: 'hc-light' },
] as const;

/** Keeps this moment in both high contrast themes: out/e2e/<name>-hc-dark.png. Then the theme is the usual dark one. */
export async function contrastPictures(
  work: Workbench,
  name: string,
  views: readonly FoundWebview[] = [],
): Promise<void> {
  const { page } = work;
  const workbench = page.locator('.monaco-workbench');
  for (const theme of themes) {
    await work.setTheme(theme.label);
    await workbench.and(page.locator(`.${theme.workbench}`)).waitFor();
    const body = theme.name === 'hc-light' ? 'vscode-high-contrast-light' : 'vscode-high-contrast';
    for (const { content } of views) await content.locator(`body.${body}`).waitFor();
    await page.mouse.move(1, page.viewportSize()?.height ?? 1);
    const path = join(root, 'out/e2e', `${name}-${theme.name}.png`);
    await mkdir(dirname(path), { recursive: true });
    const style = '.notifications-toasts { visibility: hidden; }';
    await page.screenshot({ path, animations: 'disabled', style });
  }
  await work.setTheme('Dark Modern');
  await workbench.and(page.locator('.vs-dark')).waitFor();
}
