import { type Curve } from '../../../../model/charts/curve';
import { toPixel } from '../../../../model/charts/pixelAxis';
import { traceOf } from '../../../../model/charts/trace';
import { spreadLabels } from '../../../../model/distribution';
import { type RunId } from '../../../../model/ids';
import { type RunMark } from '../../../../model/runColors';
import { type Area } from './plot';
import { type Palette } from './palette';
import { fitted, type Pen, type Stroke } from './pen';

/** A line of a chart: of one run, or the mean of a group with its band. */
export interface Line {
  readonly name: string;
  readonly run: RunId | undefined;
  readonly mark: RunMark;
  /** As it was logged. */
  readonly raw: Curve;
  /** What the line shows: smoothed, or the same as `raw`. */
  readonly curve: Curve;
  readonly band?: { readonly low: Float64Array; readonly high: Float64Array } | undefined;
}

export interface Drawn {
  readonly drawn: number;
  readonly inView: number;
}

export const labelWidth = 104;
const labelGap = 13;
/** With more lines names at their ends would cover each other. */
const mostLabels = 24;
/** How much is left of a line outside of what is brushed. */
const outside = 0.2;

/** Draws lines that end where their runs ended, with a shape and a name at the end. */
export function drawLines(
  pen: Pen,
  area: Area,
  lines: readonly Line[],
  palette: Palette,
  labelled: boolean,
  /** What is brushed; the other runs are faint. */
  inBrush?: ReadonlySet<RunId>,
): Drawn {
  const share = (run: RunId | undefined): number =>
    inBrush === undefined || run === undefined || inBrush.has(run) ? 1 : outside;
  const many = lines.length > 40;
  const width = palette.highContrast ? 2.4 : many ? 1 : 1.8;
  let drawn = 0;
  let inView = 0;
  pen.clip(area.box, () => {
    for (const { band, curve, mark } of lines) {
      if (band) drawBand(pen, area, curve, band, palette.resolve(mark.color));
    }
    for (const { raw, curve, mark, run } of lines) {
      if (raw !== curve) {
        drawCurve(pen, area, raw, {
          color: palette.resolve(mark.color),
          width: 1,
          opacity: 0.3 * share(run),
        });
      }
    }
    for (const { curve, mark, run } of lines) {
      const stroke = {
        color: palette.resolve(mark.color),
        width,
        // Among so many nobody tells them apart by dashes, and these take longest to draw.
        dash: many ? [] : mark.dash,
        opacity: (many ? 0.75 : 1) * share(run),
      };
      const part = drawCurve(pen, area, curve, stroke);
      drawn += part.drawn;
      inView += part.inView;
    }
  });
  drawEnds(pen, area, lines, palette, labelled);
  return { drawn, inView };
}

export function drawCurve(pen: Pen, area: Area, curve: Curve, stroke: Stroke): Drawn {
  const { pieces, drawn, inView } = traceOf(curve, area.x, area.y);
  for (const piece of pieces) {
    if (piece.kind === 'line') pen.line(piece.xs, piece.ys, stroke);
    else {
      pen.band(piece.xs, piece.low, piece.high, {
        color: stroke.color,
        opacity: stroke.opacity ?? 1,
        spread: stroke.width / 2,
      });
    }
  }
  return { drawn, inView };
}

function drawBand(
  pen: Pen,
  area: Area,
  { xs }: Curve,
  { low, high }: { readonly low: Float64Array; readonly high: Float64Array },
  color: string,
): void {
  // Where the log axis has no place for the low side the band runs to its edge.
  const edge = area.y.start + 10;
  const at = (value: number): number => {
    const px = toPixel(area.y, value);
    return Number.isNaN(px) ? edge : Math.max(-1e5, Math.min(1e5, px));
  };
  const keep = [...xs.keys()].filter(
    (index) => Number.isFinite(toPixel(area.x, xs[index] ?? 0)) && !Number.isNaN(high[index]),
  );
  pen.band(
    keep.map((index) => toPixel(area.x, xs[index] ?? 0)),
    keep.map((index) => at(high[index] ?? 0)),
    keep.map((index) => at(low[index] ?? 0)),
    { color, opacity: 0.18 },
  );
}

function drawEnds(
  pen: Pen,
  area: Area,
  lines: readonly Line[],
  palette: Palette,
  labelled: boolean,
): void {
  if (lines.length > 200) return;
  const { box } = area;
  const right = box.left + box.width;
  const ends = lines.flatMap((line) => {
    const { xs, ys } = line.curve;
    let last = ys.length - 1;
    while (last >= 0 && !Number.isFinite(toPixel(area.y, ys[last] ?? Number.NaN))) last--;
    const at = {
      x: toPixel(area.x, xs[last] ?? Number.NaN),
      y: toPixel(area.y, ys[last] ?? Number.NaN),
    };
    const inside =
      at.x >= box.left - 1 &&
      at.x <= right + 1 &&
      at.y >= box.top - 1 &&
      at.y <= box.top + box.height + 1;
    return inside ? [{ line, at }] : [];
  });
  for (const { line, at } of ends) {
    pen.shape(line.mark.shape, at.x, at.y, 3.6, { color: palette.resolve(line.mark.color) });
  }
  if (!labelled || ends.length > mostLabels) return;
  const places = spreadLabels(
    ends.map(({ at }) => at.y - box.top),
    labelGap,
    box.height,
  );
  ends.forEach(({ line, at }, index) => {
    const y = box.top + (places[index] ?? 0);
    pen.line([at.x + 5, right + 9], [at.y, y], {
      color: palette.resolve(line.mark.color),
      width: 1,
      opacity: 0.4,
    });
    pen.text(fitted(pen, line.name, labelWidth - 14), right + 12, y, { color: palette.text });
  });
}
