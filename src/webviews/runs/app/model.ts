import { computed, signal } from '@preact/signals';
import { type RunId } from '../../../model/ids';
import {
  emptyTable,
  type MetricColumn,
  type RunTable,
  type TextColumn,
} from '../../../model/runTable';
import { baselineMark, runMark, type RunMark } from '../../../model/runColors';
import { type RunsState } from '../contract';

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
  table: emptyTable,
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
export const filter = signal('');
export const sort = signal<Sort | undefined>(undefined);
export const selected = signal<readonly RunId[]>([]);
export const focused = signal<RunId | undefined>(undefined);
export const differing = signal(false);
export const chartsShown = signal(true);
export const chartMetric = signal<string | undefined>(undefined);
export const smoothing = signal(0);
export const announced = signal('');

export const table = computed<RunTable>(() => state.value.table);
export const rowOf = computed(() => new Map(table.value.rows.map((row, index) => [row.id, index])));
export const baselineRow = computed(() => {
  const { baseline } = state.value;
  return baseline === undefined ? undefined : rowOf.value.get(baseline);
});

export type Column =
  | { readonly kind: 'run'; readonly key: string; readonly name: string; readonly width: number }
  | {
      readonly kind: 'param' | 'tag';
      readonly key: string;
      readonly name: string;
      readonly width: number;
      readonly column: TextColumn;
    }
  | {
      readonly kind: 'metric';
      readonly key: string;
      readonly name: string;
      readonly width: number;
      readonly column: MetricColumn;
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
  const { params, metrics, tags, rows } = table.value;
  const only = differing.value && rows.length > 1;
  const text = (kind: 'param' | 'tag', list: readonly TextColumn[]): Column[] =>
    list
      .filter((column) => !(only && column.uniform))
      .map((column) => ({
        kind,
        key: `${kind}.${column.name}`,
        name: column.name,
        width: widthOf(column.name, 84),
        column,
      }));
  const hasBaseline = baselineRow.value !== undefined;
  const byKey = [...metrics].sort(
    (a, b) => Number(b.name === state.value.keyMetric) - Number(a.name === state.value.keyMetric),
  );
  return [
    ...runColumns,
    ...byKey.map((column): Column => ({
      kind: 'metric',
      key: `metric.${column.name}`,
      name: column.name,
      width: widthOf(column.name, hasBaseline ? 190 : 118),
      column,
    })),
    ...text('param', params),
    ...text(
      'tag',
      tags.filter((column) => !hiddenTags.test(column.name)),
    ),
  ];
});

/** Rows of the table in the order shown: what matches the filter, sorted. */
export const order = computed<readonly number[]>(() => {
  const { rows } = table.value;
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const all = rows.map((_row, index) => index);
  const found = words.length === 0 ? all : all.filter((row) => matches(row, words));
  const by = sort.value;
  return by ? sortRows(found, by) : found;
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
          .map((row) => table.value.rows[row]?.id)
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
export function cellText(row: number, column: Column): string | undefined {
  const head = table.value.rows[row];
  if (!head) return undefined;
  switch (column.kind) {
    case 'run':
      switch (column.key) {
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
      return column.column.values[row];
    case 'metric':
      return column.column.has[row] === 1 ? String(column.column.latest[row]) : undefined;
  }
}

function matches(row: number, words: readonly string[]): boolean {
  const head = table.value.rows[row];
  const { params, tags } = table.value;
  const text = [
    head?.name,
    head?.branch,
    head?.commit,
    head?.status,
    head?.version,
    ...params.map((column) => column.values[row]),
    ...tags.map((column) => column.values[row]),
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

function sortRows(rows: readonly number[], { key, descending }: Sort): number[] {
  const sign = descending ? -1 : 1;
  const metric = table.value.metrics.find((column) => `metric.${column.name}` === key);
  if (metric) {
    return [...rows].sort((a, b) => {
      const missing = (metric.has[b] ?? 0) - (metric.has[a] ?? 0);
      if (missing !== 0 || metric.has[a] !== 1) return missing || a - b;
      return compareNumbers(metric.latest[a] ?? 0, metric.latest[b] ?? 0, sign) || a - b;
    });
  }
  const column = columns.value.find((one) => one.key === key);
  const text = (row: number): string | undefined =>
    key === 'run.name' ? table.value.rows[row]?.name : column && cellText(row, column);
  const texts = new Map(rows.map((row) => [row, text(row)]));
  return [...rows].sort((a, b) => {
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
