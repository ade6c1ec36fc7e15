import { type Browser, type Page } from 'playwright-core';
import { openBenchPage, PageMeter } from './benchPage';
import { type Cost, noCost, spend } from './cost';
import { type Asked, type ChartPage } from './page/charts';

export interface ChartCosts {
  readonly draw: Cost;
  readonly zoom: Cost;
}

/** What one turn of a wheel does to the part that is seen. */
const turn = Math.exp(-240 / 400);
/** Parts of x that are seen one after the other: closer and back. */
const parts = [turn, turn ** 2, turn ** 3, turn ** 2, turn, 1];
const rounds = 6;
/** What is this slow is measured less often, and given up when a single action takes longer. */
const enoughMs = 8_000;
const mostMs = 20_000;

/**
 * Draws a chart and zooms it, again and again in the same page. The first round is left out when there is time for
 * others: it is slower by what the browser compiles.
 * @returns undefined when an action does not end within 20 s
 */
export async function chartCosts(
  browser: Browser,
  scripts: Parameters<typeof openBenchPage>[1],
  styles: readonly string[],
  asked: Asked,
): Promise<ChartCosts | undefined> {
  await using page = await openBenchPage(browser, scripts, styles);
  page.setDefaultTimeout(mostMs);
  const meter = await PageMeter.of(page);
  let costs: ChartCosts = { draw: noCost(), zoom: noCost() };
  const begun = performance.now();
  try {
    for (let round = 0; round < rounds; round++) {
      if (round === 1) costs = { draw: noCost(), zoom: noCost() };
      const zooms = await within(call(page, 'prepare', asked));
      await spend(meter, costs.draw, () => within(call(page, 'draw')));
      for (const part of zooms === true ? parts : []) {
        const [from, to] = [0.5 - part / 2, 0.5 + part / 2];
        await spend(meter, costs.zoom, () => within(call(page, 'zoom', from, to)));
        if (performance.now() - begun > enoughMs) break;
      }
      if (performance.now() - begun > enoughMs) break;
    }
  } catch (error) {
    if (error instanceof TooSlow) return undefined;
    throw error;
  }
  return costs;
}

function call(page: Page, name: keyof ChartPage, ...params: unknown[]): Promise<unknown> {
  return page.evaluate(
    ([action, all]) =>
      (window as unknown as { charts: Record<string, (...all: unknown[]) => unknown> }).charts[
        action
      ]?.(...all),
    [name, params] as const,
  );
}

class TooSlow extends Error {}

async function within(work: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooSlow()), mostMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
