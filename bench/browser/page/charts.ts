import { type Drawing, type LineData, makeLines, makeParallel, type ParallelData } from './drawing';
import { peerLines } from './peerLines';
import { peerParallel } from './peerParallel';
import { painted, timed } from './timing';

export interface Asked {
  readonly kind: 'lines' | 'parallel';
  readonly maker: string;
  /** Lines, or runs. */
  readonly count: number;
  /** Points of a line, or axes. */
  readonly each: number;
}

export interface OwnMakers {
  readonly lines: (box: HTMLElement, data: LineData) => Drawing;
  readonly parallel: (box: HTMLElement, data: ParallelData) => Drawing;
}

/** What the benchmark calls in a page, one action at a time; each answers ms on the clock. */
export interface ChartPage {
  /** Makes the data and an empty place for the chart; away with the one before. @returns whether it can be zoomed */
  prepare(asked: Asked): Promise<boolean>;
  draw(): Promise<number>;
  zoom(from: number, to: number): Promise<number>;
}

/** Puts the actions where the benchmark finds them. */
export function offerCharts(own?: OwnMakers): void {
  let drawing: Drawing | undefined;
  const page: ChartPage = {
    prepare: async (asked) => {
      drawing?.remove();
      document.body.replaceChildren();
      const box = document.createElement('div');
      document.body.append(box);
      drawing = make(box, asked, own);
      await painted();
      return drawing.zoom !== undefined;
    },
    draw: () => timed(() => drawing?.draw()),
    zoom: (from, to) => timed(() => drawing?.zoom?.(from, to)),
  };
  Object.assign(window, { charts: page });
}

function make(box: HTMLElement, { kind, maker, count, each }: Asked, own?: OwnMakers): Drawing {
  if (kind === 'lines') {
    const make = own?.lines ?? peerLines[maker as keyof typeof peerLines];
    return make(box, makeLines(count, each));
  }
  const make = own?.parallel ?? peerParallel[maker as keyof typeof peerParallel];
  return make(box, makeParallel(count, each));
}
