import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunId } from '../../src/model/ids';
import { type Run } from '../../src/model/run';
import { runsContract, type RunsState } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import { openView } from './harness';
import { makeRuns } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function open(runs: readonly Run[], parts: Partial<RunsState> = {}) {
  const host = runsHost(runs, { baseline: undefined, ...parts });
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
  });
  host.onState = (state) => view.server.notify('state', state);
  view.server.notify('state', host.state);
  const { page } = view;
  return { view, host, page, grid: page.getByRole('grid', { name: 'Runs' }) };
}

/** The run with another last AUC. */
function withAuc(run: Run, value: number): Run {
  const metrics = run.metrics.map((metric) =>
    metric.name === 'AUC' ? { ...metric, latest: { ...metric.latest, value } } : metric,
  );
  return { ...run, metrics };
}

describe('runs that change while somebody works on their table', () => {
  it('change in place, stay where they are, and move when that is asked for', async () => {
    const runs = makeRuns({ count: 20 });
    const opened = await open(runs);
    await using view = opened.view;
    const { page, grid, host } = opened;
    const names = (): Promise<string[]> =>
      grid
        .locator('.table-body .row')
        .evaluateAll((rows) =>
          rows
            .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
            .map((row) => row.querySelector('.name-cell .grow')?.textContent ?? ''),
        );
    await grid.getByRole('columnheader', { name: /AUC/ }).locator('.sort').click();
    await expect.poll(async () => (await names())[0]).not.toBe(runs[0]!.name);
    const before = await names();
    const last = runs.find((run) => run.name === before.at(-1))!;
    const at = (await grid.getByText(before[3]!).boundingBox())!;
    let moves = 0;
    // A hand that goes on working, however slow the machine is.
    const hand = setInterval(() => {
      void page.mouse.move(at.x + 5 + (moves++ % 2) * 20, at.y + 5).catch(() => undefined);
    }, 300);
    await page.mouse.move(at.x + 30, at.y + 8);
    const newer: Run = {
      ...withAuc(runs[0]!, 0.95),
      id: 'gid://gitlab/Ml::Candidate/900' as RunId,
      iid: 900,
      name: 'newest-run',
    };
    host.setRuns([newer, ...runs.map((run) => (run === last ? withAuc(run, 0.9) : run))]);
    const row = grid.locator('.table-body .row').filter({ hasText: last.name });
    await row.getByText('0.9000').waitFor();
    expect(await names()).toEqual(before);
    const hint = page.getByRole('button', { name: '1 moved, 1 new – sort now' });
    await hint.waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await view.screenshot('runs-moved');
    await hint.evaluate((button) => (button as HTMLElement).click());
    clearInterval(hand);
    await expect.poll(async () => (await names()).slice(0, 2)).toEqual(['newest-run', last.name]);
    await expect.poll(() => hint.count()).toBe(0);
  });

  it('move by themselves after a pause', async () => {
    const runs = makeRuns({ count: 12 });
    const opened = await open(runs);
    await using _view = opened.view;
    const { page, grid, host } = opened;
    await grid.getByRole('columnheader', { name: /AUC/ }).locator('.sort').click();
    const first = grid.locator('.table-body [aria-rowindex="2"]');
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => first.innerText()).not.toContain(runs[0]!.name);
    host.setRuns(runs.map((run, index) => (index === 0 ? withAuc(run, 0.99) : run)));
    await page.getByRole('button', { name: '1 moved – sort now' }).waitFor();
    await expect.poll(() => first.innerText()).toContain(runs[0]!.name);
  });
});

it('before the first runs are here the table is there in grey', async () => {
  const opened = await open([], { readAt: undefined, loading: true });
  await using view = opened.view;
  const { page } = opened;
  await page.getByRole('status', { name: 'Reading the runs…' }).waitFor();
  expect(await page.locator('.skeleton-row').count()).toBeGreaterThan(10);
  expect(await seriousViolations(page)).toEqual([]);
  await view.screenshot('runs-loading');
});
