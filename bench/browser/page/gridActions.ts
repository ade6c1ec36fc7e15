import { painted, shown, timed } from './timing';

/** The same for every table: they all say their rows and headers to screen readers. */
export interface GridPage {
  /** Scrolls by a step and waits until nothing is left to do for it. */
  scroll(down: number, right: number): Promise<void>;
  /** A click on the header of the first metric in sight. @returns ms on the clock until the rows are painted */
  sort(): Promise<number>;
  /** Only runs whose first metric in sight is not among the lowest nor the highest, or all again. */
  filter(on: boolean): Promise<number>;
  atStart(): Promise<void>;
}

export interface GridParts {
  /** Selector of the rows that are not pinned. */
  readonly rows: string;
  /** Sorts by the metric, each time the other way. */
  readonly sort: (name: string, header: HTMLElement) => void;
  readonly filter: (name: string, on: boolean) => void;
}

export function gridPage({ rows, sort, filter }: GridParts): GridPage {
  const untilNew = async (action: () => void): Promise<number> => {
    const before = rowsText(rows);
    return timed(async () => {
      action();
      await shown(() => rowsText(rows) !== before);
    });
  };
  return {
    scroll: async (by, aside) => {
      if (by !== 0) scroller('scrollHeight').scrollTop += by;
      if (aside !== 0) scroller('scrollWidth').scrollLeft += aside;
      // Some draw what came into sight piece by piece.
      for (let frame = 0; frame < 3; frame++) await painted();
    },
    sort: () => {
      const { name, header } = firstMetric();
      return untilNew(() => sort(name, header));
    },
    filter: (on) => {
      const { name } = firstMetric();
      return untilNew(() => filter(name, on));
    },
    atStart: async () => {
      scroller('scrollHeight').scrollTop = 0;
      scroller('scrollWidth').scrollLeft = 0;
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

/** Text of the runs in sight. */
export function rowsText(rows: string): string {
  return Array.from(
    document.querySelectorAll(rows),
    (row) => `${row.getAttribute('aria-rowindex')} ${row.textContent}`,
  )
    .sort()
    .join('\n');
}

/** What the filter leaves. */
export const middle = { from: 0.3, to: 0.7 };

const found = new Map<string, HTMLElement>();

/** What scrolls the rows, or the columns. */
function scroller(size: 'scrollHeight' | 'scrollWidth'): HTMLElement {
  const known = found.get(size);
  if (known?.isConnected) return known;
  const [room, overflow] =
    size === 'scrollHeight'
      ? (['clientHeight', 'overflowY'] as const)
      : (['clientWidth', 'overflowX'] as const);
  const all = document.querySelectorAll<HTMLElement>('[role=grid], [role=grid] *');
  for (const one of all) {
    const scrolls = /auto|scroll/.test(getComputedStyle(one)[overflow]);
    if (!scrolls || one[size] < one[room] + 200) continue;
    found.set(size, one);
    return one;
  }
  throw new Error('nothing can be scrolled');
}
