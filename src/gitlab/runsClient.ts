import { AppError, isAppError } from '../base/errors';
import { databaseId } from '../model/ids';
import { type ProjectRef, type RunQuery, type RunsPort } from '../model/ports/gitlab';
import {
  type Experiment,
  groupMetrics,
  isUnfinished,
  type MetricPoint,
  type Run,
} from '../model/run';
import { experimentsDocument } from './documents/experiments';
import { type GraphQL, isNotOffered } from './graphql';
import { type Mlflow } from './mlflow';
import { createOlderRuns, isOlderExperiment } from './olderServer';
import { type RunPages } from './runPages';
import { createRunReader } from './runReader';
import { toExperiment } from './toRun';

export function createRunsClient(
  graphql: GraphQL,
  mlflow: Mlflow,
  pages: RunPages,
  origin: string,
): RunsPort {
  const readNow = createRunReader(graphql, mlflow, origin);
  const older = createOlderRuns(mlflow, origin);
  /** What the server turned out to be; it is asked again when this window is opened again. */
  let isOlder = false;

  async function experimentsNow(project: ProjectRef, signal: AbortSignal): Promise<Experiment[]> {
    const purpose = `list the experiments of "${project.path}"`;
    const found: Experiment[] = [];
    let after: string | undefined;
    do {
      const variables = { project: project.path, first: 100, after };
      const answer = await graphql.query(experimentsDocument, variables, purpose, signal);
      const page = answer.project?.mlExperiments;
      if (!page) throw hidden(purpose);
      found.push(...page.nodes.map((raw) => toExperiment(raw, origin)));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
    } while (after !== undefined);
    return found;
  }

  return {
    read: (project, reading, signal) =>
      isOlderExperiment(reading.experiment.id)
        ? older.read(project, reading, signal)
        : readNow(project, reading, signal),
    async points(project, eid, signal) {
      try {
        return groupMetrics((await mlflow.run(project.id, eid, signal)).points);
      } catch (error) {
        if (isAppError(error, 'not-found', 'forbidden', 'invalid')) return undefined;
        throw error;
      }
    },
    async experiments(project, signal) {
      if (!isOlder) {
        try {
          return await experimentsNow(project, signal);
        } catch (error) {
          if (!isNotOffered(error)) throw error;
          isOlder = true;
        }
      }
      return older.experiments(project, signal);
    },
    list: (project, query, signal) =>
      isOlderExperiment(query.experimentId)
        ? older.list(project, query, signal)
        : listRuns(pages, project, query, signal),
    async history(project, eid, metric, signal) {
      const points =
        (await mlflow.history(project.id, eid, metric, signal)) ??
        (await mlflow.run(project.id, eid, signal)).points.filter((one) => one.name === metric);
      return points.map(({ value, step, at }): MetricPoint => ({ value, step, at }));
    },
    log: (project, eid, data, signal) => mlflow.logBatch(project.id, eid, data, signal),
    delete: (project, eid, signal) => mlflow.deleteRun(project.id, eid, signal),
    deleteExperiment: (project, iid, signal) => mlflow.deleteExperiment(project.id, iid, signal),
  };
}

async function listRuns(
  pages: RunPages,
  project: ProjectRef,
  query: RunQuery,
  signal: AbortSignal,
): Promise<Run[]> {
  const { experimentId, onPage } = query;
  const limit = query.limit ?? Number.POSITIVE_INFINITY;
  const known = query.known ?? [];
  const enough = oldestToRead(known);
  const fresh: Run[] = [];
  let after: string | undefined;
  let total: number;
  do {
    const atMost = Math.min(100, limit - fresh.length);
    const page = await pages.page(project.id, experimentId, after, atMost, signal);
    fresh.push(...page.runs);
    total = page.total;
    after = page.next;
    onPage?.(joined(fresh, after === undefined ? [] : known).slice(0, limit), total);
  } while (after !== undefined && fresh.length < limit && ageOf(fresh.at(-1)) > enough);
  if (after === undefined || known.length === 0) return fresh.slice(0, limit);

  const all = joined(fresh, known);
  if (all.length >= Math.min(total, limit) && all.length <= total) return all.slice(0, limit);
  // Something was deleted, or what was known had gaps.
  const ids = await pages.ids(experimentId, signal);
  const alive = all.filter((run) => ids.has(run.id));
  if (alive.length === Math.min(ids.size, limit) || alive.length >= limit) {
    return alive.slice(0, limit);
  }
  return listRuns(pages, project, { ...query, known: [] }, signal);
}

/** Newest first; where both have a run the fresh one counts. */
function joined(fresh: readonly Run[], known: readonly Run[]): Run[] {
  const last = ageOf(fresh.at(-1));
  return [...fresh, ...known.filter((run) => databaseId(run.id) < last)];
}

/** Reading may stop at this id: everything below it is known and does not change any more. */
function oldestToRead(known: readonly Run[]): number {
  const ids = known.map((run) => databaseId(run.id));
  const moving = known.filter(isUnfinished).map((run) => databaseId(run.id));
  if (ids.length === 0) return 0;
  return moving.length > 0 ? Math.min(...moving) : Math.max(...ids);
}

function ageOf(run: Run | undefined): number {
  return run ? databaseId(run.id) : 0;
}

function hidden(purpose: string): AppError {
  return new AppError(
    'not-found',
    `Cannot ${purpose}: GitLab hides the project or its experiments from your account. Check that model experiments are switched on in the project's settings.`,
    { fix: 'choose-project' },
  );
}
