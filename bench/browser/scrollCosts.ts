import { type Page } from 'playwright-core';
import { type PageMeter } from './benchPage';

/** Calls an action that a page of ours offers under a name of its window. */
export type Call = (action: string, ...params: unknown[]) => Promise<unknown>;

/** ms of the main thread for each of so many steps, px: handlers, rows, styles, layout, painting. */
export type ScrollCosts = (down: number, right: number, steps: number) => Promise<number[]>;

const warmUps = 5;
const idleSteps = 15;

export function callOn(page: Page, offered: string): Call {
  return (action, ...params) =>
    page.evaluate(
      ([name, called, all]) =>
        (window as unknown as Record<string, Record<string, (...all: unknown[]) => unknown>>)[
          name
        ]?.[called]?.(...all),
      [offered, action, params] as const,
    );
}

/** Without what waiting for a frame costs when nothing moves. The page has `scroll(down, right)`. */
export async function scrollCosts(meter: PageMeter, call: Call): Promise<ScrollCosts> {
  const works = async (down: number, right: number, steps: number): Promise<number[]> => {
    const found: number[] = [];
    for (let step = 0; step < steps; step++) {
      const before = await meter.work();
      await call('scroll', down, right);
      found.push((await meter.work()) - before);
    }
    return found;
  };
  await works(0, 0, warmUps);
  const idle = Math.min(...(await works(0, 0, idleSteps)));
  return async (...step) => (await works(...step)).map((work) => Math.max(0, work - idle));
}
