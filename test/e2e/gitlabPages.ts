import { randomBytes } from 'node:crypto';
import { type Browser, type Page } from 'playwright-core';

/** Opens the mailed link and sets a password, as the new administrator does. Answers the password. */
export async function activateGitLab(
  browser: Browser,
  mailbox: string,
  address: string,
): Promise<string> {
  const password = randomBytes(12).toString('base64url');
  await onPage(browser, async (page) => {
    await page.goto(await linkFor(page, mailbox, address));
    const fields = page.locator('input[type="password"]');
    for (const field of await fields.all()) await field.fill(password);
    await page.getByRole('button').first().click();
    await page.waitForLoadState();
  });
  return password;
}

/** Signs in to the web pages and makes a personal access token on the page that is filled in already. */
export async function createToken(
  browser: Browser,
  mailbox: string,
  address: string,
  login: string,
  password: string,
): Promise<string> {
  let token = '';
  await onPage(browser, async (page) => {
    const { origin } = new URL(await linkFor(page, mailbox, address));
    const query = 'name=GitLab+MLOps+for+VS+Code&scopes=api%2Cread_user';
    await page.goto(`${origin}/-/user_settings/personal_access_tokens?${query}`);
    if (page.url().includes('sign_in')) {
      await page.locator('input:not([type="hidden"]):not([type="password"])').first().fill(login);
      await page.locator('input[type="password"]').fill(password);
      await page.getByRole('button').first().click();
      await page.waitForURL(/personal_access_tokens/);
    }
    await page.getByRole('button', { name: /create/i }).click();
    const shown = page
      .getByText(/glpat-/)
      .or(page.locator('input[value^="glpat-"]'))
      .first();
    await shown.waitFor();
    const text = (await shown.textContent()) ?? '';
    const value = text === '' ? await shown.inputValue() : text;
    token = /glpat-[\w-]+/.exec(value)?.[0] ?? '';
  });
  if (token === '') throw new Error('GitLab showed no token.');
  return token;
}

async function linkFor(page: Page, mailbox: string, address: string): Promise<string> {
  await page.goto(mailbox);
  const link = page.locator('a[href*="token"], a[href*="password"]').last();
  await page.getByText(address).first().waitFor();
  return (await link.getAttribute('href')) ?? '';
}

async function onPage(browser: Browser, work: (page: Page) => Promise<void>): Promise<void> {
  // The sandbox signs its pages itself; a person would be asked once.
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}
