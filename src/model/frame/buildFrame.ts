import { betterDirection } from '../compare';
import { numbersOf } from '../distribution';
import { branchOf, commitOf, type Metric, type NamedValue, type Run } from '../run';
import { type FrameColumn, type NumberColumn, type TextColumn } from './columns';
import {
  type ColumnInfo,
  columnKey,
  type ColumnKind,
  type ColumnPart,
  columnRef,
  type RunFrame,
  type RunRow,
} from './frame';

export interface FrameRun {
  readonly run: Run;
  readonly experiment: string;
  readonly version: string | undefined;
}

export function buildFrame(runs: readonly FrameRun[]): RunFrame {
  const values = new Map<string, FrameColumn>();
  const columns: ColumnInfo[] = [];
  const addTexts = (kind: ColumnKind, lists: readonly (readonly NamedValue[])[]): void => {
    for (const [name, column] of textColumns(lists)) {
      const key = columnKey(kind, name);
      values.set(columnRef(key), column);
      columns.push({ key, kind, name, ...describeTexts(column, runs.length) });
    }
  };
  addTexts(
    'param',
    runs.map(({ run }) => run.params),
  );
  for (const [name, metric] of metricColumns(runs.map(({ run }) => run))) {
    const key = columnKey('metric', name);
    for (const [part, column] of metric.parts) values.set(columnRef(key, part), column);
    columns.push({ key, kind: 'metric', name, ...describeMetric(name, metric, runs.length) });
  }
  addTexts(
    'tag',
    runs.map(({ run }) => run.tags),
  );
  return { rows: runs.map(toRow), columns, column: (ref) => values.get(ref) };
}

function toRow({ run, experiment, version }: FrameRun): RunRow {
  return {
    id: run.id,
    iid: run.iid,
    eid: run.eid,
    name: run.name,
    status: run.status,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    author: run.creator?.name,
    experimentId: run.experimentId,
    experiment,
    branch: branchOf(run),
    commit: commitOf(run),
    job: run.job && { id: run.job.id, status: run.job.status },
    hasArtifacts: run.packageId !== undefined,
    version,
    webUrl: run.webUrl,
  };
}

function textColumns(lists: readonly (readonly NamedValue[])[]): [string, TextColumn][] {
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
  return [...growing].sort(byName).map(([name, { rows, codes, dictionary }]) => [
    name,
    {
      kind: 'text',
      rows: rowsOf(rows, lists.length),
      codes: Uint32Array.from(codes),
      dictionary: [...dictionary.keys()],
    },
  ]);
}

function describeTexts(
  column: TextColumn,
  rows: number,
): Pick<ColumnInfo, 'count' | 'uniform' | 'min' | 'max' | 'direction' | 'history'> {
  const numbers = numbersOf(column.dictionary) ?? [];
  return {
    count: column.codes.length,
    uniform: column.codes.length === rows && column.dictionary.length === 1,
    ...rangeOf(numbers),
    direction: 'unknown',
    history: false,
  };
}

interface MetricColumns {
  readonly parts: ReadonlyMap<ColumnPart, NumberColumn>;
  readonly history: boolean;
}

function metricColumns(runs: readonly Run[]): [string, MetricColumns][] {
  const growing = new Map<string, { rows: number[]; metrics: Metric[]; history: boolean }>();
  runs.forEach((run, row) => {
    for (const metric of run.metrics) {
      let column = growing.get(metric.name);
      if (!column) growing.set(metric.name, (column = { rows: [], metrics: [], history: false }));
      column.rows.push(row);
      column.metrics.push(metric);
      column.history ||= metric.points.length > 1 || !run.historyComplete;
    }
  });
  return [...growing].sort(byName).map(([name, { rows: found, metrics, history }]) => {
    const rows = rowsOf(found, runs.length);
    const column = (of: (metric: Metric) => number): NumberColumn => ({
      kind: 'number',
      rows,
      values: Float64Array.from(metrics, of),
    });
    const last = column((metric) => metric.latest.value);
    const parts = new Map<ColumnPart, NumberColumn>([
      ['last', last],
      ['min', history ? column((metric) => extreme(metric, Math.min)) : last],
      ['max', history ? column((metric) => extreme(metric, Math.max)) : last],
      ['points', column((metric) => metric.points.length)],
    ]);
    return [name, { parts, history }];
  });
}

/** Of the finite points; the latest value when none is finite. */
function extreme(metric: Metric, of: (a: number, b: number) => number): number {
  const finite = metric.points.map((point) => point.value).filter(Number.isFinite);
  return finite.length === 0 ? metric.latest.value : finite.reduce((a, b) => of(a, b));
}

function describeMetric(
  name: string,
  { parts, history }: MetricColumns,
  rows: number,
): Pick<ColumnInfo, 'count' | 'uniform' | 'min' | 'max' | 'direction' | 'history'> {
  const values = parts.get('last')?.values ?? new Float64Array();
  return {
    count: values.length,
    uniform: values.length === rows && values.every((value) => Object.is(value, values[0])),
    ...rangeOf(values),
    direction: betterDirection(name),
    history,
  };
}

function rowsOf(rows: readonly number[], all: number): Uint32Array | undefined {
  return rows.length === all ? undefined : Uint32Array.from(rows);
}

function rangeOf(values: Iterable<number>): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return min <= max ? { min, max } : { min: Number.NaN, max: Number.NaN };
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}
