import { computed, signal } from '@preact/signals';
import { type Direction } from '../../../model/compare';
import { type ColumnKey } from '../../../model/frame/frame';
import { sortRows } from '../../../model/frame/sort';
import { type RunId } from '../../../model/ids';
import { baselineMark, runMark, type RunMark } from '../../../model/runColors';
import { type RunsState } from '../contract';
import { infoOf, rowOf, rows } from './data';
import { kept } from './kept';
import { matching, querySort } from './query/queryState';
import { hiddenRuns } from './table/personal';
import { sorts } from './table/sorting';
import { valuesOf } from './table/values';

export type View =
  | { readonly kind: 'table' }
  | { readonly kind: 'compare'; readonly runs: readonly RunId[] }
  | { readonly kind: 'promote'; readonly run: RunId };

const start: RunsState = {
  opened: { places: [], title: '' },
  title: '',
  project: '',
  revision: 0,
  readAt: undefined,
  loading: true,
  progress: undefined,
  problem: undefined,
  notes: [],
  keyMetric: '',
  baseline: undefined,
  models: [],
  page: { number: 0, kind: 'table' },
};

export const state = signal<RunsState>(start);
export const view = signal<View>({ kind: 'table' });
/** In the order in which they were selected. */
export const selected = signal<readonly RunId[]>([]);
/** The run that keys and details mean. */
export const focused = signal<RunId | undefined>(undefined);
/** The run under the pointer, in the table or in a chart. */
export const hovered = signal<RunId | undefined>(undefined);
export const chartsShown = signal(true);
export const chartMetric = signal<string | undefined>(undefined);
/** Of the curves, from 0: as they are. */
export const smoothing = computed(() => kept.value.smoothing ?? 0);
export const announced = signal('');

export const baselineRow = computed(() => {
  const { baseline } = state.value;
  return baseline === undefined ? undefined : rowOf.value.get(baseline);
});

const nowhere = -1;

/** Rows in the order that is asked for: what matches the query, without hidden runs, sorted. */
export const arranged = computed<Uint32Array>(() => {
  const hidden = hiddenRuns.value;
  const found =
    hidden.size === 0
      ? matching.value
      : Array.from(matching.value, (row) =>
          hidden.has(rows.value[row]?.id as RunId) ? nowhere : row,
        ).filter((row) => row !== nowhere);
  const by = sorts.value.length > 0 ? sorts.value : (querySort.value ?? []);
  return sortRows(
    found,
    by.flatMap(({ key, part, descending }) => {
      const column = valuesOf(key, part);
      return column ? [{ column, descending }] : [];
    }),
  );
});

/** Keeps the runs where they are while somebody works on them; undefined: they stand as they are arranged. */
export const held = signal<readonly RunId[] | undefined>(undefined);

/** Rows of the table in the order shown. */
export const order = computed<Uint32Array>(() => {
  const ids = held.value;
  if (!ids) return arranged.value;
  const there = rowOf.value;
  const kept = ids.map((id) => there.get(id)).filter((row) => row !== undefined);
  return Uint32Array.from(kept);
});

export const selectedRuns = computed<ReadonlySet<RunId>>(() => new Set(selected.value));

const chartedWithoutSelection = 6;

/** Runs whose curves are drawn beside the table: those selected, else the first ones; and the baseline. */
export const charted = computed<readonly RunId[]>(() => {
  const { baseline } = state.value;
  const chosen =
    selected.value.length > 0
      ? selected.value
      : Array.from(
          order.value.subarray(0, chartedWithoutSelection),
          (row) => rows.value[row]?.id,
        ).filter((run) => run !== undefined);
  return baseline !== undefined && rowOf.value.has(baseline) && !chosen.includes(baseline)
    ? [...chosen, baseline]
    : chosen;
});

/** Colour and shape of every run that is selected or drawn; the same wherever the run is shown. */
export const marks = computed<ReadonlyMap<RunId, RunMark>>(() => {
  const map = new Map<RunId, RunMark>();
  const { baseline } = state.value;
  charted.value
    .filter((run) => run !== baseline)
    .forEach((run, index) => map.set(run, runMark(index)));
  if (baseline !== undefined) map.set(baseline, baselineMark);
  return map;
});

/** The run that Promote means: the focused one, else the only one that is selected. */
export const promotable = computed(() =>
  focused.value !== undefined && rowOf.value.has(focused.value)
    ? focused.value
    : selected.value.length === 1
      ? selected.value[0]
      : undefined,
);

/** Which way a column should move: what the user said of the metric, else what its name suggests. */
export function directionOf(key: ColumnKey): Direction {
  const info = infoOf(key);
  const { directions } = kept.value;
  const said =
    info?.kind === 'metric' && Object.hasOwn(directions, info.name)
      ? directions[info.name]
      : undefined;
  return said ?? info?.direction ?? 'unknown';
}

export function toggleSelected(run: RunId): void {
  const now = selected.value;
  selected.value = selectedRuns.value.has(run) ? now.filter((one) => one !== run) : [...now, run];
  announced.value = `${selected.value.length} selected`;
}
