import { type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { openView, requestsOf } from './harness';
import { makeRuns } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** What has the keys: the name that assistive technology would say. */
const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const host =
      at?.getRootNode() instanceof ShadowRoot ? (at.getRootNode() as ShadowRoot).host : at;
    return (at?.ariaLabel ?? host?.ariaLabel ?? host?.textContent ?? '').trim();
  });

/** Goes on by Tab, or back with Shift, until something with this name has the keys. */
async function tabTo(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let count = 0; count < 80; count++) {
    await page.keyboard.press(key);
    const now = await focusedName(page);
    if (name.test(now)) return;
    passed.push(now.slice(0, 40));
  }
  expect.fail(`${name} has no way to it by ${key}: ${passed.join(' | ')}`);
}

it('from the table over the comparison and its comment to a promoted version without the mouse', async () => {
  const runs = makeRuns({ count: 40 });
  const host = runsHost(runs);
  await using view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
  });
  host.onState = (state) => view.server.notify('state', state);
  view.server.notify('state', host.state);
  const { page, sent } = view;
  const { keyboard } = page;
  await page.locator('.table-body [role=row]').nth(3).waitFor();
  await tabTo(page, /^Runs$/);
  for (const key of ['ArrowDown', 'ArrowDown', 'Space', 'ArrowDown', 'ArrowDown', 'Space']) {
    await keyboard.press(key);
  }
  await page.getByRole('button', { name: 'Compare 2' }).waitFor();
  await tabTo(page, /^Compare 2$/, 'Shift+Tab');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: '2 runs against swift-hare-109' }).waitFor();
  await page.locator('.cmp-lines .metric').first().waitFor();

  await tabTo(page, /^Post…$/);
  await keyboard.press('Enter');
  const chosen = [runs[1]!.id, runs[3]!.id];
  await expect.poll(() => requestsOf(sent, 'postComparison').length).toBe(1);
  const [post] = requestsOf(sent, 'postComparison') as { runs: string[]; to: string }[];
  expect(post!.runs).toEqual([runs[9]!.id, ...chosen]);
  expect(chosen).toContain(post!.to);

  await tabTo(page, /^Promote…$/);
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Promote/ }).waitFor();
  await page.getByText(/is free/).waitFor();
  await tabTo(page, /^minor/);
  await keyboard.press('Space');
  await page.getByRole('button', { name: 'Promote as 0.2.0' }).waitFor();
  await tabTo(page, /^Promote as 0\.2\.0$/);
  await keyboard.press('Enter');
  await page.getByRole('status').getByText('loan-prediction-demo 0.2.0').waitFor();
  expect(requestsOf(sent, 'promote')).toEqual([
    expect.objectContaining({ run: post!.to, version: '0.2.0', way: 'move' }),
  ]);
  await tabTo(page, /^Show the model$/);
  await keyboard.press('Enter');
  await expect.poll(() => requestsOf(sent, 'showModel').length).toBe(1);
  expect(view.alarms).toEqual([]);
});
