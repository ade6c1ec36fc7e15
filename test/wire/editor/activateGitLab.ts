import { readFile } from 'node:fs/promises';
import { type Sandbox } from '../../../src/sandbox/sandbox';
import { Browser } from '../sandbox-gitlab/browser';
import { ask } from '../sandbox-gitlab/support';

/** The password that is set behind the mailed link. */
export const password = 'correct horse 1';

/**
 * What the person does in the browser: the link of the letter, a password, signing in.
 * @param login of the administrator
 */
export async function activateGitLab(
  sandbox: Sandbox,
  url: string,
  login = 'anna',
): Promise<Browser> {
  const ca = await readFile(sandbox.address.cloud.ca, 'utf8');
  const mail = sandbox.mailbox.mails.find(({ text }) => text.includes(url));
  const link = /https:\S+reset_password_token=\S+/.exec(mail?.text ?? '')?.[0] ?? '';
  const browser = new Browser({
    url,
    ask: (method, path, options = {}) =>
      ask(url, ca, method, path, { ...options, token: options.token ?? null }),
  });
  await browser.open(link.slice(url.length));
  await browser.submit('/users/password', { password, password_confirmation: password });
  await browser.signIn(login, password);
  return browser;
}

/** Takes a personal access token from its page. */
export async function personalToken(browser: Browser): Promise<string> {
  const tokens = '/-/user_settings/personal_access_tokens';
  await browser.open(`${tokens}?name=test&scopes=api`);
  await browser.submit(tokens, { 'scopes[]': 'api' });
  return browser.field('created-personal-access-token');
}
