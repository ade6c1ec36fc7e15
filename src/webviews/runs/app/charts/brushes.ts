import { computed, signal } from '@preact/signals';
import { type AxisBrush, brushClauses, brushedRows } from '../../../../model/charts/brush';
import { type RunId } from '../../../../model/ids';
import { rows } from '../data';
import { addToQuery, matching } from '../query/queryState';
import { dimension } from './columnsOf';

/** What is brushed on the axes of the parallel coordinates; shared by all charts and the table. */
export const brushes = signal<readonly AxisBrush[]>([]);

/** Matching rows inside of the brushes; undefined when nothing is brushed. */
export const brushed = computed(() => brushedRows(matching.value, brushes.value, dimension));

export const brushedRuns = computed<ReadonlySet<RunId> | undefined>(() => {
  const found = brushed.value;
  return found && new Set(found.flatMap((row) => rows.value[row]?.id ?? []));
});

export function setBrush(brush: AxisBrush): void {
  const others = brushes.peek().filter(({ key }) => key !== brush.key);
  const empty = brush.ranges.length === 0 && !brush.missing;
  brushes.value = empty ? others : [...others, brush];
}

export function brushOf(key: AxisBrush['key']): AxisBrush {
  return brushes.value.find((brush) => brush.key === key) ?? { key, ranges: [], missing: false };
}

/** Puts the brushes into the query and takes them off the axes. */
export function brushesToQuery(): void {
  const clauses = brushClauses(brushes.peek(), dimension);
  if (clauses.length > 0) addToQuery(clauses.join(' and '));
  brushes.value = [];
}
