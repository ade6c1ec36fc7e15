import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runsContract, type RunsState } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import { openView, requestsOf, type ViewOptions } from './harness';
import { makeRuns } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function open(
  parts: Partial<RunsState> = {},
  options: Partial<ViewOptions<typeof runsContract>> = {},
) {
  const host = runsHost(makeRuns({ count: 40, furtherMetrics: 300 }), parts);
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
    ...options,
  });
  view.server.notify('state', host.state);
  const grid = view.page.getByRole('grid', { name: 'Runs' });
  await grid.locator('.table-body [role=row]').nth(3).waitFor();
  return { view, grid, page: view.page };
}

describe('the details of a run', () => {
  it('open by Enter, follow the keys, are searched, and give the keys back', async () => {
    const opened = await open();
    await using view = opened.view;
    const { page, grid } = opened;
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', { name: 'Details of the run' });
    await details.getByRole('heading', { name: 'swift-heron-100' }).waitFor();
    await details.getByText('mlops-experiment-').waitFor();
    await details.getByText('… and 104 more: find them by name.').waitFor();
    const auc = details.getByRole('row', { name: /^AUC / });
    const numbers = (await auc.getByRole('cell').allInnerTexts()).map(Number);
    const [last, best, min, max] = numbers;
    expect(best).toBe(max);
    expect(min).toBeLessThan(last!);
    await view.screenshot('runs-details');
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await details.getByRole('heading', { name: 'loyal-frog-101' }).waitFor();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.ariaLabel))
      .toBe('Details of the run');
    await details.getByRole('textbox', { name: 'Find in this run' }).fill('segment_300');
    await details.getByRole('row', { name: /quality_of_segment_300_precision/ }).waitFor();
    expect(await details.getByRole('row').count()).toBe(2);
    await page.keyboard.press('Escape');
    await expect.poll(() => details.count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => grid.locator('.row.focused').innerText()).toContain('-102');
    expect(view.alarms).toEqual([]);
  });

  it('mark a number only where it is the best of the runs in the table, and follow the query', async () => {
    const opened = await open();
    await using view = opened.view;
    const { page, grid } = opened;
    const best = makeRuns({ count: 40, furtherMetrics: 300 })
      .map((run) => ({
        name: run.name,
        top: Math.max(
          ...run.metrics.find(({ name }) => name === 'AUC')!.points.map(({ value }) => value),
        ),
      }))
      .toSorted((a, b) => b.top - a.top);
    const details = page.getByRole('complementary', { name: 'Details of the run' });
    const marked = details.getByRole('row', { name: /^AUC / }).locator('.good');
    await grid.getByText(best[1]!.name, { exact: true }).dblclick();
    await details.getByRole('heading', { name: best[1]!.name }).waitFor();
    await details.getByRole('row', { name: /^AUC / }).waitFor();
    expect(await marked.count()).toBe(0);
    await grid.getByText(best[0]!.name, { exact: true }).click();
    await expect
      .poll(() => marked.allInnerTexts())
      .toEqual([expect.stringContaining(best[0]!.top.toFixed(4))]);
    await view.screenshot('runs-details-best');
    expect(await seriousViolations(page)).toEqual([]);
    await grid.getByText(best[1]!.name, { exact: true }).click();
    await expect.poll(() => marked.count()).toBe(0);
    await page.getByRole('combobox', { name: 'Filter runs' }).fill(`name != "${best[0]!.name}"`);
    await expect.poll(() => marked.count()).toBe(1);
  });

  it('open by a double click and lead to what can be done with the run', async () => {
    const opened = await open();
    await using view = opened.view;
    const { page, grid } = opened;
    await grid.getByText('bold-fox-102').dblclick();
    const details = page.getByRole('complementary', { name: 'Details of the run' });
    await details.getByRole('button', { name: 'Reproduce on New Branch' }).click();
    await details.getByRole('button', { name: 'Compare Code with Baseline' }).click();
    await details.getByTitle(/^None\nClick copies it/).click();
    await expect.poll(() => requestsOf(view.sent, 'copy')).toEqual([{ text: 'None' }]);
    expect(requestsOf(view.sent, 'reproduce')).toHaveLength(1);
    expect(requestsOf(view.sent, 'codeDiff')).toHaveLength(1);
    await details.getByRole('button', { name: 'Compare with Baseline' }).click();
    await page.getByRole('heading', { name: /runs against|against/ }).waitFor();
  });
});

describe('the menu of a run', () => {
  it('opens by the right button and by Shift+F10, is worked by keys, and gives them back', async () => {
    const opened = await open();
    await using view = opened.view;
    const { page, grid } = opened;
    await grid.getByText('bold-fox-102').click({ button: 'right' });
    const menu = page.getByRole('menu', { name: 'Run bold-fox-102' });
    await menu.getByRole('menuitem', { name: /Check Out Code of Run/ }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await view.screenshot('runs-menu');
    await page.keyboard.press('Escape');
    await expect.poll(() => menu.count()).toBe(0);
    await page.keyboard.press('Shift+F10');
    await menu.waitFor();
    // Letters go to what begins with them.
    await page.keyboard.press('d');
    await page.keyboard.press('d');
    await page.keyboard.press('Enter');
    await expect.poll(() => requestsOf(view.sent, 'deleteRun').length).toBe(1);
    await expect.poll(() => menu.count()).toBe(0);
    await page.keyboard.press('Space');
    await page.getByText('1 selected').first().waitFor();
  });
});
