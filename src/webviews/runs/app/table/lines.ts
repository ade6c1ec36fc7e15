import { computed, signal } from '@preact/signals';
import { numberAt } from '../../../../model/frame/columns';
import { columnKey, type ColumnKey } from '../../../../model/frame/frame';
import { directionOf, order, state } from '../model';
import { layout } from './layout';
import { plainText, valuesOf } from './values';

export interface RowGroup {
  readonly label: string;
  readonly count: number;
  /** The best of the key metric in the group; undefined when no run has it. */
  readonly best: number | undefined;
}

/** Labels of groups whose rows are folded away. */
export const folded = signal<ReadonlySet<string>>(new Set());

/** Lines of the table: a row's number, or −1 − the place of a group whose head stands there. */
export const lines = computed<{ readonly at: Int32Array; readonly groups: readonly RowGroup[] }>(
  () => {
    const { groupBy } = layout.value;
    if (groupBy === undefined) return { at: Int32Array.from(order.value), groups: [] };
    const values = valuesOf(groupBy);
    const members = new Map<string, number[]>();
    for (const row of order.value) {
      const label = plainText(groupBy, values, row) ?? '–';
      const list = members.get(label);
      if (list) list.push(row);
      else members.set(label, [row]);
    }
    const at: number[] = [];
    const groups = [...members].map(([label, rows], index): RowGroup => {
      at.push(-1 - index);
      if (!folded.value.has(label)) for (const row of rows) at.push(row);
      return { label, count: rows.length, best: bestOf(rows) };
    });
    return { at: Int32Array.from(at), groups };
  },
);

export function toggleFolded(label: string): void {
  const next = new Set(folded.value);
  if (!next.delete(label)) next.add(label);
  folded.value = next;
}

function bestOf(rows: readonly number[]): number | undefined {
  const key: ColumnKey = columnKey('metric', state.value.keyMetric);
  const values = valuesOf(key);
  const lower = directionOf(key) === 'lower';
  let best: number | undefined;
  for (const row of rows) {
    const value = numberAt(values, row);
    if (value === undefined || Number.isNaN(value)) continue;
    if (best === undefined || (lower ? value < best : value > best)) best = value;
  }
  return best;
}
