import { computed } from '@preact/signals';
import { numberAt } from '../../../../model/frame/columns';
import { columnKey, type ColumnKey } from '../../../../model/frame/frame';
import { metricInfos } from '../data';
import { directionOf, order, state } from '../model';
import { valuesOf } from './values';

/** What runs are judged by: the metric of the settings, else the first there is. */
export const keyMetricName = computed(() => {
  const { keyMetric } = state.value;
  const all = metricInfos.value;
  return (all.find(({ name }) => name === keyMetric) ?? all[0])?.name ?? keyMetric;
});

/** The best number of the key metric among some rows, and whose it is; undefined when none has one. */
export function bestOf(
  rows: Iterable<number>,
): { readonly row: number; readonly value: number } | undefined {
  const key: ColumnKey = columnKey('metric', keyMetricName.value);
  const values = valuesOf(key);
  const lower = directionOf(key) === 'lower';
  let best: { row: number; value: number } | undefined;
  for (const row of rows) {
    const value = numberAt(values, row);
    if (value === undefined || Number.isNaN(value)) continue;
    if (!best || (lower ? value < best.value : value > best.value)) best = { row, value };
  }
  return best;
}

export function bestRow(): number | undefined {
  return bestOf(order.value)?.row;
}
