import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { bytesOf, type FrameColumn, has, numberAt, textAt } from '../../../model/frame/columns';
import {
  type ColumnInfo,
  type ColumnKey,
  type ColumnPart,
  columnRef,
  type ColumnRef,
  parseColumnRef,
  type RunRow,
} from '../../../model/frame/frame';
import { unpackColumn } from '../../../model/frame/packColumns';
import { unpackInfos } from '../../../model/frame/packInfos';
import { unpackRows } from '../../../model/frame/packRows';
import { type RunId } from '../../../model/ids';
import { type FrameSlice, type LoadedColumns } from '../contract/frameContract';

interface Frame {
  readonly revision: number;
  readonly rows: readonly RunRow[];
  readonly infos: readonly ColumnInfo[];
}

const frame = signal<Frame>({ revision: 0, rows: [], infos: [] });
const loaded = signal<ReadonlyMap<ColumnRef, FrameColumn>>(new Map());
/** What is on this side already; looking asks for nothing. */
export const columnsHere: ReadonlySignal<ReadonlyMap<ColumnRef, FrameColumn>> = loaded;

/** Revision of the runs that are here; 0: none yet. */
export const revision = computed(() => frame.value.revision);
/** Newest first. */
export const rows = computed(() => frame.value.rows);
export const infos = computed(() => frame.value.infos);
export const metricInfos = computed(() => infos.value.filter((info) => info.kind === 'metric'));
export const rowOf = computed<ReadonlyMap<RunId, number>>(
  () => new Map(rows.value.map((row, index) => [row.id, index])),
);
const infoByKey = computed<ReadonlyMap<string, ColumnInfo>>(
  () => new Map(infos.value.map((info) => [info.key, info])),
);

export function infoOf(key: string): ColumnInfo | undefined {
  return infoByKey.value.get(key);
}

export function rowFor(run: RunId | undefined): RunRow | undefined {
  const row = run === undefined ? undefined : rowOf.value.get(run);
  return row === undefined ? undefined : rows.value[row];
}

/** Everything that was ever asked for; a new revision brings it again. */
const asked = new Set<ColumnRef>();
let missing: ColumnRef[] = [];
let fetchColumns: (refs: readonly ColumnRef[]) => Promise<LoadedColumns | undefined> = () =>
  Promise.resolve(undefined);

/** Columns that nobody has looked at for so long are let go, and not brought with the next revision. */
const keepMs = 60_000;
/** Above so many bytes the columns that were looked at least recently are let go at once. */
export const keptBytes = 64 * 1024 * 1024;
/** Counts changes of what is here: whoever shows a column looks at it again after each of them. */
let turn = 0;
/** After which change each column was last looked at, and when that change was. */
const touched = new Map<ColumnRef, { readonly turn: number; readonly at: number }>();
let changedAt = 0;

function forget(ref: ColumnRef): void {
  touched.delete(ref);
  asked.delete(ref);
}

function letGo(now: number): void {
  for (const [ref, last] of touched) {
    if (last.turn !== turn && now - last.at >= keepMs) forget(ref);
  }
}

/** Only what nobody has looked at for two changes: what is in use stays, however much that is. */
function letGoUntilSmall(columns: Map<ColumnRef, FrameColumn>): void {
  let bytes = 0;
  for (const column of columns.values()) bytes += bytesOf(column);
  if (bytes <= keptBytes) return;
  const idle = [...columns.keys()].filter((ref) => turnOf(ref) < turn - 1);
  for (const ref of idle.sort((a, b) => turnOf(a) - turnOf(b))) {
    if (bytes <= keptBytes) return;
    bytes -= bytesOf(columns.get(ref));
    columns.delete(ref);
    forget(ref);
  }
}

function turnOf(ref: ColumnRef): number {
  return touched.get(ref)?.turn ?? -1;
}

/** Puts columns in place; those that were let go are left out. */
function show(columns: Iterable<readonly [ColumnRef, FrameColumn]>): void {
  const now = performance.now();
  letGo(now);
  const here = new Map([...columns].filter(([ref]) => asked.has(ref)));
  letGoUntilSmall(here);
  turn++;
  changedAt = now;
  loaded.value = here;
}

/** Who brings columns; asked for all that are missed in one turn together. */
export function bringColumnsWith(fetch: typeof fetchColumns): void {
  fetchColumns = fetch;
}

/**
 * Values of a column; undefined until they are here, or when there is no such column. Asking is what brings them, and
 * whoever asked in a component or a computed value is told when they come.
 */
export function column(key: ColumnKey, part: ColumnPart = 'last'): FrameColumn | undefined {
  const ref = columnRef(key, part);
  const found = loaded.value.get(ref);
  if (turnOf(ref) !== turn) touched.set(ref, { turn, at: changedAt });
  if (!found && !asked.has(ref) && infoOf(key)) {
    asked.add(ref);
    if (missing.length === 0) queueMicrotask(fetchMissing);
    missing.push(ref);
  }
  return found;
}

/** Undefined until the column is here, and where the row has no value. */
export function number(
  key: ColumnKey,
  row: number | undefined,
  part?: ColumnPart,
): number | undefined {
  return row === undefined ? undefined : numberAt(column(key, part), row);
}

export function text(key: ColumnKey, row: number | undefined): string | undefined {
  return row === undefined ? undefined : textAt(column(key), row);
}

export function hasValue(key: ColumnKey, row: number | undefined): boolean {
  return row !== undefined && has(column(key), row);
}

/** The columns to bring along with a new revision. */
export function columnsInUse(): ColumnRef[] {
  letGo(performance.now());
  return [...asked];
}

/** Puts a new revision in place at once: rows and values never disagree. */
export function useSlice(slice: FrameSlice): void {
  frame.value = {
    revision: slice.revision,
    rows: unpackRows(slice.rows),
    infos: unpackInfos(slice.infos),
  };
  show(unpacked(slice));
  // What is not there now may come with a later revision.
  for (const ref of asked) {
    const key = parseColumnRef(ref)?.key;
    if (key === undefined || !infoOf(key)) asked.delete(ref);
  }
}

function unpacked({ columns }: LoadedColumns): [ColumnRef, FrameColumn][] {
  return columns.map(([ref, column]) => [ref, unpackColumn(column)]);
}

function fetchMissing(): void {
  const refs = missing;
  missing = [];
  fetchColumns(refs).then(
    (answer) => {
      // Columns of another revision come again with that revision.
      if (answer?.revision !== frame.peek().revision) return;
      show([...loaded.peek(), ...unpacked(answer)]);
    },
    () => {
      for (const ref of refs) asked.delete(ref);
    },
  );
}
