import { type Locator, type Page } from 'playwright-core';

/** One tree view of the side bar, by the title of its section. */
export class Tree {
  readonly pane: Locator;

  constructor(
    private readonly page: Page,
    readonly title: string,
  ) {
    const panes = page.locator('.split-view-view .pane');
    const header = page.locator('.pane-header .title', { hasText: new RegExp(`^${title}$`, 'i') });
    // A view that is alone in its container has no header; a folded one has no tree yet.
    const tree = page.locator(`[role="tree"][aria-label=${JSON.stringify(title)}]`);
    this.pane = panes.filter({ has: header }).or(panes.filter({ has: tree }));
  }

  /** Unfolds the section itself. */
  async open(): Promise<this> {
    await this.pane.waitFor();
    const header = this.pane.locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    return this;
  }

  /** The first row with this text in its label or description. */
  node(label: string | RegExp): TreeNode {
    const rows = this.pane.locator('.monaco-list-row[role="treeitem"]');
    return new TreeNode(this.page, rows.filter({ hasText: label }).first());
  }

  /** The rows on the screen, indented by level: a picture to compare with. */
  async picture(): Promise<string> {
    const rows = this.pane.locator('.monaco-list-row[role="treeitem"]');
    const lines = await rows.evaluateAll((elements) =>
      elements.map((element) => {
        const label = element.querySelector('.monaco-icon-label')?.textContent ?? '';
        return '  '.repeat(Number(element.getAttribute('aria-level')) - 1) + label;
      }),
    );
    return lines.join('\n');
  }

  /** Presses a button of the section's title bar, by its tooltip. */
  async titleAction(name: string): Promise<void> {
    await this.pane.locator('.pane-header').hover();
    await this.pane.locator('.pane-header').getByRole('button', { name }).click();
  }

  /** A link or button of the welcome content that an empty tree shows. */
  async welcomeAction(name: string): Promise<void> {
    await this.pane.locator('.welcome-view').getByRole('button', { name }).click();
  }
}

export class TreeNode {
  constructor(
    private readonly page: Page,
    readonly row: Locator,
  ) {}

  appear(timeoutMs?: number): Promise<void> {
    return this.row.waitFor(timeoutMs === undefined ? {} : { timeout: timeoutMs });
  }

  disappear(timeoutMs?: number): Promise<void> {
    return this.row.waitFor({
      state: 'hidden',
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
  }

  async text(): Promise<string> {
    return (await this.row.locator('.monaco-icon-label').first().textContent()) ?? '';
  }

  async click(): Promise<void> {
    await this.row.locator('.monaco-icon-label').first().click();
  }

  /** Several rows at once, as with Ctrl held. */
  async addToSelection(): Promise<void> {
    await this.row
      .locator('.monaco-icon-label')
      .first()
      .click({ modifiers: ['ControlOrMeta'] });
  }

  async expand(): Promise<void> {
    await this.row.waitFor();
    if ((await this.row.getAttribute('aria-expanded')) !== 'false') return;
    await this.row.locator('.monaco-tl-twistie').click();
  }

  /** Opens the context menu and takes an entry; opens it again while the row was about to become another one. */
  async contextMenu(entry: string): Promise<void> {
    const items = this.page.locator('.monaco-menu .action-item').filter({ hasText: entry });
    const opened = async (): Promise<boolean> => {
      await this.row.locator('.monaco-icon-label').first().click({ button: 'right' });
      await this.page.locator('.monaco-menu .action-item').first().waitFor();
      return (await items.count()) > 0;
    };
    for (let tries = 1; !(await opened()) && tries < 20; tries++) {
      await this.page.keyboard.press('Escape');
      await this.page.locator('.monaco-menu').first().waitFor({ state: 'hidden' });
      await this.page.waitForTimeout(250);
    }
    await items.first().hover();
    await items.and(this.page.locator('.focused')).waitFor();
    // A fresh menu ignores the mouse for 100 ms; the keyboard works at once.
    await this.page.keyboard.press('Enter');
    await items.first().waitFor({ state: 'hidden' });
  }

  /** What the context menu offers; leaves it closed. */
  async contextMenuEntries(): Promise<string[]> {
    await this.row.locator('.monaco-icon-label').first().click({ button: 'right' });
    const entries = this.page.locator('.monaco-menu .action-menu-item .action-label');
    await entries.first().waitFor();
    const labels = await entries.allTextContents();
    await this.page.keyboard.press('Escape');
    return labels.filter((label) => label !== '');
  }

  /** Presses a button at the row's end, by its tooltip. */
  async inlineAction(name: string): Promise<void> {
    await this.row.hover();
    await this.row.getByRole('button', { name }).click();
  }
}
