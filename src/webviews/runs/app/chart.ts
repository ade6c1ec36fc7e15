import uPlot from 'uplot';
import { spreadLabels } from '../../../model/distribution';
import { type RunMark } from '../../../model/runColors';
import { alignSeries, smooth } from '../../../model/smoothing';
import { metricText } from '../../../model/words';
import { drawShape } from './shapes';

export interface Line {
  readonly name: string;
  readonly mark: RunMark;
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

export interface ChartOptions {
  readonly width: number;
  readonly height: number;
  /** 0: as it is; towards 1: smoother, over the raw line drawn pale. */
  readonly smoothing: number;
  readonly highContrast: boolean;
  /** Told at which point of the x axis the pointer is; undefined: nowhere. */
  readonly onCursor: (step: number | undefined, left: number) => void;
}

const labelWidth = 104;
const labelGap = 13;

/** Draws lines that end where their runs ended, named at their ends. The caller destroys the chart. */
export function drawChart(
  element: HTMLElement,
  lines: readonly Line[],
  options: ChartOptions,
): uPlot {
  const styles = getComputedStyle(document.body);
  const resolve = (color: string): string => resolveColor(styles, color);
  const font = `11px ${styles.fontFamily}`;
  const smoothed = lines.map(({ steps, values }) => ({
    steps,
    values: smooth(values, options.smoothing),
  }));
  const raw = options.smoothing > 0 ? lines : [];
  const { x, ys } = alignSeries([...raw, ...smoothed]);
  const axis = {
    stroke: resolve('var(--vscode-descriptionForeground)'),
    grid: {
      stroke: faded(resolve('var(--vscode-foreground)'), 14),
      width: 1,
    },
    ticks: { show: false },
    font,
    gap: 4,
  };
  const labelled = options.width >= 280;
  return new uPlot(
    {
      width: options.width,
      height: options.height,
      padding: [8, labelled ? labelWidth : 8, 0, 0],
      scales: { x: { time: false } },
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: 6 },
        drag: { x: true, y: false },
        sync: { key: 'runs' },
      },
      axes: [
        { ...axis, size: 24 },
        { ...axis, size: 54, values: (_chart, ticks) => ticks.map(metricText) },
      ],
      series: [
        {},
        ...raw.map((line): uPlot.Series => ({
          stroke: faded(resolve(line.mark.color)),
          width: 1,
          spanGaps: true,
          points: { show: false },
        })),
        ...lines.map((line): uPlot.Series => ({
          stroke: resolve(line.mark.color),
          width: options.highContrast ? 2.4 : 1.8,
          dash: [...line.mark.dash],
          spanGaps: true,
          points: { show: line.values.length < 3 },
        })),
      ],
      hooks: {
        setCursor: [
          (chart) => {
            const { idx, left } = chart.cursor;
            const step = idx === null || idx === undefined ? undefined : x[idx];
            options.onCursor(
              (left ?? -1) < 0 ? undefined : step,
              (left ?? 0) + chart.bbox.left / devicePixelRatio,
            );
          },
        ],
        draw: [
          (chart) => {
            drawEnds(chart, lines, ys.slice(raw.length), x, {
              resolve,
              font,
              labelled,
            });
          },
        ],
      },
    },
    [x, ...ys],
    element,
  );
}

interface Ends {
  readonly resolve: (color: string) => string;
  readonly font: string;
  readonly labelled: boolean;
}

/** Shape and name where each line ends. */
function drawEnds(
  chart: uPlot,
  lines: readonly Line[],
  ys: readonly (readonly (number | null)[])[],
  x: readonly number[],
  { resolve, font, labelled }: Ends,
): void {
  const { ctx, bbox } = chart;
  const scale = devicePixelRatio;
  const ends = lines.flatMap((line, index) => {
    const values = ys[index] ?? [];
    const last = values.findLastIndex((value) => value !== null);
    const [step, value] = [x[last], values[last]];
    if (step === undefined || value === null || value === undefined) return [];
    const at = { x: chart.valToPos(step, 'x', true), y: chart.valToPos(value, 'y', true) };
    const outside = at.x < bbox.left || at.x > bbox.left + bbox.width + 1;
    return outside ? [] : [{ line, at }];
  });
  ctx.save();
  for (const { line, at } of ends) {
    drawShape(ctx, line.mark.shape, resolve(line.mark.color), at, 3.6 * scale);
  }
  if (labelled) {
    const places = spreadLabels(
      ends.map(({ at }) => at.y - bbox.top),
      labelGap * scale,
      bbox.height,
    );
    const left = bbox.left + bbox.width + 12 * scale;
    ctx.font = font.replace('11px', `${11 * scale}px`);
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    ctx.setLineDash([]);
    ends.forEach(({ line, at }, index) => {
      const y = bbox.top + (places[index] ?? 0);
      ctx.strokeStyle = faded(resolve(line.mark.color));
      ctx.lineWidth = scale;
      ctx.beginPath();
      ctx.moveTo(at.x + 5 * scale, at.y);
      ctx.lineTo(left - 3 * scale, y);
      ctx.stroke();
      ctx.fillStyle = resolve('var(--vscode-foreground)');
      ctx.fillText(fitted(ctx, line.name, (labelWidth - 14) * scale), left, y);
    });
  }
  ctx.restore();
}

function fitted(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  let end = Math.min(text.length, 60);
  while (end > 1 && ctx.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}

/** A canvas takes no CSS variables. */
function resolveColor(styles: CSSStyleDeclaration, color: string): string {
  const match = /^var\((--[\w-]+)(?:,\s*(.+))?\)$/.exec(color);
  if (!match) return color;
  return styles.getPropertyValue(match[1] ?? '').trim() || (match[2] ?? '#888888');
}

function faded(color: string, percent = 38): string {
  return `color-mix(in srgb, ${color} ${percent}%, transparent)`;
}
