import { type Dimension } from '../../../../model/charts/dimension';
import { extent, padded, type PixelAxis, toPixel } from '../../../../model/charts/pixelAxis';
import { type ColumnKey } from '../../../../model/frame/frame';
import { type KeptChart } from '../../../../stores/keptCharts';
import { differingParams, dimension, keyMetricKey } from './columnsOf';

export interface ParallelAxis {
  readonly key: ColumnKey;
  readonly dimension: Dimension;
  readonly log: boolean;
  readonly flip: boolean;
  readonly scale: PixelAxis;
}

export const headHeight = 24;
/** Below the axes: where runs without a value go through. */
export const missingHeight = 20;

type KeptAxis = NonNullable<KeptChart['axes']>[number];

/** The user's axes, else parameters that differ and the key metric. */
export function wantedAxes(chart: KeptChart): readonly KeptAxis[] {
  if (chart.axes) return chart.axes;
  const metric = keyMetricKey();
  return [...differingParams(5), ...(metric ? [metric] : [])].map((key) => ({
    key,
    flip: false,
    log: false,
  }));
}

export function parallelAxes(wanted: readonly KeptAxis[], height: number): ParallelAxis[] {
  return wanted.flatMap(({ key, flip, log: wish }): ParallelAxis[] => {
    const found = dimension(key as ColumnKey);
    if (!found) return [];
    const log = wish && !found.labels;
    const range = extent([found.values], log) ?? { min: 0, max: 1 };
    const { min, max } = found.labels
      ? { min: -0.5, max: found.labels.length - 0.5 }
      : range.min < range.max
        ? range
        : padded(range, log);
    const top = headHeight + 6;
    const bottom = height - missingHeight - 8;
    const scale = flip
      ? { min, max, log, start: top, length: bottom - top }
      : { min, max, log, start: bottom, length: top - bottom };
    return [{ key: key as ColumnKey, dimension: found, log, flip, scale }];
  });
}

/** px from the top where a run crosses an axis; in the band at the bottom without a value. */
export function crossing(axis: ParallelAxis, row: number, height: number): number {
  const px = toPixel(axis.scale, axis.dimension.values[row] ?? Number.NaN);
  return Number.isFinite(px) ? px : height - missingHeight / 2;
}

/** px from the left of each axis. */
export function axisPlaces(count: number, width: number): number[] {
  const side = Math.min(46, width / 8);
  return Array.from({ length: count }, (_one, index) =>
    count === 1 ? width / 2 : side + ((width - 2 * side) * index) / (count - 1),
  );
}

/** Values that are written at an axis. */
export function axisTicks({ scale, dimension: { labels } }: ParallelAxis): number[] {
  if (labels) {
    const every = Math.max(1, Math.ceil(labels.length / 8));
    return labels.flatMap((_label, place) => (place % every === 0 ? [place] : []));
  }
  if (scale.log) {
    const [from, to] = [Math.ceil(Math.log10(scale.min)), Math.floor(Math.log10(scale.max))];
    const every = Math.max(1, Math.ceil((to - from) / 5));
    const decades: number[] = [];
    for (let power = from; power <= to; power += every) decades.push(10 ** power);
    return decades.length > 1 ? decades : [scale.min, scale.max];
  }
  const span = scale.max - scale.min;
  const rough = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 5, 10].map((of) => of * rough).find((one) => span / one <= 5) ?? span;
  const ticks: number[] = [];
  const first = Math.ceil(scale.min / step - 1e-9);
  for (let place = first; place * step <= scale.max + step * 1e-9 && ticks.length < 12; place++) {
    ticks.push(place * step);
  }
  return Number.isFinite(step) ? ticks : [scale.min, scale.max];
}
