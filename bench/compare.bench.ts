import { type Browser, type Page } from 'playwright-core';
import { runsContract } from '../src/webviews/runs/contract';
import { openView } from '../test/browser/harness';
import { makeRuns } from '../test/browser/runData';
import { runsHost } from '../test/browser/runsHost';
import { startBrowser } from '../test/support/editor';
import { bundlePage, PageMeter } from './browser/benchPage';
import { callOn, scrollCosts } from './browser/scrollCosts';
import { type Entry, median } from './entry';

const shapes = [
  { name: '51 runs × 12,000 metrics', runs: 51, metrics: 12_000 },
  { name: '6 runs × 200 metrics', runs: 6, metrics: 200 },
] as const;
const steps = 40;
/** As many as fit into the width. */
const stepsAside = 28;

/**
 * The page that compares runs, in a view of 1280 × 800 px, with large comparisons. A frame of a scroll is 110 px down
 * or 200 px sideways. Counted is the time that the page's main thread used up, as for the table of runs.
 */
export async function measure(): Promise<readonly Entry[]> {
  await using browser = await startBrowser();
  const entries: Entry[] = [];
  for (const shape of shapes) entries.push(...(await costsOf(browser, shape)));
  return entries;
}

async function costsOf(
  browser: Browser,
  { name, runs: count, metrics }: (typeof shapes)[number],
): Promise<readonly Entry[]> {
  const runs = makeRuns({ count, furtherMetrics: metrics });
  const page = { number: 2, kind: 'compare' as const, runs: runs.map(({ id }) => id) };
  const host = runsHost(runs, { page, baseline: runs[0]?.id });
  await using view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
  });
  view.server.notify('state', host.state);
  await view.page.locator('.cmp-lines .metric').first().waitFor();
  const { script } = await bundlePage('ourCompare.ts');
  await view.page.evaluate(script);
  // Artifacts and changed code come one after the other.
  await view.page.waitForTimeout(3_000);
  const { down, aside } = await frameCosts(view.page);
  const entry = (what: string, value: number, budget?: number): Entry => ({
    name: `${name}: ${what}`,
    unit: 'ms',
    value,
    ...(budget !== undefined && { budget }),
  });
  return [
    entry('scroll down, median frame', median(down), 16),
    entry('scroll down, slowest frame', Math.max(...down)),
    ...(aside === undefined
      ? []
      : [
          entry('scroll sideways, median frame', median(aside), 16),
          entry('scroll sideways, slowest frame', Math.max(...aside)),
        ]),
  ];
}

async function frameCosts(
  page: Page,
): Promise<{ readonly down: number[]; readonly aside: number[] | undefined }> {
  const call = callOn(page, 'compare');
  const costs = await scrollCosts(await PageMeter.of(page), call);
  const down = await costs(110, 0, steps);
  await call('atStart');
  const scrolls = await page
    .locator('.cmp-scroll')
    .evaluate((box) => box.scrollWidth > box.clientWidth + 200);
  return { down, aside: scrolls ? await costs(0, 200, stepsAside) : undefined };
}
