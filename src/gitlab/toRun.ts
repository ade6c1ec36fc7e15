import { databaseId, type ExperimentId, type JobId, type PackageId } from '../model/ids';
import { ciStatus } from '../model/pipeline';
import {
  type Experiment,
  groupMetrics,
  type LoggedPoint,
  type NamedValue,
  type Run,
  runStatus,
  sortedByName,
} from '../model/run';
import { lastNumber, lastSegment } from './documents/common';
import { type RawExperiment } from './documents/experiments';
import { type RawHead, type RawRun } from './documents/runs';
import { type MlflowRun } from './mlflow';

/** What is known of a run's data, from whichever interface told more. */
export interface RunContent {
  readonly params: readonly NamedValue[];
  readonly tags: readonly NamedValue[];
  readonly points: readonly LoggedPoint[];
  readonly complete: boolean;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
}

export function toExperiment(raw: RawExperiment, origin: string): Experiment {
  return {
    id: raw.id,
    iid: lastNumber(raw.path) ?? databaseId(raw.id),
    name: raw.name,
    runCount: raw.candidateCount,
    modelId: raw.modelId,
    creator: raw.creator,
    createdAt: raw.createdAt,
    updatedAt: raw.updatedAt,
    webUrl: `${origin}${raw.path}`,
  };
}

export function firstPageOf(raw: RawRun): RunContent {
  const lists = [raw.params, raw.metadata, raw.metrics];
  return {
    params: raw.params.nodes,
    tags: raw.metadata.nodes,
    points: raw.metrics.nodes.map(toPoint),
    complete: !raw.metrics.lost && !lists.some((list) => list.pageInfo.hasNextPage),
  };
}

export function toPoint(raw: RawRun['metrics']['nodes'][number]): LoggedPoint {
  return { name: raw.name, value: raw.value, step: raw.step, order: databaseId(raw.id) };
}

/**
 * The whole data from the MLflow API. Its points carry no ids, so the newest point that GraphQL told decides
 * whether they come oldest or newest first; undefined when they are fewer than what is known already.
 */
export function wholeFrom(
  mlflow: Omit<MlflowRun, 'eid' | 'iid' | 'name' | 'status'>,
  first: RunContent,
): RunContent | undefined {
  const { points, params, tags } = mlflow;
  if (points.length < first.points.length || params.length < first.params.length) return undefined;
  const newest = first.points.reduce<LoggedPoint | undefined>(
    (best, point) => (best && best.order > point.order ? best : point),
    undefined,
  );
  return {
    params,
    tags: tags.length < first.tags.length ? first.tags : tags,
    points: inOrder(points, newest),
    complete: true,
    startedAt: mlflow.startedAt,
    endedAt: mlflow.endedAt,
  };
}

export function toRun(
  raw: RawHead,
  content: RunContent,
  experimentId: ExperimentId,
  origin: string,
): Run {
  // Where a page tells all tags it has the last word, so that the next page does not seem to differ.
  const tags = raw.metadata.pageInfo.hasNextPage ? content.tags : raw.metadata.nodes;
  return withContent(headOf(raw, experimentId, origin), { ...content, tags });
}

/** What is known of a run without what was logged. */
export function headOf(
  raw: RawHead,
  experimentId: ExperimentId,
  origin: string,
): Omit<Run, keyof ReturnType<typeof logged>> {
  return {
    id: raw.id,
    iid: raw.iid,
    eid: raw.eid,
    experimentId,
    name: raw.name ?? `run ${raw.iid}`,
    status: runStatus(raw.status),
    creator: raw.creator,
    createdAt: raw.createdAt,
    job: raw.ciJob?.id === undefined ? undefined : toJob(raw.ciJob, raw.ciJob.id, origin),
    packageId: lastNumber(raw._links.artifactPath) as PackageId | undefined,
    webUrl: `${origin}${raw._links.showPath ?? ''}`,
  };
}

export function withContent(
  head: Omit<Run, keyof ReturnType<typeof logged>>,
  content: RunContent,
): Run {
  return { ...head, ...logged(content) };
}

function logged(content: RunContent) {
  return {
    startedAt: content.startedAt,
    endedAt: content.endedAt,
    params: sortedByName(content.params),
    tags: sortedByName(content.tags),
    metrics: groupMetrics(content.points),
    historyComplete: content.complete,
  };
}

function toJob(raw: NonNullable<RawHead['ciJob']>, id: string, origin: string): Run['job'] {
  return {
    id: databaseId(id) as JobId,
    name: raw.name,
    status: ciStatus(raw.status ?? ''),
    ref: raw.refName,
    sha: lastSegment(raw.commitPath),
    webUrl: raw.webPath === undefined ? undefined : `${origin}${raw.webPath}`,
  };
}

function inOrder(points: readonly LoggedPoint[], newest: LoggedPoint | undefined): LoggedPoint[] {
  const is = (point: LoggedPoint | undefined): boolean =>
    point?.name === newest?.name &&
    point?.step === newest?.step &&
    Object.is(point?.value, newest?.value);
  if (is(points.at(-1))) return [...points];
  if (is(points[0])) return points.map((point) => ({ ...point, order: -point.order }));
  // Oldest first is how GitLab answers; times that only fall say that this one does it the other way round.
  const times = points.map((point) => point.at ?? 0);
  const falls = times.every((at, index) => index === 0 || at <= (times[index - 1] ?? at));
  const listed = falls && (times[0] ?? 0) > (times.at(-1) ?? 0) ? points.toReversed() : [...points];
  return listed
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0))
    .map((point, order) => ({ ...point, order }));
}
