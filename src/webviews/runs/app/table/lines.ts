import { computed } from '@preact/signals';
import { type FieldKey } from '../../../../model/query/query';
import {
  allFolded,
  type FoldTest,
  foldTest,
  noFolds,
  type RowFolds,
  turnFold,
} from '../../../../model/rowFolds';
import { keep, kept } from '../kept';
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

const folds = computed<RowFolds>(() => {
  const said = kept.value.folds;
  return said && said.by === layout.value.groupBy ? said : noFolds;
});
/** Which groups, by their labels, have their rows folded away. */
export const folded = computed<FoldTest>(() => foldTest(folds.value));

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
  keepFolds(turnFold(folds.peek(), label));
}

export function foldAll(fold: boolean): void {
  keepFolds(fold ? allFolded : noFolds);
}

function keepFolds({ others, turned }: RowFolds): void {
  const by = layout.peek().groupBy;
  if (by !== undefined) keep({ folds: { by, others, turned } });
}

/** Gathers the runs by the values of a column; undefined: they stand one after the other. */
export function groupRowsBy(key: FieldKey | undefined): void {
  changeLayout({ groupBy: key });
}
