import uPlot from 'uplot';
import { type PixelAxis, type Range } from '../../../../model/charts/pixelAxis';
import { canvasPen } from './canvasPen';
import { type Palette } from './palette';
import { type Box, type Pen } from './pen';
import { addGestures } from './plotGestures';
import { tickTexts } from './tickTexts';

/** One axis of a plot: what it shows when nothing is zoomed, and how its values are said. */
export interface PlotAxis {
  readonly full: Range;
  readonly log: boolean;
  readonly kind: 'number' | 'clock' | 'span' | 'categories';
  /** Of categories: 0 is the first one. */
  readonly labels?: readonly string[];
  readonly title: string;
}

export interface View {
  readonly x: Range;
  readonly y: Range;
}

/** Where the data is drawn, and the scales there, px from the top left of the plot. */
export interface Area {
  readonly box: Box;
  readonly x: PixelAxis;
  readonly y: PixelAxis;
}

export interface Tick {
  readonly px: number;
  readonly text: string;
}

export interface PlotOptions {
  readonly width: number;
  readonly height: number;
  /** px kept free at the right, for names. */
  readonly right: number;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly palette: Palette;
  /** Plots with the same key share the cursor's place on x. */
  readonly sync?: string | undefined;
  readonly view?: View | undefined;
  readonly draw: (pen: Pen, area: Area) => void;
  /** px from the top left of the data; `own`: the pointer is over this plot. Undefined: nowhere. */
  readonly onCursor: (at: { left: number; top: number; own: boolean } | undefined) => void;
  readonly onView: (view: View | undefined) => void;
  /** A box was dragged; without this it is zoomed to. */
  readonly onBox?: (box: View) => void;
}

/** Axes, scales, zoom and cursor by uPlot; the data is drawn by ourselves. The caller destroys it. */
export interface Plot {
  readonly chart: uPlot;
  readonly view: View;
  area(): Area;
  ticks(): { readonly x: readonly Tick[]; readonly y: readonly Tick[] };
  zoom(view: Partial<View> | undefined): void;
  /** px from the top left of the data. */
  setCursor(at: { left: number; top: number }): void;
  redraw(): void;
  destroy(): void;
}

/** The library's number for it. */
const logarithmic = { distr: 3 };

export function createPlot(element: HTMLElement, options: PlotOptions): Plot {
  const { palette } = options;
  const full: View = { x: options.x.full, y: options.y.full };
  let view = options.view ?? full;
  const shown: { x: readonly Tick[]; y: readonly Tick[] } = { x: [], y: [] };
  let over = false;

  const area = (): Area => areaOf(chart, view, options);
  const zoom = (next: Partial<View> | undefined): void => {
    view = next ? { ...view, ...next } : full;
    const whole = same(view.x, full.x) && same(view.y, full.y);
    // First: what is drawn may say whether it is all.
    options.onView(whole ? undefined : view);
    chart.batch(() => {
      chart.setScale('x', view.x);
      chart.setScale('y', view.y);
    });
  };
  const axis = (of: 'x' | 'y', spec: PlotAxis): uPlot.Axis => ({
    stroke: palette.faint,
    grid: { stroke: `color-mix(in srgb, ${palette.grid} 12%, transparent)`, width: 1 },
    ticks: { show: false },
    font: `11px ${palette.family}`,
    gap: 4,
    size: of === 'x' ? 24 : 54,
    ...(spec.labels && {
      splits: (_chart: uPlot, _index: number, min: number, max: number) =>
        placesOf(spec.labels?.length ?? 0, min, max),
    }),
    values: (plot, splits) => {
      const texts = tickTexts(spec, splits);
      shown[of] = splits.flatMap((value, index) => {
        const text = texts[index];
        return text ? [{ px: plot.valToPos(value, of), text }] : [];
      });
      return texts.map((text) => text ?? '');
    },
  });
  const chart = new uPlot(
    {
      width: options.width,
      height: options.height,
      padding: [8, options.right, 0, 0],
      scales: {
        x: {
          time: false,
          auto: false,
          ...(options.x.log && logarithmic),
          range: () => both(view.x),
        },
        y: { auto: false, ...(options.y.log && logarithmic), range: () => both(view.y) },
      },
      legend: { show: false },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: true, uni: options.onBox ? 0 : 24, setScale: false },
        ...(options.sync !== undefined && {
          sync: { key: options.sync, scales: ['x', null], setSeries: false },
        }),
        bind: {
          // Shift pans.
          mousedown: (_chart, _target, handler) => (event) => {
            if (event.button === 0 && !event.shiftKey && !element.classList.contains('panning')) {
              return handler(event);
            }
            return null;
          },
          // Done by the gestures, for one axis too.
          dblclick: () => () => null,
        },
      },
      axes: [axis('x', options.x), axis('y', options.y)],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: {
        setCursor: [
          (plot) => {
            const { left = -1, top = -1 } = plot.cursor;
            options.onCursor(left < 0 ? undefined : { left, top, own: over });
          },
        ],
        setSelect: [
          (plot) => {
            const { left, top, width, height } = plot.select;
            if (width < 4 && height < 4) return;
            if (options.onBox) {
              options.onBox({
                x: { min: plot.posToVal(left, 'x'), max: plot.posToVal(left + width, 'x') },
                y: { min: plot.posToVal(top + height, 'y'), max: plot.posToVal(top, 'y') },
              });
              plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              return;
            }
            const next: Partial<View> = {
              ...(width < plot.over.clientWidth && {
                x: { min: plot.posToVal(left, 'x'), max: plot.posToVal(left + width, 'x') },
              }),
              ...(height < plot.over.clientHeight && {
                y: { min: plot.posToVal(top + height, 'y'), max: plot.posToVal(top, 'y') },
              }),
            };
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            zoom(next);
          },
        ],
        draw: [
          (plot) => {
            const { ctx } = plot;
            ctx.save();
            ctx.scale(devicePixelRatio, devicePixelRatio);
            options.draw(canvasPen(ctx, palette.family), areaOf(plot, view, options));
            ctx.restore();
          },
        ],
      },
    },
    [
      [view.x.min, view.x.max],
      [view.y.min, view.y.max],
    ],
    element,
  );
  chart.over.addEventListener('pointerenter', () => {
    over = true;
  });
  chart.over.addEventListener('pointerleave', () => {
    over = false;
  });
  const plot: Plot = {
    chart,
    get view() {
      return view;
    },
    area,
    ticks: () => shown,
    zoom,
    setCursor: ({ left, top }) => {
      over = true;
      chart.setCursor({ left, top });
    },
    redraw: () => chart.redraw(false),
    destroy: () => {
      removeGestures();
      chart.destroy();
    },
  };
  const removeGestures = addGestures(element, plot, {
    full,
    x: options.x.log,
    y: options.y.log,
  });
  return plot;
}

function areaOf(chart: uPlot, { x, y }: View, options: Pick<PlotOptions, 'x' | 'y'>): Area {
  const ratio = devicePixelRatio;
  const box = {
    left: chart.bbox.left / ratio,
    top: chart.bbox.top / ratio,
    width: chart.bbox.width / ratio,
    height: chart.bbox.height / ratio,
  };
  return {
    box,
    x: { ...x, log: options.x.log, start: box.left, length: box.width },
    y: { ...y, log: options.y.log, start: box.top + box.height, length: -box.height },
  };
}

function placesOf(count: number, min: number, max: number): number[] {
  const from = Math.max(0, Math.ceil(min));
  const to = Math.min(count - 1, Math.floor(max));
  const every = Math.max(1, Math.ceil((to - from + 1) / 12));
  const places: number[] = [];
  for (let place = from; place <= to; place += every) places.push(place);
  return places;
}

function both({ min, max }: Range): uPlot.Range.MinMax {
  return [min, max];
}

function same(a: Range, b: Range): boolean {
  return a.min === b.min && a.max === b.max;
}
