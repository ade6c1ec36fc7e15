import { afterAll, beforeAll, expect, it } from 'vitest';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { openView } from './harness';
import { makeRuns } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

it('rows: a baseline that stays whatever is asked, ranges by mouse, elements that are used again', async () => {
  const runs = makeRuns({ count: 400 });
  const host = runsHost(runs);
  await using view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
  });
  view.server.notify('state', host.state);
  const { page } = view;
  const grid = page.getByRole('grid', { name: 'Runs' });
  const body = grid.locator('.table-body');
  const row = (name: string) => body.locator('[role=row]').filter({ hasText: name });
  await row(runs[1]!.name).waitFor();

  // The baseline is the tenth run; the query keeps none but failed ones.
  const pinned = grid.locator('.row.pinned').filter({ hasText: runs[9]!.name });
  await pinned.waitFor();
  const line = page.getByRole('combobox', { name: 'Filter runs' });
  await line.fill('run.status = failed');
  await page.getByText(/^\d+ of 400$/).waitFor();
  await expect.poll(() => row(runs[9]!.name).count()).toBe(0);
  await expect.poll(() => row(runs[11]!.name).count()).toBe(1);
  expect(await pinned.count()).toBe(1);
  await row(runs[11]!.name)
    .locator('[aria-description^="better by"], [aria-description^="worse by"]')
    .first()
    .waitFor({ state: 'attached' });
  await line.fill('');
  await page.keyboard.press('Escape');
  await row(runs[1]!.name).waitFor();

  const selected = (): Promise<(string | null)[]> =>
    body
      .locator('[role=row][aria-selected=true]')
      .evaluateAll((found) =>
        found
          .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
          .map((one) => one.querySelector('[role=rowheader] .grow')?.textContent ?? null),
      );
  const click = (index: number, modifiers: ('Shift' | 'Control')[] = []): Promise<void> =>
    row(runs[index]!.name).locator('[role=rowheader] .grow').click({ modifiers });
  const named = (...indices: number[]): string[] => indices.map((index) => runs[index]!.name);
  await click(2);
  await click(6, ['Shift']);
  await expect.poll(selected).toEqual(named(2, 3, 4, 5, 6));
  // The same range, ended elsewhere, also on the other side.
  await click(4, ['Shift']);
  await expect.poll(selected).toEqual(named(2, 3, 4));
  await click(1, ['Shift']);
  await expect.poll(selected).toEqual(named(1, 2));
  await click(8, ['Control']);
  await expect.poll(selected).toEqual(named(1, 2, 8));
  await click(2, ['Control']);
  await expect.poll(selected).toEqual(named(1, 8));
  // A further range leaves what was chosen before.
  await click(5, ['Control']);
  await click(7, ['Shift']);
  await expect.poll(selected).toEqual(named(1, 5, 6, 7, 8));
  await page.getByRole('button', { name: 'Compare 5' }).waitFor();

  const marked = await body.evaluate((box) => {
    const rows = [...box.querySelectorAll<HTMLElement>('[role=row]')];
    for (const one of rows) {
      one.dataset['seen'] = 'row';
      for (const cell of one.querySelectorAll<HTMLElement>('.cell')) cell.dataset['seen'] = 'cell';
    }
    return rows.length;
  });
  for (const top of [1_500, 4_000, 7_000, 700]) {
    await grid.evaluate((element, y) => element.scrollTo({ top: y }), top);
    await row(runs[Math.ceil(top / 22) + 4]!.name).waitFor();
  }
  const now = await body.evaluate((box) => {
    const rows = [...box.querySelectorAll<HTMLElement>('[role=row]')];
    return {
      rows: rows.length,
      fresh: rows.filter((one) => one.dataset['seen'] !== 'row').length,
      freshCells: [...box.querySelectorAll<HTMLElement>('.cell')].filter(
        (cell) => cell.dataset['seen'] !== 'cell',
      ).length,
    };
  });
  expect(now).toEqual({ rows: marked, fresh: 0, freshCells: 0 });
  expect(view.alarms).toEqual([]);
});
