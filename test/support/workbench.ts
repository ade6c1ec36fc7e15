import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { isEditorNoise } from '../../scripts/lib/editorNoise.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { type RunningEditor } from './editor';
import { Messages } from './parts/messages';
import { QuickInput } from './parts/quickInput';
import { TerminalPart, TextEditors } from './parts/texts';
import { Tree } from './parts/tree';
import { type FoundWebview, findWebview } from './parts/webviews';

/** How long a person would look before saying that nothing happens, in ms. */
const patienceMs = 30_000;

/** A person at the workbench. Every action waits for what it needs to see; nothing waits for time to pass. */
export class Workbench implements AsyncDisposable {
  readonly quickInput: QuickInput;
  readonly messages: Messages;
  readonly editor: TextEditors;
  readonly terminal: TerminalPart;
  /** The page's console, one entry a line, for reports of failed tests. */
  readonly console: string[] = [];

  constructor(readonly page: Page) {
    this.quickInput = new QuickInput(page);
    this.messages = new Messages(page);
    this.editor = new TextEditors(page, this.quickInput);
    this.terminal = new TerminalPart(page);
    page.on('console', (message) => {
      const line = `${message.type()}: ${message.text()}`;
      if (!isEditorNoise(line)) this.console.push(line.slice(0, 2_000));
    });
    page.on('pageerror', (error) => this.console.push(`error: ${error.message}`));
  }

  /** Runs a command by its title as the palette shows it, such as `MLOps: Sign In`. */
  async palette(title: string): Promise<void> {
    const row = this.quickInput.row(title, { exact: true });
    for (const end = Date.now() + patienceMs; ;) {
      await this.quickInput.openPalette();
      await this.quickInput.filter(`>${title}`);
      // Right after the start the commands of extensions are not known yet, and an open palette does not learn of them.
      const seen = await row.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
      if (seen) break;
      if (Date.now() > end) throw new Error(`The palette has no command "${title}".`);
      await this.quickInput.escape();
    }
    await row.click();
  }

  /** Opens a container of the activity bar. */
  async openContainer(title: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: title });
    const shown = this.page.locator('.sidebar .composite.title:visible', { hasText: title });
    await tab.waitFor();
    for (const end = Date.now() + patienceMs; ;) {
      if (await shown.isVisible()) return;
      // After a reload the container may open by itself between the look and the click, which then closes it again.
      if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
      try {
        await shown.waitFor({ timeout: 3_000 });
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        await tab.click();
      }
    }
  }

  /** A tree by the title of its view. */
  tree(view: string): Tree {
    return new Tree(this.page, view);
  }

  /** The content of the webview whose tab (or view) has this title. */
  webview(title: string): Promise<FoundWebview> {
    return findWebview(this.page, title);
  }

  /** Brings the editor tab with this title to the front. */
  async openTab(title: string): Promise<void> {
    const tab = this.page.locator('.tabs-container .tab', { hasText: title }).first();
    await tab.click();
  }

  /** Switches the colour theme through the picker, for example to `Light Modern`. */
  async setTheme(label: string): Promise<void> {
    await this.palette('Preferences: Color Theme');
    await this.quickInput.choose(label);
    await this.quickInput.closed();
  }

  /** Loads the window again, as `Developer: Reload Window` does. */
  async reload(): Promise<void> {
    // Reloading the page behind the editor's back would give it no time to keep its tabs.
    const loaded = this.page.waitForEvent('load');
    await this.palette('Developer: Reload Window');
    await loaded;
    await whenRestored(this.page);
  }

  /** Opens another folder in this window. @param url see `RunningEditor` */
  async goTo(url: string): Promise<void> {
    await this.page.goto(url);
    await whenRestored(this.page);
  }

  /** Keeps a picture in out/e2e/<name>.png and answers its path. */
  async screenshot(name: string): Promise<string> {
    const folder = join(root, 'out/e2e');
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    await this.page.screenshot({ path, animations: 'disabled' });
    return path;
  }

  /**
   * Keeps this moment in dark and in light, without notifications before it: out/e2e/<name>-dark.png. The editor has
   * to follow the system (`window.autoDetectColorScheme`).
   */
  async picture(name: string, views: readonly FoundWebview[] = []): Promise<void> {
    // The pointer would light up what it lies on.
    await this.page.mouse.move(1, this.page.viewportSize()?.height ?? 1);
    for (const scheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme: scheme });
      await this.page
        .locator(`.monaco-workbench.${scheme === 'light' ? 'vs' : 'vs-dark'}`)
        .waitFor();
      for (const { content } of views) await content.locator(`body.vscode-${scheme}`).waitFor();
      await this.page.screenshot({
        path: join(root, 'out/e2e', `${name}-${scheme}.png`),
        animations: 'disabled',
        style: '.notifications-toasts { visibility: hidden; }',
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}

export interface WorkbenchOptions {
  readonly width?: number;
  readonly height?: number;
}

/** Opens the editor's window in a browser context of its own. */
export async function openWorkbench(
  browser: Browser,
  editor: Pick<RunningEditor, 'url' | 'origin'>,
  { width = 1440, height = 900 }: WorkbenchOptions = {},
): Promise<Workbench> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: 'dark' });
  context.setDefaultTimeout(patienceMs);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: editor.origin });
  const page = await context.newPage();
  const workbench = new Workbench(page);
  await page.goto(editor.url);
  await whenRestored(page);
  return workbench;
}

async function whenRestored(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor();
  await page.locator('.explorer-viewlet, .sidebar .composite.title').first().waitFor();
}
