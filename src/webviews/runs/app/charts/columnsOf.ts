import { type Dimension, dimensionOf } from '../../../../model/charts/dimension';
import { type FrameColumn } from '../../../../model/frame/columns';
import { type ColumnInfo, type ColumnKey, parseColumnKey } from '../../../../model/frame/frame';
import { column, infos, rows } from '../data';
import { state } from '../model';
import { hiddenTags } from '../table/columns';

const made = new WeakMap<FrameColumn, { readonly rows: number; readonly dimension: Dimension }>();

/** A column as numbers per row; undefined until it is here. */
export function dimension(key: ColumnKey): Dimension | undefined {
  const found = column(key);
  if (!found) return undefined;
  const count = rows.value.length;
  const known = made.get(found);
  if (known?.rows === count) return known.dimension;
  const dimension = dimensionOf(found, count);
  made.set(found, { rows: count, dimension });
  return dimension;
}

/** Columns that a person can choose: without the tags that say what the runs say themselves. */
export function choosable(kinds: readonly ColumnInfo['kind'][]): ColumnInfo[] {
  return kinds.flatMap((kind) =>
    infos.value.filter(
      (info) => info.kind === kind && !(kind === 'tag' && hiddenTags.test(info.name)),
    ),
  );
}

export function nameOfKey(key: ColumnKey): string {
  return parseColumnKey(key)?.name ?? key;
}

export function keyMetricKey(): ColumnKey | undefined {
  const metrics = infos.value.filter((info) => info.kind === 'metric');
  return (metrics.find((info) => info.name === state.value.keyMetric) ?? metrics[0])?.key;
}
