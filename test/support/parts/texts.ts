import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Locator, type Page } from 'playwright-core';
import { type QuickInput } from './quickInput';

/** Text editors. */
export class TextEditors {
  constructor(
    private readonly page: Page,
    private readonly quickInput: QuickInput,
  ) {}

  private get activeTab(): Locator {
    return this.page.locator('.editor-group-container.active .tab.active').first();
  }

  /** Opens a file of the workspace by name, as with Ctrl+P. */
  async open(path: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+p');
    await this.quickInput.filter(path);
    await this.quickInput.row(basename(path)).click();
    await this.page.locator('.tab.active', { hasText: basename(path) }).waitFor();
    await this.page.locator('.editor-group-container.active .view-lines').first().waitFor();
  }

  /** Types at the cursor, as one piece, so that nothing is completed or closed automatically. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.insertText(text);
  }

  async goToLine(line: number): Promise<void> {
    await this.page.keyboard.press('Control+g');
    await this.quickInput.type(`:${line}`);
    await this.quickInput.closed();
  }

  /** Replaces the first line of the open file that contains `part`; `file` is its path on disk. */
  async replaceLine(file: string, part: string, replacement: string): Promise<void> {
    const lines = (await readFile(file, 'utf8')).split('\n');
    const index = lines.findIndex((line) => line.includes(part));
    if (index === -1) throw new Error(`${file} has no line with ${part}`);
    await this.goToLine(index + 1);
    await this.page.keyboard.press('Home');
    await this.page.keyboard.press('Shift+End');
    await this.type(replacement);
  }

  /** Saves and waits until the tab no longer shows unsaved changes. */
  async save(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+s');
    await this.page
      .locator('.editor-group-container.active .tab.active:not(.dirty)')
      .first()
      .waitFor();
  }

  /** The lines on the screen. */
  async visibleText(): Promise<string> {
    const lines = this.page.locator('.editor-group-container.active .view-lines').first();
    return (await lines.innerText()).replaceAll('\u00a0', ' ');
  }

  async title(): Promise<string> {
    return (await this.activeTab.getAttribute('data-resource-name')) ?? '';
  }

  async closeAll(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+k');
    await this.page.keyboard.press('ControlOrMeta+w');
    await this.page.locator('.tabs-container .tab').first().waitFor({ state: 'hidden' });
  }
}

/** The visible integrated terminal. */
export class TerminalPart {
  private readonly rows: Locator;

  constructor(private readonly page: Page) {
    this.rows = page.locator('.terminal-wrapper.active .xterm-rows');
  }

  async text(): Promise<string> {
    return (await this.rows.innerText()).replaceAll('\u00a0', ' ');
  }

  async see(text: string, timeoutMs?: number): Promise<void> {
    await this.rows
      .filter({ hasText: text })
      .waitFor(timeoutMs === undefined ? {} : { timeout: timeoutMs });
  }

  /** Waits until the terminal has been closed. */
  gone(): Promise<void> {
    return this.rows.waitFor({ state: 'hidden' });
  }

  async type(line: string): Promise<void> {
    await this.page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }
}
