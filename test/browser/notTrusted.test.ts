import { afterAll, beforeAll, expect, it } from 'vitest';
import { planContract } from '../../src/webviews/plan/contract';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { openView, type View } from './harness';
import * as plan from './planData';
import { planHandlers } from './planHandlers';
import { makeRuns } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** The editor has told it once, with the way out; the page is as it was, and can be pressed again. */
async function presses(
  { page, reported }: Pick<View<never>, 'page' | 'reported'>,
  name: RegExp,
): Promise<void> {
  const button = page.getByRole('button', { name });
  for (const times of [1, 2]) {
    await button.click();
    await expect.poll(() => reported.length).toBe(times);
    await expect.poll(() => button.isEnabled()).toBe(true);
    expect(await page.getByText('is not trusted').count()).toBe(0);
    expect(await page.getByRole('alert').count()).toBe(0);
  }
  expect(reported).toMatchObject(
    Array.from({ length: 2 }, () => ({ kind: 'forbidden', fix: 'trust-folder' })),
  );
}

it('leaves the refusal of a promotion to the editor', async () => {
  const runs = makeRuns({ count: 8, furtherMetrics: 0 });
  const host = runsHost(runs, { page: { number: 2, kind: 'promote', run: runs[5]!.id } });
  await using view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
    trusted: false,
  });
  view.server.notify('state', host.state);
  const version = view.page.getByRole('textbox', { name: 'Version', exact: true });
  await expect.poll(() => version.inputValue()).not.toBe('');
  await presses(view, /^Promote as/);
});

it('leaves the refusal of a creation to the editor', async () => {
  await using view = await openView(browser, {
    name: 'plan',
    contract: planContract,
    handlers: planHandlers,
    trusted: false,
  });
  view.server.notify('state', plan.state({ plan: plan.plan({ serviceAccounts: [] }) }));
  await presses(view, /^Create/);
});
