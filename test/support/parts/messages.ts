import { type Locator, type Page } from 'playwright-core';

/** Notifications and modal dialogs. */
export class Messages {
  constructor(private readonly page: Page) {}

  /** Waits for a notification with this text, as a toast or, where there are no toasts, in the notification centre. */
  async notification(text: string | RegExp, timeoutMs = 30_000): Promise<Notification> {
    const item = this.page.locator('.notification-list-item').filter({ hasText: text }).first();
    const bell = this.page.locator('.statusbar .codicon-bell-dot');
    const centre = this.page.locator('.notifications-center.visible');
    const toastsAreShown = !this.page.url().includes('extensionDevelopmentPath');
    for (const end = Date.now() + timeoutMs; ;) {
      const left = end - Date.now();
      await (toastsAreShown ? item : item.or(bell).first()).waitFor({ timeout: Math.max(left, 1) });
      if (await item.isVisible()) return new Notification(item);
      if (!(await centre.isVisible())) {
        await bell.click();
        await this.page.mouse.move(1, 1); // its tooltip would lie above the notification
      } else await item.waitFor({ timeout: Math.max(left, 1) });
    }
  }

  /** What the notifications on the screen say. */
  texts(): Promise<string[]> {
    return this.page.locator('.notification-list-item-message').allTextContents();
  }

  /** Waits for a modal dialog with this text. */
  async dialog(text: string | RegExp): Promise<Dialog> {
    const box = this.page.locator('.monaco-dialog-box').filter({ hasText: text });
    await box.waitFor();
    return new Dialog(box);
  }
}

export class Notification {
  constructor(readonly item: Locator) {}

  async text(): Promise<string> {
    return (await this.item.locator('.notification-list-item-message').textContent()) ?? '';
  }

  async press(button: string): Promise<void> {
    await this.item.getByRole('button', { name: button, exact: true }).click();
  }

  async dismiss(): Promise<void> {
    await this.item.hover();
    await this.item.locator('.codicon-notifications-clear').click();
    await this.gone();
  }

  gone(timeoutMs?: number): Promise<void> {
    return this.item.waitFor({
      state: 'hidden',
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
  }
}

export class Dialog {
  constructor(readonly box: Locator) {}

  async text(): Promise<string> {
    const parts = this.box.locator('.dialog-message-text, .dialog-message-detail');
    return (await parts.allTextContents()).join('\n');
  }

  async press(button: string): Promise<void> {
    await this.box.getByRole('button', { name: button, exact: true }).click();
    await this.box.waitFor({ state: 'hidden' });
  }
}
