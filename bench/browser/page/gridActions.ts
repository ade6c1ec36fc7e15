import { painted, shown, timed } from './timing';

/** The same for every table: they all say their rows and headers to screen readers. */
export interface GridPage {
  /** Scrolls by a step and waits until nothing is left to do for it. */
  scroll(down: number, right: number): Promise<void>;
  /** A click on the header of the first metric in sight. @returns ms on the clock until the rows are painted */
  sort(): Promise<number>;
  /** Only runs whose first metric in sight is above a half, or all again. */
  filter(on: boolean): Promise<number>;
  atStart(): Promise<void>;
}

export interface GridParts {
  readonly down: () => HTMLElement;
  readonly right: () => HTMLElement;
  readonly filter: (name: string, on: boolean) => void;
}

export function gridPage({ down, right, filter }: GridParts): GridPage {
  const untilNew = async (action: () => void): Promise<number> => {
    const before = firstRow();
    return timed(async () => {
      action();
      await shown(() => firstRow() !== before);
    });
  };
  return {
    scroll: async (by, aside) => {
      if (by !== 0) down().scrollTop += by;
      if (aside !== 0) right().scrollLeft += aside;
      // Some draw what came into sight piece by piece.
      for (let frame = 0; frame < 3; frame++) await painted();
    },
    sort: () => {
      const { header } = firstMetric();
      return untilNew(() => (header.querySelector('button') ?? header).click());
    },
    filter: (on) => {
      const { name } = firstMetric();
      return untilNew(() => filter(name, on));
    },
    atStart: async () => {
      down().scrollTop = 0;
      right().scrollLeft = 0;
      for (let frame = 0; frame < 5; frame++) await painted();
    },
  };
}

export function firstMetric(): { readonly name: string; readonly header: HTMLElement } {
  for (const header of document.querySelectorAll<HTMLElement>('[role=columnheader]')) {
    const name = /metric_\d+/.exec(header.textContent)?.[0];
    if (name !== undefined) return { name, header };
  }
  throw new Error('no metric is in sight');
}

/** Text of the first run's row. */
export function firstRow(): string {
  let least = Infinity;
  let text = '';
  for (const row of document.querySelectorAll('[role=row][aria-rowindex]')) {
    const index = Number(row.getAttribute('aria-rowindex'));
    if (index >= least || !/brisk-otter/.test(row.textContent)) continue;
    least = index;
    text = row.textContent;
  }
  return text;
}
