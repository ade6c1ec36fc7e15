// @ts-check
/** Writes what a webview sees of VS Code's own themes into test/fixtures/themes, for tests that run without an editor. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureBrowser } from './lib/browser.mjs';
import { ensureEditor, newestEditor } from './lib/editor.mjs';
import { root } from './lib/paths.mjs';
import { startServer } from './lib/server.mjs';

const themes = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'hc-dark': 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};

const target = join(root, 'test/fixtures/themes');
const home = await mkdtemp(join(tmpdir(), 'mlops-themes-'));
const workspace = join(home, 'workspace');
await mkdir(workspace);
await mkdir(target, { recursive: true });
await writeFile(join(workspace, 'page.md'), '# Page\n');
const editor = await ensureEditor(newestEditor);
const browser = await chromium.launch(await ensureBrowser());
try {
  for (const [name, theme] of Object.entries(themes)) {
    await writeFile(join(target, `${name}.json`), await record(theme));
  }
} finally {
  await browser.close();
  await rm(home, { recursive: true, force: true });
}

/** @param {string} theme */
async function record(theme) {
  const settings = { 'workbench.colorTheme': theme };
  const server = await startServer({ editor, home, settings });
  const page = await browser.newPage();
  try {
    page.setDefaultTimeout(120_000);
    const file = server.remotePath(join(workspace, 'page.md'));
    await page.goto(server.url(workspace, [['openFile', file]]));
    const line = page.locator('.editor-instance .view-line').first();
    await line.waitFor();
    // The preview's extension is not known right after the start.
    const preview = page.locator('iframe.webview').first();
    for (let tries = 0; tries < 30 && (await preview.count()) === 0; tries++) {
      await line.click();
      await page.keyboard.press('Control+Shift+V');
      await preview.waitFor({ state: 'attached', timeout: 4_000 }).catch(() => undefined);
    }
    const inner = preview.contentFrame().locator('#active-frame').contentFrame();
    await inner.locator(`body[data-vscode-theme-id="${theme}"]`).waitFor();
    const seen = await inner.locator('html').evaluate((html) => {
      const style = /** @type {HTMLElement} */ (html).style;
      const names = [...style].filter((property) => property.startsWith('--vscode-')).sort();
      const { body } = html.ownerDocument;
      return {
        class: body.className,
        data: { ...body.dataset },
        variables: Object.fromEntries(
          names.map((property) => [property, style.getPropertyValue(property)]),
        ),
      };
    });
    return `${JSON.stringify(seen, undefined, 1)}\n`;
  } finally {
    await page.close();
    await server.stop();
  }
}
