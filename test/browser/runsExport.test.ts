import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import { openView, requestsOf } from './harness';
import { makeRuns } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

describe('the runs on their way out', () => {
  it('go as they are shown, or only those that are selected, by keyboard too', async () => {
    const host = runsHost(makeRuns({ count: 40, furtherMetrics: 30 }));
    await using view = await openView(browser, {
      name: 'runs',
      contract: runsContract,
      handlers: host.handlers,
    });
    view.server.notify('state', host.state);
    const { page } = view;
    const grid = page.getByRole('grid', { name: 'Runs' });
    await grid.locator('[role=row]').nth(3).waitFor();
    const button = page.getByRole('button', { name: 'Export the runs' });
    await button.click();
    await page.getByRole('menuitem', { name: 'Copy as CSV' }).waitFor();
    await view.screenshot('runs-export');
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    const copied = (): string[] =>
      requestsOf(view.sent, 'copy').map((params) => (params as { text: string }).text);
    await expect.poll(() => copied().length).toBe(1);
    const lines = copied()[0]!.trimEnd().split('\r\n');
    expect(lines).toHaveLength(41);
    // Columns far to the right were never looked at, and are there all the same.
    expect(lines[0]).toContain('quality_of_segment_30_precision');
    expect(lines[1]!.split(',').filter((cell) => cell !== '').length).toBeGreaterThan(35);

    await grid.getByRole('checkbox').nth(1).click();
    await button.click();
    await page.getByRole('menuitem', { name: 'Save as JSON…' }).click();
    await expect.poll(() => requestsOf(view.sent, 'saveText').length).toBe(1);
    const [saved] = requestsOf(view.sent, 'saveText') as { name: string; text: string }[];
    expect(saved!.name).toBe('Loan_prediction');
    expect(JSON.parse(saved!.text)).toHaveLength(1);
  });
});
