import { betterDirection, type Direction } from './compare';
import { type JobId, type RunId } from './ids';
import { type CiStatus } from './pipeline';
import { branchOf, commitOf, type Run, type RunStatus } from './run';

/** Runs as columns: what a page of runs shows. Row n of every column belongs to run n. */
export interface RunTable {
  readonly rows: readonly RunRow[];
  readonly params: readonly TextColumn[];
  readonly metrics: readonly MetricColumn[];
  readonly tags: readonly TextColumn[];
}

export interface RunRow {
  readonly id: RunId;
  readonly iid: number;
  readonly name: string;
  readonly status: RunStatus;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly author: string | undefined;
  readonly experiment: string;
  readonly branch: string | undefined;
  readonly commit: string | undefined;
  readonly job: { readonly id: JobId; readonly status: CiStatus } | undefined;
  readonly hasArtifacts: boolean;
  /** `loan-prediction-demo 0.1.0` when the run was promoted. */
  readonly version: string | undefined;
  readonly webUrl: string;
}

export interface TextColumn {
  readonly name: string;
  readonly values: readonly (string | undefined)[];
  /** Every run has the same value. */
  readonly uniform: boolean;
}

export interface MetricColumn {
  readonly name: string;
  readonly direction: Direction;
  /** Latest value per run; only where `has` is 1 it means something (NaN may be logged). */
  readonly latest: Float64Array;
  readonly has: Uint8Array;
  /** Of the finite values; NaN when there is none. */
  readonly min: number;
  readonly max: number;
  /** True when some run has more than one point. */
  readonly hasHistory: boolean;
}

export interface TableRun {
  readonly run: Run;
  readonly experiment: string;
  readonly version: string | undefined;
}

export function buildRunTable(runs: readonly TableRun[]): RunTable {
  return {
    rows: runs.map(toRow),
    params: textColumns(runs.map(({ run }) => run.params)),
    tags: textColumns(runs.map(({ run }) => run.tags)),
    metrics: metricColumns(runs.map(({ run }) => run)),
  };
}

export const emptyTable: RunTable = { rows: [], params: [], metrics: [], tags: [] };

function toRow({ run, experiment, version }: TableRun): RunRow {
  return {
    id: run.id,
    iid: run.iid,
    name: run.name,
    status: run.status,
    createdAt: run.createdAt,
    author: run.creator?.name,
    experiment,
    branch: branchOf(run),
    commit: commitOf(run),
    job: run.job && { id: run.job.id, status: run.job.status },
    hasArtifacts: run.packageId !== undefined,
    version,
    webUrl: run.webUrl,
  };
}

function textColumns(lists: readonly Run['params'][]): TextColumn[] {
  const columns = new Map<string, (string | undefined)[]>();
  lists.forEach((list, row) => {
    for (const { name, value } of list) {
      let column = columns.get(name);
      if (!column) {
        column = new Array<string | undefined>(lists.length).fill(undefined);
        columns.set(name, column);
      }
      column[row] = value;
    }
  });
  return [...columns].sort(byName).map(([name, values]) => ({
    name,
    values,
    uniform: values.every((value) => value === values[0]),
  }));
}

function metricColumns(runs: readonly Run[]): MetricColumn[] {
  const columns = new Map<string, { latest: Float64Array; has: Uint8Array; history: boolean }>();
  runs.forEach((run, row) => {
    for (const metric of run.metrics) {
      let column = columns.get(metric.name);
      if (!column) {
        column = {
          latest: new Float64Array(runs.length),
          has: new Uint8Array(runs.length),
          history: false,
        };
        columns.set(metric.name, column);
      }
      column.latest[row] = metric.latest.value;
      column.has[row] = 1;
      column.history ||= metric.points.length > 1 || !run.historyComplete;
    }
  });
  return [...columns].sort(byName).map(([name, { latest, has, history }]) => ({
    name,
    direction: betterDirection(name),
    latest,
    has,
    ...rangeOf(latest, has),
    hasHistory: history,
  }));
}

function rangeOf(values: Float64Array, has: Uint8Array): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  values.forEach((value, row) => {
    if (has[row] !== 1 || !Number.isFinite(value)) return;
    min = Math.min(min, value);
    max = Math.max(max, value);
  });
  return min <= max ? { min, max } : { min: Number.NaN, max: Number.NaN };
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}
