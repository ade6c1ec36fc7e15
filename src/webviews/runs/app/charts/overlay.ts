import { placeAt } from '../../../../model/charts/curve';
import { fromPixel, toPixel } from '../../../../model/charts/pixelAxis';
import { type RunId } from '../../../../model/ids';
import { canvasPen } from './canvasPen';
import { drawCurve, type Line } from './lines';
import { type Palette } from './palette';
import { type Area } from './plot';

/** Draws above the lines: the run that is pointed at anywhere, and where the cursor meets the lines. */
export function drawOverlay(
  canvas: HTMLCanvasElement,
  area: Area,
  lines: readonly Line[],
  palette: Palette,
  { run, x }: { readonly run: RunId | undefined; readonly x: number | undefined },
): void {
  const ratio = devicePixelRatio;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== width * ratio) canvas.width = width * ratio;
  if (canvas.height !== height * ratio) canvas.height = height * ratio;
  const ctx = canvas.getContext('2d');
  if (!ctx) return;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  const pen = canvasPen(ctx, palette.family);
  const line = run === undefined ? undefined : lines.find((one) => one.run === run);
  pen.clip(area.box, () => {
    if (line) {
      drawCurve(pen, area, line.curve, { color: palette.background, width: 5.5, opacity: 0.7 });
      drawCurve(pen, area, line.curve, { color: palette.resolve(line.mark.color), width: 3 });
    }
    if (x === undefined) return;
    for (const one of lines.length > 40 ? (line ? [line] : []) : lines) {
      if (!one.curve.sorted) continue;
      const place = placeAt(one.curve, x);
      if (place === undefined) continue;
      const [left, top] = [x, one.curve.ys[place] ?? Number.NaN];
      const at = { x: toPixel(area.x, left), y: toPixel(area.y, top) };
      if (Number.isFinite(at.y)) {
        pen.shape('circle', at.x, at.y, 3.4, { color: palette.background });
        pen.shape('circle', at.x, at.y, 2.4, { color: palette.resolve(one.mark.color) });
      }
    }
  });
}

/** The line whose point at the cursor is nearest, within some px. */
export function nearestLine(
  lines: readonly Line[],
  area: Area,
  at: { readonly left: number; readonly top: number },
  within = 24,
): Line | undefined {
  const x = fromPixel(area.x, area.box.left + at.left);
  let best: Line | undefined;
  let least = within;
  for (const line of lines) {
    if (!line.curve.sorted) continue;
    const place = placeAt(line.curve, x);
    if (place === undefined) continue;
    const px = toPixel(area.y, line.curve.ys[place] ?? Number.NaN) - area.box.top;
    const distance = Math.abs(px - at.top);
    if (distance < least) {
      least = distance;
      best = line;
    }
  }
  return best;
}
