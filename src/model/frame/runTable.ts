import { type Metric, type NamedValue, type Run } from '../run';
import { type NumberColumn, numberAt, type TextColumn, textAt } from './columns';
import { type ColumnStats, metricStats, textStats } from './columnStats';

/** What a run is, apart from its params, metrics and tags. */
export type RunHead = Omit<Run, 'params' | 'metrics' | 'tags'>;

/** Runs as columns; row n of every column belongs to head n. Never changed: a change makes a new table. */
export interface RunTable {
  readonly heads: readonly RunHead[];
  /** All three sorted by name. */
  readonly params: ReadonlyMap<string, TextValues>;
  readonly tags: ReadonlyMap<string, TextValues>;
  readonly metrics: ReadonlyMap<string, MetricValues>;
}

export interface TextValues {
  readonly column: TextColumn;
  readonly stats: ColumnStats;
}

/** One metric of the runs that have it; all arrays are as long as `last`. */
export interface MetricValues {
  /** See `FrameColumn`. */
  readonly rows: Uint32Array | undefined;
  /** As logged last, whatever the step. */
  readonly last: Float64Array;
  /** Step of the last point; undefined: 0 everywhere. */
  readonly steps: Float64Array | undefined;
  /** Of the finite points; the same array as `last` where no run has more than one point. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** How many points were logged; undefined: one each. */
  readonly points: Uint32Array | undefined;
  readonly stats: ColumnStats;
}

export const emptyTable: RunTable = {
  heads: [],
  params: new Map(),
  tags: new Map(),
  metrics: new Map(),
};

/** In the order given. */
export function tableOf(runs: readonly Run[]): RunTable {
  return {
    heads: runs.map(headOf),
    params: textColumns(runs.map((run) => run.params)),
    tags: textColumns(runs.map((run) => run.tags)),
    metrics: metricColumns(runs),
  };
}

/** The run of a row again; its metrics have the last point only, and the number of points is in the table. */
export function runAt(table: RunTable, row: number): Run | undefined {
  const head = table.heads[row];
  if (!head) return undefined;
  const metrics = metricsAt(table, row);
  return {
    ...head,
    params: textsAt(table.params, row),
    tags: textsAt(table.tags, row),
    metrics: metrics.map((metric) => ({
      name: metric.name,
      latest: metric.latest,
      points: [metric.latest],
    })),
    historyComplete: head.historyComplete && metrics.every((metric) => metric.count === 1),
  };
}

/** How many points of a metric a run has; undefined without any. */
export function pointCount(table: RunTable, row: number, metric: string): number | undefined {
  const values = table.metrics.get(metric);
  return values && numberAt(pointsColumn(values), row);
}

export function pointsColumn({ rows, last, points }: MetricValues): NumberColumn {
  const values = points ? Float64Array.from(points) : new Float64Array(last.length).fill(1);
  return { kind: 'number', rows, values };
}

function headOf(run: Run): RunHead {
  const { params: _params, metrics: _metrics, tags: _tags, ...head } = run;
  return head;
}

function textsAt(columns: RunTable['params'], row: number): NamedValue[] {
  const found: NamedValue[] = [];
  for (const [name, { column }] of columns) {
    const value = textAt(column, row);
    if (value !== undefined) found.push({ name, value });
  }
  return found;
}

function metricsAt(
  table: RunTable,
  row: number,
): { name: string; latest: { value: number; step: number }; count: number }[] {
  const found: ReturnType<typeof metricsAt> = [];
  for (const [name, values] of table.metrics) {
    const { rows, last, steps, points } = values;
    const value = numberAt({ kind: 'number', rows, values: last }, row);
    if (value === undefined) continue;
    const step = steps ? (numberAt({ kind: 'number', rows, values: steps }, row) ?? 0) : 0;
    const count = points ? (pointCount(table, row, name) ?? 1) : 1;
    found.push({ name, latest: { value, step }, count });
  }
  return found;
}

function textColumns(lists: readonly (readonly NamedValue[])[]): Map<string, TextValues> {
  const growing = new Map<
    string,
    { rows: number[]; codes: number[]; dictionary: Map<string, number> }
  >();
  lists.forEach((list, row) => {
    for (const { name, value } of list) {
      let column = growing.get(name);
      if (!column) growing.set(name, (column = { rows: [], codes: [], dictionary: new Map() }));
      let code = column.dictionary.get(value);
      if (code === undefined) column.dictionary.set(value, (code = column.dictionary.size));
      // A name that a run has twice counts once, as the last one says.
      if (column.rows.at(-1) === row) column.codes.pop();
      else column.rows.push(row);
      column.codes.push(code);
    }
  });
  return sortedMap(growing, ({ rows, codes, dictionary }) => {
    const column: TextColumn = {
      kind: 'text',
      rows: rowsOf(rows, lists.length),
      codes: Uint32Array.from(codes),
      dictionary: [...dictionary.keys()],
    };
    return { column, stats: textStats(column, lists.length) };
  });
}

function metricColumns(runs: readonly Run[]): Map<string, MetricValues> {
  const growing = new Map<string, { rows: number[]; metrics: Metric[]; partly: boolean }>();
  runs.forEach((run, row) => {
    for (const metric of run.metrics) {
      let column = growing.get(metric.name);
      if (!column) growing.set(metric.name, (column = { rows: [], metrics: [], partly: false }));
      column.rows.push(row);
      column.metrics.push(metric);
      column.partly ||= !run.historyComplete;
    }
  });
  return sortedMap(growing, ({ rows: found, metrics, partly }) => {
    const rows = rowsOf(found, runs.length);
    const several = metrics.some((metric) => metric.points.length > 1);
    const last = Float64Array.from(metrics, (metric) => metric.latest.value);
    const extremes = (of: (a: number, b: number) => number): Float64Array =>
      several ? Float64Array.from(metrics, (metric) => extreme(metric, of)) : last;
    return {
      rows,
      last,
      steps: metrics.some((metric) => metric.latest.step !== 0)
        ? Float64Array.from(metrics, (metric) => metric.latest.step)
        : undefined,
      min: extremes(Math.min),
      max: extremes(Math.max),
      points: several ? Uint32Array.from(metrics, (metric) => metric.points.length) : undefined,
      stats: metricStats(last, runs.length, several || partly),
    };
  });
}

/** Of the finite points; the latest value when none is finite. */
function extreme(metric: Metric, of: (a: number, b: number) => number): number {
  let best = Number.NaN;
  for (const { value } of metric.points) {
    if (Number.isFinite(value)) best = Number.isNaN(best) ? value : of(best, value);
  }
  return Number.isNaN(best) ? metric.latest.value : best;
}

function rowsOf(rows: readonly number[], all: number): Uint32Array | undefined {
  return rows.length === all ? undefined : Uint32Array.from(rows);
}

function sortedMap<T, R>(map: ReadonlyMap<string, T>, to: (value: T) => R): Map<string, R> {
  const sorted = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sorted.map(([name, value]) => [name, to(value)]));
}
