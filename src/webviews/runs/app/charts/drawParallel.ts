import { type RunId } from '../../../../model/ids';
import { type RunMark } from '../../../../model/runColors';
import { axisTicks, tickTexts } from '../../../../model/charts/axisTicks';
import { type AxisBrush } from '../../../../model/charts/brush';
import { headBox, type ParallelLayout } from '../../../../model/charts/parallelLayout';
import { toPixel } from '../../../../model/charts/pixelAxis';
import { type Palette } from './palette';
import { crossing, headLine, missingHeight, type ParallelAxis } from './parallelAxes';
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
  readonly layout: ParallelLayout;
  /** Names above the axes: on the page they are buttons. */
  readonly named: boolean;
}

/** With more runs lines are straight: an S for each would take too long. */
const mostCurved = 1_500;

export function drawParallel(pen: Pen, scene: ParallelScene, colors: Palette): void {
  const { axes, rows, brushed, height, marked } = scene;
  const { places } = scene.layout;
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
  axes.forEach((axis, index) => drawAxis(pen, scene, axis, index, colors));
}

function drawAxis(
  pen: Pen,
  { height, brushes, named, layout, axes }: ParallelScene,
  axis: ParallelAxis,
  index: number,
  colors: Palette,
): void {
  const { scale, dimension, key } = axis;
  const x = layout.places[index] ?? 0;
  const ends = [scale.start, scale.start + scale.length];
  const band = height - missingHeight;
  const first = index === 0;
  const last = index > 0 && index === layout.places.length - 1;
  pen.line([x, x], ends, { color: colors.faint, width: 1, opacity: 0.8 });
  const room = first || last ? Math.min(x, layout.width - x) - 9 : layout.room - 16;
  const ticks = axisTicks(scale, dimension);
  const texts = dimension.labels ? [] : tickTexts(ticks);
  ticks.forEach((value, place) => {
    const y = toPixel(scale, value);
    const text = dimension.labels?.[value] ?? texts[place] ?? '';
    pen.line([x - 3, x + 3], [y, y], { color: colors.faint, width: 1 });
    pen.text(fitted(pen, text, room), last ? x + 7 : x - 7, y, {
      color: colors.faint,
      align: last ? 'left' : 'right',
      halo: colors.background,
    });
  });
  if (hasGaps(axis)) {
    pen.line([x - 5, x + 5], [band + missingHeight / 2, band + missingHeight / 2], {
      color: colors.faint,
      width: 1,
      dash: [2, 2],
    });
    if (axes.find(hasGaps) === axis) {
      pen.text('none', x - 8, band + missingHeight / 2, {
        color: colors.faint,
        align: 'right',
        halo: colors.background,
      });
    }
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
    const head = headBox(layout, index);
    const at = {
      left: head.left,
      center: head.left + head.width / 2,
      right: head.left + head.width,
    };
    pen.text(
      fitted(pen, nameOfKey(key), head.width),
      at[head.align],
      headLine * (head.line + 0.5),
      {
        color: colors.text,
        align: head.align,
      },
    );
  }
}

/** Some run has no value there. */
function hasGaps({ dimension }: ParallelAxis): boolean {
  return dimension.values.some(Number.isNaN);
}
