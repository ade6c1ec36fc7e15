import { type Dimension } from '../../../../model/charts/dimension';
import { type Range, toPixel } from '../../../../model/charts/pixelAxis';
import { runMark } from '../../../../model/runColors';
import { rampColor } from './ColorKey';
import { type Palette } from './palette';
import { type Pen } from './pen';
import { type Area } from './plot';

/** Rows that were better than all before them along x. */
export function bestSoFar(
  shown: readonly number[],
  y: Dimension,
  direction: 'higher' | 'lower',
): number[] {
  const sign = direction === 'higher' ? 1 : -1;
  let most = Number.NEGATIVE_INFINITY;
  return shown.filter((row) => {
    const value = sign * (y.values[row] ?? Number.NaN);
    if (!(value > most)) return false;
    most = value;
    return true;
  });
}

export function drawSteps(
  pen: Pen,
  { box }: Area,
  points: readonly { readonly x: number; readonly y: number }[],
  colors: Palette,
): void {
  if (points.length === 0) return;
  const xs = points.flatMap(({ x }, index) => (index === 0 ? [x] : [x, x]));
  const ys = points.flatMap(({ y }, index) => (index === 0 ? [y] : [points[index - 1]?.y ?? y, y]));
  pen.line([...xs, box.left + box.width], [...ys, ys.at(-1) ?? 0], {
    color: colors.text,
    width: 1,
    opacity: 0.7,
  });
}

/** What is brushed on both columns, here or on axes elsewhere. */
export function drawBox(
  pen: Pen,
  { box, x, y }: Area,
  across: Range | undefined,
  up: Range | undefined,
  colors: Palette,
): void {
  if (!across || !up) return;
  const [left, right] = [across.min, across.max].map((value) => toPixel(x, value));
  const [bottom, top] = [up.min, up.max].map((value) => toPixel(y, value));
  const part = {
    left: left ?? box.left,
    top: top ?? box.top,
    width: (right ?? 0) - (left ?? 0),
    height: (bottom ?? 0) - (top ?? 0),
  };
  pen.rect(part, { color: colors.accent, opacity: 0.12 });
  pen.rect(part, { color: colors.accent, outline: true });
}

export function colorFor(
  { values, labels }: Dimension,
  row: number,
  range: { readonly min: number; readonly max: number } | undefined,
  colors: Palette,
): string {
  const value = values[row] ?? Number.NaN;
  if (Number.isNaN(value)) return colors.faint;
  if (labels) return colors.resolve(runMark(value).color);
  const share =
    range && range.max > range.min ? (value - range.min) / (range.max - range.min) : 0.5;
  return rampColor(share);
}
