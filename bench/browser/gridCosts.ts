import { type Page } from 'playwright-core';
import { PageMeter } from './benchPage';
import { type Cost, noCost, spend } from './cost';
import { type GridPage } from './page/gridActions';

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
const idleSteps = 15;
const rounds = 3;
/** Until charts beside the table have followed. */
const quietMs = 600;

/**
 * The page has `window.grid` and its rows in sight.
 * @param sorts also sorts and filters: by a column that most runs have, else nothing may change in sight
 */
export async function gridCosts(page: Page, sorts: boolean): Promise<GridCosts> {
  const meter = await PageMeter.of(page);
  const scroll = async (down: number, right: number, count: number): Promise<number[]> => {
    const works: number[] = [];
    for (let step = 0; step < count; step++) {
      const before = await meter.work();
      await call(page, 'scroll', down, right);
      works.push((await meter.work()) - before);
    }
    return works;
  };
  await scroll(0, 0, 5);
  const idle = Math.min(...(await scroll(0, 0, idleSteps)));
  const without = (works: readonly number[]): number[] =>
    works.map((work) => Math.max(0, work - idle));
  const down = without(await scroll(110, 0, steps));
  await call(page, 'atStart');
  const first = without(await scroll(0, 200, steps));
  await call(page, 'atStart');
  const aside = without(await scroll(0, 200, steps));
  await call(page, 'atStart');
  const [sort, filter] = [noCost(), noCost()];
  const quietly = async (cost: Cost, name: keyof GridPage, ...params: unknown[]): Promise<void> => {
    await page.waitForTimeout(quietMs);
    await spend(meter, cost, () => call(page, name, ...params));
  };
  for (let round = 0; sorts && round < rounds; round++) {
    await quietly(sort, 'sort');
    await quietly(sort, 'sort');
    await quietly(filter, 'filter', true);
    await quietly(filter, 'filter', false);
  }
  return { down, first, aside, sort, filter, heap: await meter.heap() };
}

function call(page: Page, name: keyof GridPage, ...params: unknown[]): Promise<unknown> {
  return page.evaluate(
    ([action, all]) =>
      (window as unknown as { grid: Record<string, (...all: unknown[]) => unknown> }).grid[
        action
      ]?.(...all),
    [name, params] as const,
  );
}
