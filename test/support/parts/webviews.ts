import { type FrameLocator, type Locator, type Page } from 'playwright-core';

export interface FoundWebview {
  /** Inside: what the extension's HTML made. */
  readonly content: FrameLocator;
  /** The element that holds it in the workbench. */
  readonly element: Locator;
}

/** A webview sits two frames deep; the inner frame carries the title of its tab or view. */
export async function findWebview(page: Page, title: string): Promise<FoundWebview> {
  const timeoutMs = 30_000;
  const named = `iframe#active-frame[title=${JSON.stringify(title)}]`;
  await page.locator('iframe.webview').first().waitFor({ state: 'attached', timeout: timeoutMs });
  for (const end = Date.now() + timeoutMs; ;) {
    for (const element of await page.locator('iframe.webview').all()) {
      const inner = element.contentFrame().locator(named);
      if (!(await element.isVisible()) || (await inner.count()) === 0) continue;
      return { content: inner.contentFrame(), element };
    }
    if (Date.now() > end) throw new Error(`No webview with the title "${title}" appeared.`);
    await page.waitForFunction(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
}
