import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

async function open() {
  const runs = makeRuns({ count: 60 });
  const host = runsHost(runs);
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
  });
  host.kept.onDidChange(() => view.server.notify('kept', host.kept.of(keptPlace)));
  host.onState = (state) => view.server.notify('state', state);
  view.server.notify('kept', host.kept.of(keptPlace));
  view.server.notify('state', host.state);
  const { page } = view;
  const grid = page.getByRole('grid', { name: 'Runs' });
  await grid.locator('.table-body [role=row]').nth(3).waitFor();
  return { view, host, page, grid, runs };
}

describe('grouped runs', () => {
  it('stand under heads with their number and best run, fold by mouse and keys, and are let go', async () => {
    const opened = await open();
    await using view = opened.view;
    const { page, grid, host, runs } = opened;
    await page.getByRole('button', { name: 'Group the runs' }).click();
    await page.getByRole('menuitem', { name: 'By criterion' }).click();
    await expect.poll(() => host.kept.of(keptPlace).columns?.groupBy).toBe('param.criterion');
    const heads = grid.locator('.group-row');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('64');
    const own = runs.filter((run) =>
      run.params.some(({ name, value }) => name === 'criterion' && value === 'entropy'),
    );
    const best = Math.max(...own.map((run) => run.metrics[0]!.latest.value));
    const entropy = grid.getByRole('rowheader', { name: /entropy/ });
    await entropy.getByText(`${own.length} · best AUC ${best.toFixed(4)}`).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await view.screenshot('runs-groups');

    await entropy.click();
    await expect.poll(() => entropy.getAttribute('aria-expanded')).toBe('false');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(64 - own.length));
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => entropy.getAttribute('aria-expanded')).toBe('true');
    const active = (await grid.getAttribute('aria-activedescendant'))!;
    expect(await page.locator(`[id="${active}"]`).innerText()).toContain('entropy');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByRole('button', { name: 'Compare 2' }).waitFor();

    await page.getByRole('button', { name: 'Grouped by criterion' }).click();
    await page.getByRole('menuitem', { name: 'Fold all', exact: true }).click();
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('4');
    await page.getByRole('button', { name: 'Grouped by criterion' }).click();
    await page.getByRole('menuitem', { name: 'Do not group' }).click();
    await expect.poll(() => heads.count()).toBe(0);
    expect(view.alarms).toEqual([]);
  });
});

it('folded groups and the smoothing of curves are the same after a reload', async () => {
  const opened = await open();
  await using view = opened.view;
  const { page, grid, host } = opened;
  await page.getByRole('slider', { name: 'smooth' }).fill('0.6');
  await page.getByRole('button', { name: 'Group the runs' }).click();
  await page.getByRole('menuitem', { name: 'By criterion' }).click();
  await page.getByRole('button', { name: 'Grouped by criterion' }).click();
  await page.getByRole('menuitem', { name: 'Fold all', exact: true }).click();
  await grid.getByRole('rowheader', { name: /gini/ }).click();
  const states = async (): Promise<(string | null)[]> =>
    Promise.all(
      ['entropy', 'gini'].map((name) =>
        grid.getByRole('rowheader', { name: new RegExp(name) }).getAttribute('aria-expanded'),
      ),
    );
  await expect.poll(states).toEqual(['false', 'true']);
  await expect
    .poll(() => host.kept.of(keptPlace).folds)
    .toEqual({ by: 'param.criterion', others: true, turned: ['gini'] });
  // What only this tab remembers is gone after a restart.
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await expect.poll(states).toEqual(['false', 'true']);
  expect(await page.getByRole('slider', { name: 'smooth' }).inputValue()).toBe('0.6');
  await page.getByRole('button', { name: 'Grouped by criterion' }).click();
  await page.getByRole('menuitem', { name: 'By max_depth' }).click();
  await expect.poll(() => grid.locator('.group-row [aria-expanded=false]').count()).toBe(0);
  expect(view.alarms).toEqual([]);
});

describe('the baseline', () => {
  it('is chosen above the table: the best run, one behind a version, or none', async () => {
    const opened = await open();
    await using view = opened.view;
    const { page, grid, runs } = opened;
    await page.getByRole('button', { name: 'Baseline: 0.1.0' }).click();
    await page.getByRole('menuitem', { name: /^Best AUC: / }).click();
    await expect.poll(() => requestsOf(view.sent, 'setBaseline').length).toBe(1);
    const best = runs.toSorted(
      (a, b) => b.metrics[0]!.latest.value - a.metrics[0]!.latest.value,
    )[0]!;
    await grid.locator('.row.pinned').getByText(best.name).waitFor();
    await page.getByRole('button', { name: `Baseline: ${best.name}` }).click();
    await page.getByRole('menuitem', { name: 'No baseline' }).click();
    await expect.poll(() => grid.locator('.row.pinned').count()).toBe(0);
  });
});

describe('cells', () => {
  it('are gone through by the keys, copied one by one, and as rows when some are selected', async () => {
    const opened = await open();
    await using view = opened.view;
    const { page, grid, runs } = opened;
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Control+c');
    const copied = (): string[] =>
      requestsOf(view.sent, 'copy').map((params) => (params as { text: string }).text);
    await expect.poll(copied).toEqual([runs[0]!.job!.ref]);
    await page.keyboard.press('End');
    // The last column came into sight with the keys.
    await expect
      .poll(async () => {
        const active = (await grid.getAttribute('aria-activedescendant'))!;
        const cell = (await page.locator(`[id="${active}"]`).boundingBox())!;
        const box = (await grid.boundingBox())!;
        return cell.x >= box.x && cell.x + cell.width <= box.x + box.width + 1;
      })
      .toBe(true);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowUp');
    await page.getByText('2 selected').first().waitFor();
    await page.keyboard.press('Control+c');
    await expect.poll(() => copied().length).toBe(2);
    const lines = copied()[1]!
      .split('\n')
      .map((line) => line.split('\t'));
    expect(lines.map(([name]) => name)).toEqual(['name', runs[0]!.name, runs[1]!.name]);
    expect(lines[1]![lines[0]!.indexOf('AUC')]).toBe(String(runs[0]!.metrics[0]!.latest.value));
  });
});
