import { batch, computed, signal } from '@preact/signals';
import { type FieldKey } from '../../../../model/query/query';
import { order } from '../model';
import { bestOf } from './keyMetric';
import { changeLayout, layout } from './layout';
import { shownText, valuesOf } from './values';

export interface RowGroup {
  readonly label: string;
  readonly count: number;
  /** The best of the key metric in the group; undefined when no run has it. */
  readonly best: number | undefined;
}

const noValue = '–';

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
      const label = shownText(groupBy, values, row) ?? noValue;
      const list = members.get(label);
      if (list) list.push(row);
      else members.set(label, [row]);
    }
    const at: number[] = [];
    const groups = [...members].map(([label, rows], index): RowGroup => {
      at.push(-1 - index);
      if (!folded.value.has(label)) for (const row of rows) at.push(row);
      return { label, count: rows.length, best: bestOf(rows)?.value };
    });
    return { at: Int32Array.from(at), groups };
  },
);

export function toggleFolded(label: string): void {
  const next = new Set(folded.value);
  if (!next.delete(label)) next.add(label);
  folded.value = next;
}

export function foldAll(fold: boolean): void {
  folded.value = new Set(fold ? lines.peek().groups.map(({ label }) => label) : []);
}

/** Gathers the runs by the values of a column; undefined: they stand one after the other. */
export function groupRowsBy(key: FieldKey | undefined): void {
  batch(() => {
    folded.value = new Set();
    changeLayout({ groupBy: key });
  });
}
