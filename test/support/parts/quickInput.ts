import { type Locator, type Page } from 'playwright-core';

/** Quick picks, input boxes and the command palette: they are all one widget. */
export class QuickInput {
  readonly widget: Locator;
  readonly input: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget:visible');
    this.input = this.widget.locator('.quick-input-box input');
  }

  async openPalette(): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.input.waitFor();
  }

  /** Waits for the question with this title. */
  async titled(title: string): Promise<void> {
    await this.widget.locator('.quick-input-title', { hasText: title }).waitFor();
  }

  /** Waits for the question with this text below it. */
  async asked(text: string | RegExp): Promise<void> {
    await this.widget.locator('.quick-input-message', { hasText: text }).waitFor();
  }

  /** A row by a text in it; `exact` compares the whole label. */
  row(text: string, { exact = false }: { exact?: boolean } = {}): Locator {
    const rows = this.widget.locator('.quick-input-list .monaco-list-row');
    const label = rows.filter({
      has: this.page.locator('.label-name', { hasText: exact ? whole(text) : text }),
    });
    return (exact ? label : label.or(rows.filter({ hasText: text }))).first();
  }

  /** The labels of the rows one can see. */
  labels(): Promise<string[]> {
    return this.widget.locator('.quick-input-list .monaco-list-row .label-name').allTextContents();
  }

  /** Waits for the row with this text and takes it; filters when the list is too long to show it. */
  async choose(text: string): Promise<void> {
    const row = this.row(text);
    const firstRow = this.widget.locator('.quick-input-list .monaco-list-row').first();
    await firstRow.waitFor();
    await this.settled();
    if (!(await row.isVisible())) await this.filter(text);
    await row.click();
  }

  /** Ticks rows of a picker with check boxes and confirms. */
  async tick(...texts: readonly string[]): Promise<void> {
    for (const text of texts) await this.row(text).locator('.quick-input-list-checkbox').click();
    await this.widget.getByRole('button', { name: 'OK' }).click();
  }

  async filter(text: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
  }

  /** Answers an input box. */
  async type(text: string): Promise<void> {
    await this.filter(text);
    await this.input.press('Enter');
  }

  /** Answers the editor's own question for a folder. */
  async chooseFolder(title: string, path: string): Promise<void> {
    await this.titled(title);
    // What is typed before it shows where it stands is put behind that.
    for (const end = Date.now() + 30_000; !(await this.input.inputValue()).endsWith('/');) {
      if (Date.now() > end) throw new Error(`"${title}" shows no folder to begin with.`);
      await this.input.press('End');
    }
    await this.filter(`${path}/`);
    const question = this.widget.locator('.quick-input-title', { hasText: title });
    for (const end = Date.now() + 30_000; ;) {
      // While it still looks at the folder that was typed, Enter only goes there.
      await this.input.press('Enter');
      try {
        return await question.waitFor({ state: 'hidden', timeout: 5_000 });
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  }

  /** What the box says about the value, for example why it is refused. */
  async message(): Promise<string> {
    return (await this.widget.locator('.quick-input-message').textContent()) ?? '';
  }

  async back(): Promise<void> {
    await this.widget.getByRole('button', { name: 'Back' }).click();
  }

  async escape(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.closed();
  }

  closed(): Promise<void> {
    return this.widget.waitFor({ state: 'hidden' });
  }

  /** Until the bar that says "busy" is gone. */
  private settled(): Promise<void> {
    return this.widget.locator('.monaco-progress-container.active').waitFor({ state: 'hidden' });
  }
}

function whole(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}\\s*$`);
}
