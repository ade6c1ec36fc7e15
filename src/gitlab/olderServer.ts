import { AppError, isAppError } from '../base/errors';
import { mapAtOnce } from '../base/parallel';
import { type ExperimentId, type RunId, databaseId } from '../model/ids';
import {
  type KnownRun,
  type ProjectRef,
  type RunReading,
  type RunsPort,
  type RunsRead,
} from '../model/ports/gitlab';
import { type Experiment, groupMetrics, isUnfinished, type Run, sortedByName } from '../model/run';
import { type Mlflow, type MlflowRun } from './mlflow';
import { isGone, nextSearchSize, smallerSearch } from './runContents';

/** Before GitLab 17.8 GraphQL knows nothing of experiments: names and runs come from the MLflow API alone. */
export type OlderRuns = Pick<RunsPort, 'experiments' | 'list' | 'read'>;

/** Ids of this way are no ids of the database, which these servers tell nobody; they end with the number in the project. */
const experimentIds = 'mlflow://experiments/';
const runIds = 'mlflow://runs/';

/** Runs that are looked at again at the same time. */
const atOnce = 6;
const firstSize = 100;
const newsSize = 50;
const toldLess =
  'This GitLab is older than 17.8: authors, jobs, files and the model registry of its runs cannot be shown here. Ask its administrator for an update.';

export function isOlderExperiment(id: ExperimentId): boolean {
  return id.startsWith(experimentIds);
}

export function createOlderRuns(mlflow: Mlflow, origin: string): OlderRuns {
  /** Newest first, until `enough` says so; answers whether the end was reached. */
  async function each(
    project: ProjectRef,
    experiment: number,
    first: number,
    take: (runs: readonly Run[]) => boolean,
    signal: AbortSignal,
  ): Promise<boolean> {
    let size = first;
    let token: string | undefined;
    do {
      const page = await smallerSearch(size, (fewer) => {
        size = fewer;
        return mlflow.search(project.id, experiment, fewer, token, signal);
      }).catch((error: unknown) => {
        throw isAppError(error, 'forbidden') ? closed(error) : error;
      });
      const runs = page.runs.map((raw) => toRun(raw, project, experiment, origin));
      token = page.runs.length === 0 ? undefined : page.next;
      if (take(runs) && token !== undefined) return false;
      size = nextSearchSize(size, page);
    } while (token !== undefined);
    return true;
  }

  async function readAll(
    project: ProjectRef,
    { experiment, onRuns }: RunReading,
    signal: AbortSignal,
  ): Promise<void> {
    let count = 0;
    const take = (runs: readonly Run[]): boolean => {
      count += runs.length;
      onRuns(runs, count);
      return false;
    };
    await each(project, experiment.iid, firstSize, take, signal);
  }

  async function readNews(
    project: ProjectRef,
    { experiment, known, onRuns, thorough }: RunReading,
    signal: AbortSignal,
  ): Promise<(id: RunId) => boolean> {
    const newest = known.newest === undefined ? 0 : databaseId(known.newest);
    const seen = new Set<RunId>();
    const wanted: Run[] = [];
    const take = (runs: readonly Run[]): boolean => {
      for (const run of runs) {
        const before = known.about(run.id);
        if (!before || isUnfinished(before) || differs(before, run)) wanted.push(run);
        seen.add(run.id);
      }
      return thorough !== true && runs.some((run) => databaseId(run.id) <= newest);
    };
    const swept = await each(project, experiment.iid, newsSize, take, signal);
    const rest = known.unfinished.filter((run) => !seen.has(run.id));
    const gone = new Set<RunId>();
    await mapAtOnce(rest, atOnce, async (run) => {
      try {
        wanted.push(
          toRun(await mlflow.run(project.id, run.eid, signal), project, experiment.iid, origin),
        );
      } catch (error) {
        if (!isGone(error)) throw error;
        gone.add(run.id);
      }
    });
    if (wanted.length > 0) onRuns(wanted, known.count);
    return swept ? (id) => !seen.has(id) : (id) => gone.has(id);
  }

  return {
    async experiments(project, signal) {
      const found = await mlflow.experiments(project.id, signal);
      return found.map(({ iid, name }): Experiment => ({
        id: `${experimentIds}${iid}` as ExperimentId,
        iid,
        name,
        runCount: undefined,
        modelId: undefined,
        creator: undefined,
        createdAt: 0,
        updatedAt: 0,
        webUrl: `${origin}/${project.path}/-/ml/experiments/${iid}`,
      }));
    },
    async list(project, query, signal) {
      const limit = query.limit ?? Number.POSITIVE_INFINITY;
      const found: Run[] = [];
      const take = (runs: readonly Run[]): boolean => {
        found.push(...runs);
        query.onPage?.(found.slice(0, limit), found.length);
        return found.length >= limit;
      };
      const first = Math.min(firstSize, limit);
      await each(project, databaseId(query.experimentId), first, take, signal);
      return found.slice(0, limit);
    },
    async read(project, reading, signal): Promise<RunsRead> {
      let goneNow = (_id: RunId): boolean => false;
      if (reading.known.count === 0) await readAll(project, reading, signal);
      else goneNow = await readNews(project, reading, signal);
      return { isGone: goneNow, notes: [toldLess] };
    },
  };
}

function toRun(raw: MlflowRun, project: ProjectRef, experiment: number, origin: string): Run {
  // A run that belongs to a version of a model tells no number of its own: it is older than all others then.
  const iid = raw.iid ?? -Number.parseInt(raw.eid.replaceAll('-', '').slice(0, 12), 16);
  return {
    id: `${runIds}${iid}` as RunId,
    iid,
    eid: raw.eid,
    experimentId: `${experimentIds}${experiment}` as ExperimentId,
    name: raw.name ?? `run ${iid}`,
    status: raw.status,
    creator: undefined,
    createdAt: raw.startedAt ?? raw.points[0]?.at ?? raw.endedAt ?? 0,
    startedAt: raw.startedAt,
    endedAt: raw.endedAt,
    params: sortedByName(raw.params),
    metrics: groupMetrics(raw.points),
    tags: sortedByName(raw.tags),
    historyComplete: true,
    job: undefined,
    packageId: undefined,
    webUrl: `${origin}/${project.path}/-/ml/candidates/${iid}`,
  };
}

/** Whether something about a finished run changed after all. */
function differs(known: KnownRun, run: Run): boolean {
  const tags = new Map(known.tags.map(({ name, value }) => [name, value]));
  return (
    known.name !== run.name ||
    known.status !== run.status ||
    tags.size !== run.tags.length ||
    run.tags.some(({ name, value }) => tags.get(name) !== value)
  );
}

function closed(cause: AppError): AppError {
  return new AppError(
    'forbidden',
    'Cannot read the runs: this GitLab is older than 17.8 and tells them only to people with the Developer role or higher and a token with the scope api. Ask for the role, or sign in with such a token.',
    { cause, detail: cause.detail, fix: 'sign-in-gitlab' },
  );
}
