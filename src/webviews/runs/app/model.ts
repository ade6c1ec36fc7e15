import { computed, signal } from '@preact/signals';
import { type Direction } from '../../../model/compare';
import { type RunId } from '../../../model/ids';
import { has, numberAt } from '../../../model/frame/columns';
import { type ColumnInfo, type ColumnKey } from '../../../model/frame/frame';
import { baselineMark, runMark, type RunMark } from '../../../model/runColors';
import { type RunsState } from '../contract';
import { column, infoOf, infos, rowOf, rows, text } from './data';
import { kept } from './kept';
import { matching } from './query/queryState';

/** What is sorted by: a column's key, see `columnKey`. */
export interface Sort {
  readonly key: string;
  readonly descending: boolean;
}

export type View =
  | { readonly kind: 'table' }
  | { readonly kind: 'compare'; readonly runs: readonly RunId[] }
  | { readonly kind: 'promote'; readonly run: RunId };

const start: RunsState = {
  title: '',
  project: '',
  revision: 0,
  readAt: undefined,
  loading: true,
  progress: undefined,
  problem: undefined,
  keyMetric: '',
  baseline: undefined,
  models: [],
  page: { number: 0, kind: 'table' },
};

export const state = signal<RunsState>(start);
export const view = signal<View>({ kind: 'table' });
export const sort = signal<Sort | undefined>(undefined);
export const selected = signal<readonly RunId[]>([]);
export const focused = signal<RunId | undefined>(undefined);
/** The run under the pointer, in the table or in a chart. */
export const hovered = signal<RunId | undefined>(undefined);
export const differing = signal(false);
export const chartsShown = signal(true);
export const chartMetric = signal<string | undefined>(undefined);
export const smoothing = signal(0);
export const announced = signal('');

export const baselineRow = computed(() => {
  const { baseline } = state.value;
  return baseline === undefined ? undefined : rowOf.value.get(baseline);
});

export type Column =
  | { readonly kind: 'run'; readonly key: string; readonly name: string; readonly width: number }
  | {
      readonly kind: 'param' | 'tag' | 'metric';
      readonly key: ColumnKey;
      readonly name: string;
      readonly width: number;
      readonly info: ColumnInfo;
    };

const runColumns: readonly Column[] = [
  { kind: 'run', key: 'run.branch', name: 'branch', width: 150 },
  { kind: 'run', key: 'run.commit', name: 'commit', width: 84 },
  { kind: 'run', key: 'run.job', name: 'job', width: 66 },
  { kind: 'run', key: 'run.created', name: 'created', width: 100 },
];

/** Tags that the columns of a run say already. */
export const hiddenTags = /^(gitlab\.|mlflow\.)/;

export const columns = computed<readonly Column[]>(() => {
  const only = differing.value && rows.value.length > 1;
  const hasBaseline = baselineRow.value !== undefined;
  const listed = (kind: ColumnInfo['kind'], least: number): Column[] =>
    infos.value
      .filter((info) => info.kind === kind)
      .filter((info) => kind !== 'tag' || !hiddenTags.test(info.name))
      .filter((info) => kind === 'metric' || !(only && info.uniform))
      .map((info) => ({
        kind,
        key: info.key,
        name: info.name,
        width: widthOf(info.name, least),
        info,
      }));
  const metrics = listed('metric', hasBaseline ? 190 : 118).sort(
    (a, b) => Number(b.name === state.value.keyMetric) - Number(a.name === state.value.keyMetric),
  );
  return [...runColumns, ...metrics, ...listed('param', 84), ...listed('tag', 84)];
});

/** Rows of the table in the order shown: what matches the query, sorted. */
export const order = computed<readonly number[]>(() => {
  const found = matching.value;
  const by = sort.value;
  return by ? sortRows([...found], by) : [...found];
});

const chartedWithoutSelection = 6;

/** Runs whose curves are drawn beside the table: those selected, else the first ones; and the baseline. */
export const charted = computed<readonly RunId[]>(() => {
  const { baseline } = state.value;
  const chosen =
    selected.value.length > 0
      ? selected.value
      : order.value
          .slice(0, chartedWithoutSelection)
          .map((row) => rows.value[row]?.id)
          .filter((run) => run !== undefined);
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
  selected.value = now.includes(run) ? now.filter((one) => one !== run) : [...now, run];
  announced.value = `${selected.value.length} selected`;
}

export function sortBy(key: string): void {
  const now = sort.value;
  if (now?.key !== key)
    sort.value = { key, descending: key.startsWith('metric.') || key === 'run.created' };
  else sort.value = { key, descending: !now.descending };
}

/** The text of a cell as it is searched and copied. */
export function cellText(row: number, of: Column): string | undefined {
  const head = rows.value[row];
  if (!head) return undefined;
  switch (of.kind) {
    case 'run':
      switch (of.key) {
        case 'run.branch':
          return head.branch;
        case 'run.commit':
          return head.commit?.slice(0, 7);
        case 'run.job':
          return head.job && `#${head.job.id}`;
        default:
          return new Date(head.createdAt).toISOString();
      }
    case 'param':
    case 'tag':
      return text(of.key, row);
    case 'metric': {
      const value = numberAt(column(of.key), row);
      return value === undefined ? undefined : String(value);
    }
  }
}

function sortRows(some: readonly number[], { key, descending }: Sort): number[] {
  const sign = descending ? -1 : 1;
  const by = columns.value.find((one) => one.key === key);
  if (by?.kind === 'metric') {
    const values = column(by.key);
    return [...some].sort((a, b) => {
      const missing = Number(has(values, b)) - Number(has(values, a));
      if (missing !== 0 || !has(values, a)) return missing || a - b;
      return compareNumbers(numberAt(values, a) ?? 0, numberAt(values, b) ?? 0, sign) || a - b;
    });
  }
  const textIn = (row: number): string | undefined =>
    key === 'run.name' ? rows.value[row]?.name : by && cellText(row, by);
  const texts = new Map(some.map((row) => [row, textIn(row)]));
  return [...some].sort((a, b) => {
    const [x, y] = [texts.get(a), texts.get(b)];
    if (x === undefined || y === undefined)
      return Number(x === undefined) - Number(y === undefined) || a - b;
    return sign * x.localeCompare(y, 'en', { numeric: true }) || a - b;
  });
}

/** NaN goes last whichever way it is sorted. */
function compareNumbers(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}

function widthOf(name: string, least: number): number {
  return Math.max(least, Math.min(220, name.length * 7.4 + 30));
}
