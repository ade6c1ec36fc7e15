import { type Direction } from '../compare';
import { type ExperimentId, type JobId, type RunId } from '../ids';
import { type CiStatus } from '../pipeline';
import { type RunStatus } from '../run';
import { type RunProgress } from '../runProgress';
import { type FrameColumn } from './columns';
import { type ColumnStats } from './columnStats';

/** Runs as columns: what pages of runs work on. Row n of every column belongs to run n; newest run first. */
export interface RunFrame {
  readonly rows: readonly RunRow[];
  /** Every column there is; params, metrics and tags, each sorted by name. */
  readonly columns: readonly ColumnInfo[];
  /** Undefined when there is no such column. */
  column(ref: ColumnRef): FrameColumn | undefined;
}

/** What a run is, apart from what was logged. */
export interface RunRow {
  readonly id: RunId;
  readonly iid: number;
  /** MLflow's run UUID. */
  readonly eid: string;
  readonly name: string;
  readonly status: RunStatus;
  /** ms since 1970. */
  readonly createdAt: number;
  /** Only where the MLflow API was asked. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly author: string | undefined;
  /** Path of the project. */
  readonly project: string;
  readonly experimentId: ExperimentId;
  readonly experiment: string;
  readonly branch: string | undefined;
  readonly commit: string | undefined;
  readonly job: { readonly id: JobId; readonly status: CiStatus } | undefined;
  /** Of a run that is running, where what it logged and what others logged before tells. */
  readonly progress: RunProgress | undefined;
  readonly hasArtifacts: boolean;
  /** `loan-prediction-demo 0.1.0` when the run was promoted. */
  readonly version: string | undefined;
  readonly webUrl: string;
}

export const columnKinds = ['param', 'metric', 'tag'] as const;
export type ColumnKind = (typeof columnKinds)[number];
/** `metric.AUC`: the kind and the name, whatever the name holds. */
export type ColumnKey = `${ColumnKind}.${string}`;

/** What is known of a column without its values. */
export interface ColumnInfo extends ColumnStats {
  readonly key: ColumnKey;
  readonly kind: ColumnKind;
  readonly name: string;
  /** Which way a metric should move, guessed from its name. */
  readonly direction: Direction;
}

/** Which number of a metric's points; other columns have `last` only. `points` is how many were logged. */
export const columnParts = ['last', 'min', 'max', 'points'] as const;
export type ColumnPart = (typeof columnParts)[number];
/** `last metric.AUC` names values of a column. */
export type ColumnRef = `${ColumnPart} ${ColumnKey}`;

export function columnKey(kind: ColumnKind, name: string): ColumnKey {
  return `${kind}.${name}`;
}

export function columnRef(key: ColumnKey, part: ColumnPart = 'last'): ColumnRef {
  return `${part} ${key}`;
}

export function parseColumnKey(text: string): { kind: ColumnKind; name: string } | undefined {
  const dot = text.indexOf('.');
  const kind = columnKinds.find((one) => one === text.slice(0, dot));
  return kind === undefined ? undefined : { kind, name: text.slice(dot + 1) };
}

export function parseColumnRef(text: string): { part: ColumnPart; key: ColumnKey } | undefined {
  const space = text.indexOf(' ');
  const part = columnParts.find((one) => one === text.slice(0, space));
  const key = text.slice(space + 1);
  return part === undefined || !parseColumnKey(key) ? undefined : { part, key: key as ColumnKey };
}

export const emptyFrame: RunFrame = { rows: [], columns: [], column: () => undefined };
