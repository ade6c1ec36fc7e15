import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyLayout } from '../../src/model/columnLayout';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { openView } from './harness';
import { makeRuns } from './runData';
import { keptPlace, runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

it('columns are made wider and narrower by keys, within limits, fitted to their texts, and as usual again', async () => {
  const runs = makeRuns({ count: 20 }).map((run) => ({
    ...run,
    params: run.params.map((one) =>
      one.name === 'criterion'
        ? { ...one, value: `${one.value} weighted by the size of the loan, ${run.iid}` }
        : one,
    ),
  }));
  const host = runsHost(runs, { baseline: undefined });
  await using view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
    width: 1_700,
  });
  host.kept.onDidChange(() => view.server.notify('kept', host.kept.of(keptPlace)));
  view.server.notify('kept', host.kept.of(keptPlace));
  view.server.notify('state', host.state);
  const { page } = view;
  const { keyboard } = page;
  const grid = page.getByRole('grid', { name: 'Runs' });
  await grid.locator('.table-body [role=row]').nth(3).waitFor();
  const width = async (name: string): Promise<number> =>
    (await grid.getByRole('columnheader', { name }).boundingBox())?.width ?? 0;
  const press = async (key: string, times: number): Promise<void> => {
    for (let at = 0; at < times; at++) await keyboard.press(key);
  };
  const [branch, name] = [await width('branch'), await width('Name')];
  await grid.focus();
  await press('ArrowDown', 1);
  await press('ArrowUp', 1);
  await press('ArrowRight', 1);
  await press('Shift+Alt+ArrowRight', 3);
  await expect.poll(() => width('branch')).toBe(branch + 48);
  await page
    .getByRole('status')
    .getByText(`branch is ${branch + 48} pixels wide`)
    .waitFor();
  await press('Shift+Alt+ArrowLeft', 1);
  await expect.poll(() => width('branch')).toBe(branch + 32);
  // The column stays in its place, and the same keys go on to the next ones.
  expect(host.kept.of(keptPlace).columns?.moves ?? []).toEqual([]);
  await press('Home', 1);
  await press('Shift+Alt+ArrowLeft', 2);
  await expect.poll(() => width('Name')).toBe(name - 32);
  await press('Shift+Alt+ArrowLeft', 4);
  await expect.poll(() => width('Name')).toBe(120);
  await expect
    .poll(() => host.kept.of(keptPlace).columns?.widths)
    .toEqual({ 'run.branch': branch + 32, 'run.name': 120 });

  const choose = async (column: string, line: string): Promise<void> => {
    await grid.getByRole('columnheader', { name: column }).click({ button: 'right' });
    await page.getByRole('menu').getByText(line, { exact: true }).click();
  };
  await choose('branch', 'Usual Width');
  await expect.poll(() => width('branch')).toBe(branch);
  const cut = (column: string): Promise<number> =>
    grid.evaluate((table, wanted) => {
      const head = [...table.querySelectorAll('[role=columnheader]')].find((one) =>
        one.textContent.startsWith(wanted),
      );
      return [
        ...table.querySelectorAll(`.table-body .cell[aria-colindex="${head?.ariaColIndex}"]`),
      ].filter((cell) => cell.scrollWidth > cell.clientWidth).length;
    }, column);
  expect(await cut('criterion')).toBeGreaterThan(5);
  await choose('criterion', 'Fit Width');
  await expect.poll(() => cut('criterion')).toBe(0);
  // Fitting also takes room back that nothing needs.
  const fitted = await width('criterion');
  await choose('criterion', 'Wider');
  await expect.poll(() => width('criterion')).toBe(fitted + 16);
  await choose('criterion', 'Fit Width');
  await expect.poll(() => width('criterion')).toBe(fitted);
  expect(view.alarms).toEqual([]);
});

it('columns of categories and of names that somebody gave show them whole', async () => {
  const runs = makeRuns({ count: 20 }).map((run, index) => ({
    ...run,
    params: [
      ...run.params,
      { name: 'method', value: index % 2 === 0 ? 'random_forest' : 'decision_tree' },
    ],
  }));
  const host = runsHost(runs);
  host.kept.keep(keptPlace, {
    columns: {
      ...emptyLayout,
      shown: ['run.experiment'],
      pinned: ['param.method', 'run.experiment'],
    },
  });
  await using view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
    width: 1_700,
  });
  view.server.notify('kept', host.kept.of(keptPlace));
  view.server.notify('state', host.state);
  for (const text of ['random_forest', 'decision_tree', 'Loan_prediction']) {
    const cell = view.page.getByRole('gridcell', { name: text, exact: true }).first();
    await cell.waitFor();
    expect(await cell.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
  }
});
