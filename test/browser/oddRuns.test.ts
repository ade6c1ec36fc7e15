import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Run, sortedByName } from '../../src/model/run';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { openView, requestsOf } from './harness';
import { makeRuns } from './runData';
import { keptPlace, runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const name = 'nightly';
const long = `${'a,b;'.repeat(1_249)}END.`;
const point = (value: number) => ({ value, step: 0 });

/** The first three have one name; the second of them has a value of 5,000 characters and the largest numbers. */
function oddRuns(): Run[] {
  return makeRuns({ count: 12 }).map((run, index) => ({
    ...run,
    name: index < 3 ? name : run.name,
    params: sortedByName([
      ...run.params,
      { name: 'a_note', value: index === 1 ? long : index === 2 ? '' : 'short' },
    ]),
    metrics: [
      {
        name: 'huge',
        latest: point(index === 1 ? 1e308 : -1e308),
        points: [point(index === 1 ? 1e308 : -1e308)],
      },
      ...run.metrics,
    ],
  }));
}

it('values of 5,000 characters, 1e308 and three runs of one name are told apart and shown whole', async () => {
  const runs = oddRuns();
  expect(long).toHaveLength(5_000);
  const host = runsHost(runs, { baseline: runs[4]!.id, keyMetric: 'huge' });
  await using view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
    width: 1_800,
  });
  host.kept.onDidChange(() => view.server.notify('kept', host.kept.of(keptPlace)));
  host.onState = (state) => view.server.notify('state', state);
  view.server.notify('state', host.state);
  const { page } = view;
  const grid = page.getByRole('grid', { name: 'Runs' });
  const rows = grid.locator('.table-body [role=row]');
  await rows.nth(11).waitFor();
  const heights = await rows.evaluateAll((all: HTMLElement[]) =>
    all.map((one) => one.offsetHeight),
  );
  expect(new Set(heights)).toEqual(new Set([22]));
  const called = rows.filter({ hasText: name });
  expect(await called.count()).toBe(3);

  // What is done to the second is done to no other one.
  const second = grid.locator(`[data-run="${runs[1]!.id}"]`).last();
  await second.locator('[role=rowheader] .grow').click();
  await second.getByText('1.000e+308').first().waitFor();
  await page.keyboard.press('l');
  await expect.poll(() => requestsOf(view.sent, 'followJob')).toEqual([{ run: runs[1]!.id }]);
  await page.keyboard.press('Space');
  await expect.poll(() => grid.locator('.table-body [aria-selected=true]').count()).toBe(1);
  expect(await second.getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: 'Details of the run' });
  await details.getByRole('heading', { name }).waitFor();
  await details
    .getByRole('row', { name: /^huge / })
    .getByText('1.000e+308')
    .first()
    .waitFor();
  await details
    .getByRole('row', { name: /^a_note/ })
    .getByRole('button')
    .click();
  await expect
    .poll(() => (requestsOf(view.sent, 'copy') as { text: string }[]).map(({ text }) => text))
    .toEqual([long]);
  await view.screenshot('odd-details');
  await page.keyboard.press('Escape');

  const chosen = runs.slice(0, 3).map(({ id }) => id);
  host.onState({ ...host.state, page: { number: 2, kind: 'compare', runs: chosen } });
  await page.getByRole('heading', { name: '3 runs against' }).waitFor();
  const heads = page.locator('.cmp-head .run-name');
  await expect.poll(() => heads.allInnerTexts()).toEqual([runs[4]!.name, name, name, name]);
  const lines = page.locator('.cmp-lines > .cmp-row');
  const note = lines.filter({ hasText: 'a_note' });
  await note.getByText('a,b;a,b;').first().waitFor();
  expect((await note.boundingBox())!.height).toBeLessThan(30);
  const marks = await page
    .locator('.cmp-head .run-box svg.mark')
    .evaluateAll((all) => all.map((one) => one.innerHTML));
  expect(new Set(marks).size).toBe(marks.length);
  await heads.nth(2).focus();
  await page.keyboard.press('Delete');
  await page.getByRole('heading', { name: '2 runs against' }).waitFor();
  await page.getByRole('button', { name: 'Promote…' }).click();
  await page.getByRole('heading', { name: /^Promote/ }).waitFor();
  await view.screenshot('odd-promote');
  const cards = requestsOf(view.sent, 'card') as { run: string }[];
  // The second, which had the best key metric, was taken out.
  expect(cards.map(({ run }) => run)).not.toContain(runs[1]!.id);
  expect(view.alarms).toEqual([]);
  expect(view.reported).toEqual([]);
});

it('of 12,000 metrics each is found, and the last column is reached', async () => {
  const runs = makeRuns({ count: 3, furtherMetrics: 12_000 });
  const host = runsHost(runs);
  await using view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
  });
  host.kept.onDidChange(() => view.server.notify('kept', host.kept.of(keptPlace)));
  view.server.notify('state', host.state);
  const { page } = view;
  const grid = page.getByRole('grid', { name: 'Runs' });
  await grid.locator('.table-body [role=row]').nth(2).waitFor();
  const total = Number(await grid.getAttribute('aria-colcount'));
  expect(total).toBeGreaterThan(12_000);
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await grid.locator(`[role=columnheader][aria-colindex="${total}"]`).waitFor();
  expect(await grid.locator('[role=columnheader]').count()).toBeLessThan(60);
  await page.getByRole('button', { name: /^Columns / }).click();
  const panel = page.getByRole('dialog', { name: 'Columns' });
  await panel.getByText(/^… and 11,\d{3} more\.$/).waitFor();
  await panel.getByRole('textbox', { name: 'Find a column' }).fill('segment_11987_');
  const found = panel.getByRole('checkbox', { name: 'quality_of_segment_11987_precision' });
  await found.waitFor();
  expect(await panel.getByRole('checkbox').count()).toBe(1);
  await panel.getByRole('button', { name: 'Put quality_of_segment_11987_precision first' }).click();
  const value = runs[1]!.metrics.find((one) => one.name.includes('segment_11987_'))!.latest.value;
  await grid.getByText(value.toFixed(4)).first().waitFor({ state: 'attached' });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Home');
  await grid.getByRole('columnheader', { name: 'segment_11987_precision' }).waitFor();
  expect(view.alarms).toEqual([]);
});
