import { metricText } from '../../../../model/words';
import { type RunId } from '../../../../model/ids';
import { type RunMark } from '../../../../model/runColors';
import { type AxisBrush } from '../../../../model/charts/brush';
import { toPixel } from '../../../../model/charts/pixelAxis';
import { shortened } from '../../../../model/charts/signs';
import { type Palette } from './palette';
import {
  axisPlaces,
  axisTicks,
  crossing,
  headHeight,
  missingHeight,
  type ParallelAxis,
} from './parallelAxes';
import { nameOfKey } from './columnsOf';
import { fitted, type Pen } from './pen';

export interface ParallelScene {
  readonly axes: readonly ParallelAxis[];
  readonly rows: ArrayLike<number>;
  /** Inside of the brushes; undefined: nothing is brushed. */
  readonly brushed: ReadonlySet<number> | undefined;
  readonly brushes: readonly AxisBrush[];
  readonly marked: readonly { readonly row: number; readonly run: RunId; readonly mark: RunMark }[];
  readonly height: number;
  /** Names above the axes: on the page they are buttons. */
  readonly named: boolean;
}

/** With more runs lines are straight: an S for each would take too long. */
const mostCurved = 1_500;

export function drawParallel(pen: Pen, scene: ParallelScene, width: number, colors: Palette): void {
  const { axes, rows, brushed, height, marked } = scene;
  const places = axisPlaces(axes.length, width);
  const straight = rows.length > mostCurved;
  const path = (row: number): number[] => axes.map((axis) => crossing(axis, row, height));
  const opacity = Math.max(0.05, Math.min(0.45, 30 / Math.sqrt(rows.length * 30)));
  const draw: Pen['line'] = (xs, ys, stroke) =>
    straight ? pen.line(xs, ys, stroke) : pen.curve(xs, ys, stroke);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0;
    if (brushed && !brushed.has(row)) {
      if (!straight)
        draw(places, path(row), { color: colors.faint, width: 1, opacity: opacity / 4 });
    } else {
      const color = brushed ? colors.accent : colors.faint;
      draw(places, path(row), {
        color,
        width: 1,
        opacity: brushed ? Math.min(1, opacity * 2.5) : opacity,
      });
    }
  }
  for (const { row, mark } of marked) {
    const faint = brushed && !brushed.has(row);
    const color = colors.resolve(mark.color);
    draw(places, path(row), { color, width: 2, dash: mark.dash, opacity: faint ? 0.35 : 1 });
    pen.shape(mark.shape, places.at(-1) ?? 0, path(row).at(-1) ?? 0, 4, { color });
  }
  axes.forEach((axis, index) => drawAxis(pen, scene, axis, places[index] ?? 0, width, colors));
}

function drawAxis(
  pen: Pen,
  { height, brushes, named, axes }: ParallelScene,
  axis: ParallelAxis,
  x: number,
  width: number,
  colors: Palette,
): void {
  const { scale, dimension, key } = axis;
  const ends = [scale.start, scale.start + scale.length];
  const band = height - missingHeight;
  pen.line([x, x], ends, { color: colors.faint, width: 1, opacity: 0.8 });
  const right = x > width - 60;
  for (const value of axisTicks(axis)) {
    const y = toPixel(scale, value);
    const text = dimension.labels
      ? shortened(dimension.labels[value] ?? '', 12)
      : metricText(Number(value.toPrecision(6)));
    pen.line([x - 3, x + 3], [y, y], { color: colors.faint, width: 1 });
    pen.text(text, right ? x + 6 : x - 6, y, {
      color: colors.faint,
      align: right ? 'left' : 'right',
    });
  }
  if (Number.isNaN(dimension.values.find(Number.isNaN) ?? 0)) {
    pen.line([x - 5, x + 5], [band + missingHeight / 2, band + missingHeight / 2], {
      color: colors.faint,
      width: 1,
      dash: [2, 2],
    });
    if (axis === axes[0])
      pen.text('none', x - 8, band + missingHeight / 2, { color: colors.faint, align: 'right' });
  }
  const brush = brushes.find((one) => one.key === key);
  for (const { min, max } of brush?.ranges ?? []) {
    const [a, b] = [toPixel(scale, min), toPixel(scale, max)].map((px) =>
      Math.max(Math.min(...ends), Math.min(Math.max(...ends), px)),
    );
    const box = {
      left: x - 6,
      top: Math.min(a ?? 0, b ?? 0),
      width: 12,
      height: Math.max(2, Math.abs((b ?? 0) - (a ?? 0))),
    };
    pen.rect(box, { color: colors.accent, opacity: 0.35 });
    pen.rect(box, { color: colors.accent, outline: true });
  }
  if (brush?.missing === true) {
    const box = { left: x - 6, top: band + 2, width: 12, height: missingHeight - 4 };
    pen.rect(box, { color: colors.accent, opacity: 0.35 });
    pen.rect(box, { color: colors.accent, outline: true });
  }
  if (named) {
    pen.text(fitted(pen, nameOfKey(key), width / axes.length - 6), x, headHeight / 2, {
      color: colors.text,
      align: 'center',
    });
  }
}
