import { type Page } from 'playwright-core';
import { PageMeter } from './benchPage';
import { type Cost, noCost, spend } from './cost';
import { type GridPage } from './page/gridActions';
import { callOn, scrollCosts } from './scrollCosts';

export interface GridCosts {
  /** ms of the main thread for each step of a scroll: handlers, rows, styles, layout, painting. */
  readonly down: readonly number[];
  /** Over columns that were not in sight before: their values may have to come. */
  readonly first: readonly number[];
  readonly aside: readonly number[];
  readonly sort: Cost;
  readonly filter: Cost;
  /** Bytes after all of that. */
  readonly heap: number;
}

const steps = 40;
const rounds = 3;
/** Until charts beside the table have followed. */
const quietMs = 600;

/**
 * The page has `window.grid` and its rows in sight.
 * @param sorts also sorts and filters: by a column that most runs have, else nothing may change in sight
 */
export async function gridCosts(page: Page, sorts: boolean): Promise<GridCosts> {
  const meter = await PageMeter.of(page);
  const call = callOn(page, 'grid');
  const costs = await scrollCosts(meter, call);
  const down = await costs(110, 0, steps);
  await call('atStart');
  const first = await costs(0, 200, steps);
  await call('atStart');
  const aside = await costs(0, 200, steps);
  await call('atStart');
  const [sort, filter] = [noCost(), noCost()];
  const quietly = async (cost: Cost, name: keyof GridPage, ...params: unknown[]): Promise<void> => {
    await page.waitForTimeout(quietMs);
    await spend(meter, cost, () => call(name, ...params));
  };
  for (let round = 0; sorts && round < rounds; round++) {
    await quietly(sort, 'sort');
    await quietly(sort, 'sort');
    await quietly(filter, 'filter', true);
    await quietly(filter, 'filter', false);
  }
  return { down, first, aside, sort, filter, heap: await meter.heap() };
}
