import { batch, computed, signal } from '@preact/signals';
import { type RunId } from '../../../../model/ids';
import { type FieldKey } from '../../../../model/query/query';
import { rowOf, rows } from '../data';
import { announced, focused, order, selected, selectedRuns } from '../model';
import { columns } from './columns';
import { lines } from './lines';

/** The cell that the keys are at, for `aria-activedescendant`. */
export const activeCellId = 'active-cell';

/** The column that the keys are at. */
export const focusedColumn = signal<FieldKey>('run.name');
/** The keys are at the head of the table. */
export const headFocused = signal(false);
/** The keys are at the head of this group of rows. */
const atGroup = signal<{ readonly label: string; readonly run: RunId | undefined } | undefined>(
  undefined,
);
/** Another run that is focused from elsewhere takes the keys away from the group. */
export const focusedGroup = computed(() =>
  atGroup.value?.run === focused.value ? atGroup.value?.label : undefined,
);

/** −1 is the name. */
export const focusedIndex = computed(() =>
  columns.value.findIndex((column) => column.key === focusedColumn.value),
);

/** Line of the table that the keys are at; −1: none. */
export function focusedLine(): number {
  const { at, groups } = lines.value;
  const label = focusedGroup.value;
  if (label !== undefined) {
    const group = groups.findIndex((one) => one.label === label);
    return group < 0 ? -1 : at.indexOf(-1 - group);
  }
  const row = focused.value === undefined ? undefined : rowOf.value.get(focused.value);
  return row === undefined ? -1 : at.indexOf(row);
}

export function focusLine(line: number): void {
  const { at, groups } = lines.value;
  const row = at[line];
  if (row === undefined) return;
  const group = row < 0 ? groups[-1 - row] : undefined;
  batch(() => {
    headFocused.value = false;
    if (group) atGroup.value = { label: group.label, run: focused.value };
    else focusRun(rows.value[row]?.id);
  });
}

export function focusRun(run: RunId | undefined): void {
  atGroup.value = undefined;
  focused.value = run;
}

let anchor: RunId | undefined;
/** What was selected before the range that is being drawn. */
let before: readonly RunId[] = [];

/** Where ranges start from now on. */
export function startRange(run: RunId | undefined): void {
  anchor = run;
  before = selected.value;
}

/** Selects all rows from where the range started up to this one; what the range had before is let go. */
export function selectRange(to: RunId): void {
  if (anchor === undefined || !rowOf.value.has(anchor)) startRange(focused.value ?? to);
  const ids = Array.from(lines.value.at, (row) => (row < 0 ? undefined : rows.value[row]?.id));
  const [one, other] = [ids.indexOf(anchor), ids.indexOf(to)];
  if (one < 0 || other < 0) return;
  const range = ids
    .slice(Math.min(one, other), Math.max(one, other) + 1)
    .filter((run) => run !== undefined);
  selected.value = [...new Set([...before, ...range])];
  announced.value = `${selected.value.length} selected`;
}

/** Selects everything that matches; nothing when all of it was selected. */
export function selectAllMatching(): void {
  const all = Array.from(order.value, (row) => rows.value[row]?.id).filter(
    (run) => run !== undefined,
  );
  const every = all.length > 0 && all.every((run) => selectedRuns.value.has(run));
  selected.value = every ? [] : [...new Set([...selected.value, ...all])];
  announced.value = `${selected.value.length} selected`;
}
