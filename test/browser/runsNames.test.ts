import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Run } from '../../src/model/run';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import { openView, requestsOf, type Theme, themes } from './harness';
import { makeRuns } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function open(runs: readonly Run[], theme: Theme = 'dark', width = 1280) {
  const host = runsHost(runs, { baseline: undefined });
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
    theme,
    width,
  });
  host.onState = (state) => view.server.notify('state', state);
  view.server.notify('state', host.state);
  const { page } = view;
  return { view, host, page, grid: page.getByRole('grid', { name: 'Runs' }) };
}

describe('a running run', () => {
  const runs = makeRuns({ count: 20 });
  const live = runs[6]!;

  it.each(themes)('shows how far it is, and moves on with the next point, in %s', async (theme) => {
    const opened = await open(runs, theme);
    await using view = opened.view;
    const { page, grid, host } = opened;
    const total = Number(live.params.find(({ name }) => name === 'n_estimators')?.value);
    const step = live.metrics.find(({ name }) => name === 'AUC')!.latest.step;
    await grid.getByRole('img', { name: `running, ${step} of ${total} estimators` }).waitFor();
    const line = grid.locator('.live');
    expect(await line.count()).toBe(1);
    expect(await line.getAttribute('title')).toBeNull();
    const share = (): Promise<number> =>
      line.evaluate((one) => Number(getComputedStyle(one).getPropertyValue('--done')));
    expect(await share()).toBeCloseTo(step / total, 2);
    await view.screenshot(`runs-live-${theme}`);
    expect(await seriousViolations(page)).toEqual([]);
    const next = live.metrics.map((metric) =>
      metric.name === 'AUC'
        ? { ...metric, latest: { ...metric.latest, step: Math.round(total * 0.9) } }
        : metric,
    );
    host.setRuns(runs.map((run) => (run === live ? { ...run, metrics: next } : run)));
    await expect.poll(share).toBeCloseTo(0.9, 2);
    host.setRuns(runs.map((run) => (run === live ? { ...run, status: 'finished' as const } : run)));
    await expect.poll(() => line.count()).toBe(0);
  });

  it('only shows that it lives where nobody knows how long it will', async () => {
    const opened = await open([live, ...runs.slice(0, 3).map((run) => ({ ...run, params: [] }))]);
    await using _view = opened.view;
    const { grid } = opened;
    await grid.getByRole('img', { name: 'running', exact: true }).waitFor();
    expect(await grid.locator('.live.unknown').count()).toBe(1);
  });
});

describe('names that begin alike', () => {
  const runs = makeRuns({ count: 30 }).map((run, index) => ({
    ...run,
    name: `loan-prediction-gradient-boosting-with-entropy-seed-${1000 + index}`,
  }));

  it.each(themes)('lose their middle and keep their ends in %s', async (theme) => {
    const opened = await open(runs, theme, 1000);
    await using view = opened.view;
    const { page, grid, sent } = { ...opened, sent: opened.view.sent };
    const [, first] = runs;
    const cell = grid.getByRole('rowheader', { name: first!.name });
    await cell.waitFor();
    const tail = cell.getByText('-1001');
    const [inner, outer] = [(await tail.boundingBox())!, (await cell.boundingBox())!];
    expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width);
    // A badge takes more of the room.
    const badged = grid.getByRole('rowheader', { name: runs[9]!.name }).locator('.cut');
    const [end, room] = [
      (await badged.locator('span').last().boundingBox())!,
      (await badged.boundingBox())!,
    ];
    expect(end.x + end.width).toBeCloseTo(room.x + room.width, 0);
    const head = cell.locator('.cut > span').first();
    expect(await head.evaluate((one) => one.scrollWidth > one.clientWidth)).toBe(true);
    await tail.hover();
    await expect.poll(() => cell.getAttribute('title')).toContain(first!.name);
    await tail.click();
    await page.keyboard.press('Control+c');
    await expect.poll(() => requestsOf(sent, 'copy')).toEqual([{ text: first!.name }]);
    await view.screenshot(`runs-names-${theme}`);
  });

  it('are whole again when others come that do not', async () => {
    const opened = await open(runs);
    await using _view = opened.view;
    const { grid, host } = opened;
    await grid.locator('.cut').first().waitFor();
    host.setRuns(makeRuns({ count: 30 }));
    await expect.poll(() => grid.locator('.cut').count()).toBe(0);
  });
});
