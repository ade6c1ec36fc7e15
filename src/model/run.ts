import { type ExperimentId, type JobId, type ModelId, type PackageId, type RunId } from './ids';
import { type CiStatus } from './pipeline';
import { type Person } from './project';

export interface Experiment {
  readonly id: ExperimentId;
  /** What the MLflow API calls the experiment id. */
  readonly iid: number;
  readonly name: string;
  /** Undefined where the server does not tell. */
  readonly runCount: number | undefined;
  /** Set when this is a model's own experiment. */
  readonly modelId: ModelId | undefined;
  readonly creator: Person | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly webUrl: string;
}

const runStatuses = ['running', 'scheduled', 'finished', 'failed', 'killed', 'unknown'] as const;
export type RunStatus = (typeof runStatuses)[number];

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

export interface MetricPoint {
  /** May be NaN or infinite. */
  readonly value: number;
  readonly step: number;
  /** Only the MLflow API tells the time of a point. */
  readonly at?: number | undefined;
}

export interface Metric {
  readonly name: string;
  /** The point logged last, whatever its step. */
  readonly latest: MetricPoint;
  /** In the order of logging; all of them when the run's `historyComplete` says so. */
  readonly points: readonly MetricPoint[];
}

export interface RunJob {
  readonly id: JobId;
  readonly name: string | undefined;
  readonly status: CiStatus;
  readonly ref: string | undefined;
  readonly sha: string | undefined;
  readonly webUrl: string | undefined;
}

export interface Run {
  readonly id: RunId;
  readonly iid: number;
  /** MLflow's run UUID. */
  readonly eid: string;
  readonly experimentId: ExperimentId;
  readonly name: string;
  readonly status: RunStatus;
  readonly creator: Person | undefined;
  readonly createdAt: number;
  /** Only from the MLflow API, when it was asked. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** All three sorted by name. */
  readonly params: readonly NamedValue[];
  readonly metrics: readonly Metric[];
  readonly tags: readonly NamedValue[];
  readonly historyComplete: boolean;
  readonly job: RunJob | undefined;
  /** Undefined when nothing was uploaded. */
  readonly packageId: PackageId | undefined;
  readonly webUrl: string;
}

/** One logged point with what is needed to order it: a higher `order` was logged later. */
export interface LoggedPoint extends MetricPoint {
  readonly name: string;
  readonly order: number;
}

/** What can be logged to a run. */
export interface LoggedData {
  readonly params: readonly NamedValue[];
  readonly tags: readonly NamedValue[];
  /** In the order of logging, per name. */
  readonly points: readonly (MetricPoint & { readonly name: string })[];
}

/** Points of many names, in any order, as metrics sorted by name; `latest` has the highest order. */
export function groupMetrics(points: Iterable<LoggedPoint>): Metric[] {
  const byName = new Map<string, LoggedPoint[]>();
  for (const point of points) {
    const list = byName.get(point.name);
    if (list) list.push(point);
    else byName.set(point.name, [point]);
  }
  return [...byName]
    .map(([name, list]) => toMetric(name, list))
    .sort((a, b) => compareNames(a.name, b.name));
}

export function sortedByName(values: readonly NamedValue[]): NamedValue[] {
  return [...values].sort((a, b) => compareNames(a.name, b.name));
}

export function isUnfinished(run: Pick<Run, 'status'>): boolean {
  return run.status === 'running' || run.status === 'scheduled';
}

export function runStatus(text: string | null | undefined): RunStatus {
  const wanted = text?.toLowerCase();
  return runStatuses.find((status) => status === wanted) ?? 'unknown';
}

export function paramOf(run: Pick<Run, 'params'>, name: string): string | undefined {
  return run.params.find((param) => param.name === name)?.value;
}

export function tagOf(run: Pick<Run, 'tags'>, name: string): string | undefined {
  return run.tags.find((tag) => tag.name === name)?.value;
}

export function metricOf(run: Pick<Run, 'metrics'>, name: string): Metric | undefined {
  return run.metrics.find((metric) => metric.name === name);
}

/** The commit a run was trained from: what its job ran on, else what the run's own tags say. */
export function commitOf(run: Pick<Run, 'job' | 'tags'>): string | undefined {
  const tagged = tagOf(run, 'gitlab.CI_COMMIT_SHA') ?? tagOf(run, 'mlflow.source.git.commit');
  const sha = run.job?.sha ?? tagged;
  return sha !== undefined && /^[0-9a-f]{7,64}$/i.test(sha) ? sha : undefined;
}

/** The branch a run was trained on, when its job or its tags say so. */
export function branchOf(run: Pick<Run, 'job' | 'tags'>): string | undefined {
  return (
    tagOf(run, 'gitlab.CI_COMMIT_REF_NAME') ??
    tagOf(run, 'mlflow.source.git.branch') ??
    run.job?.ref
  );
}

/** Experiments that GitLab makes for models are named `[model]<name>`; lists for people may hide them. */
export function isModelExperiment(experiment: Pick<Experiment, 'name' | 'modelId'>): boolean {
  return experiment.modelId !== undefined || experiment.name.startsWith('[model]');
}

function toMetric(name: string, list: LoggedPoint[]): Metric {
  const points = list
    .sort((a, b) => a.order - b.order)
    .map(({ value, step, at }) => (at === undefined ? { value, step } : { value, step, at }));
  return { name, points, latest: points.at(-1) ?? { value: Number.NaN, step: 0 } };
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
