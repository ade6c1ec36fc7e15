import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Page } from 'playwright-core';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import { openView, requestsOf } from './harness';
import { makeRuns } from './runData';
import { keptPlace, runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function open(width = 1_400, count = 400) {
  const host = runsHost(makeRuns({ count, furtherMetrics: 3 }));
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
    width,
  });
  host.kept.onDidChange(() => view.server.notify('kept', host.kept.of(keptPlace)));
  view.server.notify('kept', host.kept.of(keptPlace));
  view.server.notify('state', host.state);
  const { page } = view;
  const grid = page.getByRole('grid', { name: 'Runs' });
  await grid.locator('.table-body [role=row]').nth(3).waitFor();
  const head = (name: RegExp) => grid.getByRole('columnheader', { name });
  const choose = async (column: RegExp, line: string): Promise<void> => {
    await head(column).click({ button: 'right' });
    await page.getByRole('menu').getByText(line, { exact: true }).click();
  };
  const layout = () => host.kept.of(keptPlace).columns;
  return { view, host, page, grid, head, choose, layout };
}

/** Names of the columns in sight from left to right. */
const heads = (page: Page): Promise<string[]> =>
  page
    .locator('.header [role=columnheader]')
    .evaluateAll((cells) =>
      cells
        .sort((a, b) => Number(a.ariaColIndex) - Number(b.ariaColIndex))
        .map((cell) => cell.querySelector('.sort .ellipsis')?.textContent ?? ''),
    );

describe('the table at the width that it has beside a sidebar and charts', () => {
  it('shows where a run comes from, the first params, and the key metric with its change', async () => {
    const opened = await open(1_090);
    await using view = opened.view;
    const { page, grid } = opened;
    const cell = grid.locator('.table-body .row').nth(2).locator('.cell.metric .delta').first();
    const [box, table] = [await cell.boundingBox(), await grid.boundingBox()];
    expect(box!.x + box!.width).toBeLessThanOrEqual(table!.x + table!.width);
    // As many params as fit before the metric.
    expect((await heads(page)).slice(0, 7)).toEqual([
      'Name',
      'branch',
      'commit',
      'job',
      'max_depth',
      'n_estimators',
      'AUC',
    ]);
    // What all branches begin with stands in the head alone.
    await opened
      .head(/branch/)
      .getByText('mlops-experiment-')
      .waitFor();
    const branch = grid.locator('.table-body .row').nth(2).locator('[aria-colindex="2"]');
    expect(await branch.innerText()).toMatch(/^\d$/);
    await view.screenshot('runs-narrow');
  });
});

describe('the head of a column', () => {
  it('chooses which number of a metric is shown; order, change and bars follow', async () => {
    const opened = await open();
    await using view = opened.view;
    const { head, choose, layout, grid, page } = opened;
    const values = (): Promise<string[]> =>
      grid.locator('.table-body .row .cell.metric .value').allInnerTexts();
    const before = await values();
    await head(/AUC/).locator('.sort').click();
    await choose(/AUC/, 'Smallest');
    await expect.poll(() => layout()?.parts).toEqual({ 'metric.AUC': 'min' });
    await head(/AUC/).getByText('min', { exact: true }).waitFor();
    await expect.poll(async () => (await values())[0]).not.toBe(before[0]);
    const asked = (requestsOf(view.sent, 'columns') as { columns: string[] }[]).flatMap(
      ({ columns }) => columns,
    );
    expect(asked).toContain('min metric.AUC');
    await choose(/AUC/, 'Lower');
    await expect.poll(() => head(/AUC/).getAttribute('title')).toContain('higher is better');
    await page.mouse.move(0, 0);
    await head(/AUC/).hover();
    await expect.poll(() => head(/AUC/).getAttribute('title')).toContain('lower is better');
  });

  it('draws bars, and curves that are asked for only where they are seen', async () => {
    const opened = await open();
    await using view = opened.view;
    const { choose, grid } = opened;
    await choose(/AUC/, 'Bar');
    await grid.locator('.table-body .axis.bar').first().waitFor();
    await choose(/AUC/, 'Curve over Steps');
    await expect
      .poll(() => grid.locator('.table-body .curve path[d^=M]').count())
      .toBeGreaterThan(20);
    const runs = (requestsOf(view.sent, 'series') as { runs: string[] }[]).flatMap(
      (one) => one.runs,
    );
    expect(new Set(runs).size).toBeLessThan(80);
    await view.screenshot('runs-curves');
    expect(view.alarms).toEqual([]);
  });

  it('moves its column by dragging and by keys, pins it, and hides it', async () => {
    const opened = await open();
    await using _view = opened.view;
    const { page, grid, head, choose, layout } = opened;
    const from = (await head(/AUC/).boundingBox())!;
    const to = (await head(/commit/).boundingBox())!;
    await page.mouse.move(from.x + 12, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 4, to.y + 10, { steps: 6 });
    await grid.locator('.drop-line').waitFor();
    await page.mouse.up();
    await expect
      .poll(async () => (await heads(page)).slice(1, 4))
      .toEqual(['branch', 'AUC', 'commit']);
    // The end of a drag is no click: nothing is sorted.
    expect(await head(/AUC/).getAttribute('aria-sort')).toBe('none');
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Alt+ArrowRight');
    await expect
      .poll(async () => (await heads(page)).slice(1, 4))
      .toEqual(['branch', 'commit', 'AUC']);
    await page.keyboard.press('Enter');
    await expect.poll(() => head(/AUC/).getAttribute('aria-sort')).toBe('descending');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+Enter');
    await head(/job/).locator('sup', { hasText: '2' }).waitFor();
    await choose(/AUC/, 'Pin');
    await expect.poll(async () => (await heads(page))[1]).toBe('AUC');
    await grid.evaluate((element) => (element.scrollLeft = 300));
    const name = (await grid.locator('.header .name-cell').boundingBox())!;
    await expect.poll(async () => (await head(/AUC/).boundingBox())!.x).toBe(name.x + name.width);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu', { name: 'Column AUC' }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Hide' }).click();
    await expect.poll(() => layout()?.hidden).toEqual(['metric.AUC']);
  });

  it('turns a range dragged over the small bars into a query', async () => {
    const opened = await open();
    await using _view = opened.view;
    const { page, head } = opened;
    const bars = (await head(/AUC/).locator('.spread').boundingBox())!;
    await page.mouse.move(bars.x + bars.width / 2, bars.y + 6);
    await page.mouse.down();
    await page.mouse.move(bars.x + bars.width + 30, bars.y + 6, { steps: 5 });
    await page.mouse.up();
    const line = page.getByRole('combobox', { name: 'Filter runs' });
    await expect.poll(() => line.inputValue()).toMatch(/^metrics\.AUC >= 0\.8\d+$/);
    await page.getByText(/^\d+ of 400$/).waitFor();
    const kinds = (await head(/criterion/)
      .locator('.spread')
      .boundingBox())!;
    await page.mouse.move(kinds.x, kinds.y + 6);
    await page.mouse.down();
    await page.mouse.move(kinds.x + kinds.width / 2 + 1, kinds.y + 6, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => line.inputValue()).toContain(' and params.criterion in ("entropy")');
  });
});
