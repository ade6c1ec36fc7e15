import { type Dimension } from '../../../../model/charts/dimension';
import { fittingAxes, type ParallelLayout } from '../../../../model/charts/parallelLayout';
import { extent, padded, type PixelAxis, toPixel } from '../../../../model/charts/pixelAxis';
import { type ColumnKey } from '../../../../model/frame/frame';
import { type KeptChart } from '../../../../stores/keptCharts';
import { dimension, keyMetricKey } from './columnsOf';
import { differingParams } from './defaultAxes';

export interface ParallelAxis {
  readonly key: ColumnKey;
  readonly dimension: Dimension;
  readonly log: boolean;
  readonly flip: boolean;
  readonly scale: PixelAxis;
}

/** px of one line of names. */
export const headLine = 18;
/** Below the axes: where runs without a value go through. */
export const missingHeight = 20;

type KeptAxis = NonNullable<KeptChart['axes']>[number];

/** The user's axes, else as many parameters that differ as fit, and the key metric. */
export function wantedAxes(chart: KeptChart, width: number): readonly KeptAxis[] {
  if (chart.axes) return chart.axes;
  const metric = keyMetricKey();
  const params = differingParams(fittingAxes(width) - (metric ? 1 : 0));
  return [...params, ...(metric ? [metric] : [])].map((key) => ({ key, flip: false, log: false }));
}

export function parallelAxes(
  wanted: readonly KeptAxis[],
  height: number,
  headLines: ParallelLayout['headLines'],
): ParallelAxis[] {
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
    const top = headLines * headLine + 13;
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
