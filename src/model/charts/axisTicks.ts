import { type Dimension } from './dimension';
import { type PixelAxis, toPixel } from './pixelAxis';

/** px between two texts at an axis. */
const apart = 14;
const mostTicks = 6;

/** Values that are written at an upright axis: few, apart from each other, whole ones where all values are whole. */
export function axisTicks(scale: PixelAxis, { labels, values }: Dimension): number[] {
  const most = Math.max(2, Math.min(mostTicks, Math.floor(Math.abs(scale.length) / 26)));
  if (labels) {
    const every = Math.ceil(
      labels.length / Math.max(2, Math.floor(Math.abs(scale.length) / apart)),
    );
    return labels.flatMap((_label, place) => (place % every === 0 ? [place] : []));
  }
  const few = distinct(values, most);
  if (few) return spaced(scale, few);
  if (scale.log) return spaced(scale, decades(scale, most));
  return spaced(
    scale,
    evenly(
      scale,
      most,
      values.every((value) => !(value % 1 !== 0 && Number.isFinite(value))),
    ),
  );
}

/** What stands at the ticks: with the same number of digits after the point, unless some are very large or small. */
export function tickTexts(ticks: readonly number[]): string[] {
  const texts = ticks.map(shortNumber);
  if (texts.some((text) => text.includes('e'))) return texts;
  const digits = Math.max(0, ...texts.map((text) => text.split('.')[1]?.length ?? 0));
  return ticks.map((tick) => tick.toFixed(digits).replaceAll('-', '−'));
}

/** As few signs as tell values apart that far: `0.85`, `400`, `1e-5`. */
function shortNumber(value: number): string {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size >= 1e6 || size < 1e-4)
      ? Number(value.toPrecision(3)).toExponential().replace('e+', 'e')
      : String(Number(value.toPrecision(5)));
  return text.replaceAll('-', '−');
}

/** The values themselves, when these are no more than `most`. */
function distinct(values: Float64Array, most: number): number[] | undefined {
  const seen = new Set<number>();
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    seen.add(value);
    if (seen.size > most) return undefined;
  }
  return seen.size === 0 ? undefined : [...seen].sort((a, b) => a - b);
}

function evenly({ min, max }: PixelAxis, most: number, whole: boolean): number[] {
  const span = max / most - min / most;
  const rough = 10 ** Math.floor(Math.log10(span));
  const step = [1, 2, 5, 10].map((of) => of * rough).find((one) => one >= span) ?? span;
  const by = whole ? Math.max(1, Math.round(step)) : step;
  const ticks: number[] = [];
  const first = Math.ceil(min / by - 1e-9);
  for (let place = first; place * by <= max + by * 1e-9 && ticks.length < 12; place++) {
    ticks.push(place * by);
  }
  return ticks.length > 1 && Number.isFinite(by) ? ticks : [min, max];
}

function decades({ min, max }: PixelAxis, most: number): number[] {
  const [from, to] = [Math.ceil(Math.log10(min)), Math.floor(Math.log10(max))];
  const every = Math.max(1, Math.ceil((to - from) / most));
  const found: number[] = [];
  for (let power = from; power <= to; power += every) found.push(Number(`1e${power}`));
  return found.length > 1 ? found : [min, max];
}

/** Without those that would stand on the one before. */
function spaced(scale: PixelAxis, ticks: readonly number[]): number[] {
  let last = Number.NaN;
  return ticks.filter((tick) => {
    const px = toPixel(scale, tick);
    if (!Number.isFinite(px) || Math.abs(px - last) < apart) return false;
    last = px;
    return true;
  });
}
