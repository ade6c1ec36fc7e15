import { type Area, type Tick } from './plot';
import { type Palette } from './palette';
import { type Pen } from './pen';

/** Axes as uPlot draws them, for pictures that are saved. */
export function drawAxes(
  pen: Pen,
  { box }: Area,
  ticks: { readonly x: readonly Tick[]; readonly y: readonly Tick[] },
  palette: Palette,
): void {
  const grid = { color: palette.grid, width: 1, opacity: 0.12 };
  const bottom = box.top + box.height;
  for (const { px, text } of ticks.x) {
    const x = box.left + px;
    pen.line([x, x], [box.top, bottom], grid);
    pen.text(text, x, bottom + 11, { color: palette.faint, align: 'center' });
  }
  for (const { px, text } of ticks.y) {
    const y = box.top + px;
    pen.line([box.left, box.left + box.width], [y, y], grid);
    pen.text(text, box.left - 6, y, { color: palette.faint, align: 'right' });
  }
}
