import { type PageMeter } from './benchPage';

/** ms of each time that something was done. */
export interface Cost {
  /** What the page's main thread used up for it; a busy machine changes little about it. */
  readonly work: number[];
  /** What a person waits. */
  readonly clock: number[];
}

export function noCost(): Cost {
  return { work: [], clock: [] };
}

/** @param action answers its ms on the clock */
export async function spend(
  meter: PageMeter,
  cost: Cost,
  action: () => Promise<unknown>,
): Promise<void> {
  const before = await meter.work();
  cost.clock.push(Number(await action()));
  cost.work.push((await meter.work()) - before);
}
