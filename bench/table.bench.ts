import { type Browser } from 'playwright-core';
import { frameOf } from '../src/model/frame/buildFrame';
import { runsContract } from '../src/webviews/runs/contract';
import { frameHandlers } from '../src/webviews/runs/handlers/frameHandlers';
import { openView } from '../test/browser/harness';
import { runsHost } from '../test/browser/runsHost';
import { startBrowser } from '../test/support/editor';
import { bundlePage, openBenchPage } from './browser/benchPage';
import { gridCosts, type GridCosts } from './browser/gridCosts';
import { peerScripts } from './browser/peers';
import { type Entry, median } from './entry';
import { frameSource } from './frameSource';
import { type LargeRuns, largeTable } from './largeRuns';
import { type LargeShape, largeShapes } from './largeShapes';

const peer = 'AG Grid';

/**
 * Our page with large tables beside AG Grid with the same values, in a view of 1280 × 800 px, without animation. A frame
 * of a scroll is 110 px down or 200 px sideways. A sort goes from the click on the first metric in sight to the painted
 * rows, a filter from the text of the query; AG Grid is told by its interface. Counted is the time that the page's main
 * thread used up: a display shows 60 frames in a second whatever they cost, and other work of the machine hardly changes
 * it. What a person waits for stands beside it. The columns in question are in sight, so their values are here already;
 * our charts beside the table follow after the rows.
 */
export async function measure(): Promise<readonly Entry[]> {
  await using browser = await startBrowser();
  const entries: Entry[] = [];
  for (const shape of largeShapes) {
    const ours = await ourCosts(browser, shape);
    entries.push(...entriesOf(shape, ours, await agGridCosts(browser, shape)));
  }
  return entries;
}

function entriesOf(
  { name, budgets }: LargeShape,
  ours: GridCosts,
  theirs: GridCosts,
): readonly Entry[] {
  const entry = (
    what: string,
    value: (costs: GridCosts) => number,
    budget?: number,
    unit: Entry['unit'] = 'ms',
  ): Entry => ({
    name: `${name}: ${what}`,
    unit,
    value: value(ours),
    ...(budget !== undefined && budgets && { budget }),
    peers: { [peer]: Math.round(value(theirs) * 10) / 10 },
  });
  const all = [
    entry('scroll down, median frame', ({ down }) => median(down), 16),
    entry('scroll down, 95 % of frames', ({ down }) => percentile(down, 0.95)),
    entry('scroll sideways, median frame', ({ aside }) => median(aside), 16),
    entry('scroll sideways, 95 % of frames', ({ aside }) => percentile(aside, 0.95)),
    entry('scroll sideways for the first time, median frame', ({ first }) => median(first)),
    entry('sort', ({ sort }) => median(sort.work), 50),
    entry('sort, on the clock', ({ sort }) => median(sort.clock)),
    entry('filter', ({ filter }) => median(filter.work), 50),
    entry('filter, on the clock', ({ filter }) => median(filter.clock)),
    entry('heap of the page', ({ heap }) => heap / 1e6, 200, 'MB'),
  ];
  return all.filter(({ value }) => !Number.isNaN(value));
}

async function ourCosts(browser: Browser, shape: LargeRuns): Promise<GridCosts> {
  const frame = frameOf([
    {
      table: largeTable(shape),
      experiment: 'Loan_prediction',
      project: 'group/project',
      version: () => undefined,
    },
  ]);
  const host = runsHost([], { keyMetric: 'metric_0', baseline: frame.rows[9]?.id });
  await using view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: { ...host.handlers, ...frameHandlers(frameSource(frame)) },
  });
  view.server.notify('state', host.state);
  await view.page
    .getByText(/^brisk-otter-\d+$/)
    .first()
    .waitFor();
  const { script } = await bundlePage('ourGrid.ts');
  await view.page.evaluate(script);
  await view.page.waitForTimeout(1_000);
  return await gridCosts(view.page, shape.metricNames === undefined);
}

async function agGridCosts(browser: Browser, shape: LargeRuns): Promise<GridCosts> {
  const scripts = (await peerScripts('agGrid')).map((path) => ({ path }));
  const { script } = await bundlePage('agGrid.ts');
  await using page = await openBenchPage(browser, [...scripts, { content: script }]);
  await page.evaluate(
    (all) =>
      (window as unknown as { grid: { open: (all: LargeRuns) => Promise<void> } }).grid.open(all),
    shape,
  );
  return await gridCosts(page, shape.metricNames === undefined);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
