import * as z from 'zod';
import { isAppError } from '../base/errors';
import { type ProjectId } from '../model/ids';
import {
  type LoggedData,
  type LoggedPoint,
  type NamedValue,
  runStatus,
  type RunStatus,
} from '../model/run';
import { type Http } from './http/http';
import { type HttpRequest } from './http/request';
import { maybe, parseAnswer, parseValue } from './parse';

/** What only GitLab's MLflow-compatible API can do. Ids of runs are MLflow's UUIDs (`eid`). */
export interface Mlflow {
  /** All there are, newest first; needs no right to write. */
  experiments(project: ProjectId, signal: AbortSignal): Promise<MlflowExperiment[]>;
  run(project: ProjectId, eid: string, signal: AbortSignal): Promise<MlflowRun>;
  /**
   * Many whole runs of an experiment in one answer, newest first. GitLab answers only those who may write.
   * @param experiment its number in the project
   * @param atMost up to 1000
   */
  search(
    project: ProjectId,
    experiment: number,
    atMost: number,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<MlflowSearch>;
  /** Undefined where the server has no such route. */
  history(
    project: ProjectId,
    eid: string,
    metric: string,
    signal: AbortSignal,
  ): Promise<LoggedPoint[] | undefined>;
  /** Adds to a run; a parameter that it has already with another value is refused. */
  logBatch(project: ProjectId, eid: string, data: LoggedData, signal: AbortSignal): Promise<void>;
  deleteRun(project: ProjectId, eid: string, signal: AbortSignal): Promise<void>;
  deleteExperiment(project: ProjectId, iid: number, signal: AbortSignal): Promise<void>;
}

export interface MlflowSearch {
  readonly runs: readonly MlflowRun[];
  /** Undefined at the end. */
  readonly next: string | undefined;
  /** Size of the answer. */
  readonly bytes: number;
}

export interface MlflowExperiment {
  /** Number in the project. */
  readonly iid: number;
  readonly name: string;
}

export interface MlflowRun {
  /** MLflow's run UUID. */
  readonly eid: string;
  /** Number in the project, where the place of the run's files tells it. */
  readonly iid: number | undefined;
  readonly name: string | undefined;
  readonly status: RunStatus;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** Every point, in the order of the answer. */
  readonly points: readonly LoggedPoint[];
  readonly params: readonly { readonly name: string; readonly value: string }[];
  readonly tags: readonly { readonly name: string; readonly value: string }[];
}

/** Times and values come as numbers or as texts; NaN and infinities only as texts. */
const number = z.union([z.number(), z.string()]).transform(toNumber);
const moment = maybe(number).transform((ms) => (ms !== undefined && ms > 0 ? ms : undefined));

const metric = z.object({
  key: z.string(),
  value: z.union([number, z.null()]).transform((value) => value ?? Number.NaN),
  timestamp: maybe(number),
  step: maybe(number),
});
const pair = z
  .object({ key: z.string(), value: z.string() })
  .transform(({ key, value }) => ({ name: key, value }));

const wholeRun = z
  .object({
    info: z.object({
      run_id: z.string(),
      run_name: maybe(z.string()),
      status: maybe(z.string()),
      start_time: moment,
      end_time: moment,
      artifact_uri: maybe(z.string()),
    }),
    data: z.object({
      metrics: maybe(z.array(metric)),
      params: maybe(z.array(pair)),
      tags: maybe(z.array(pair)),
    }),
  })
  .transform(({ info, data }): MlflowRun => ({
    eid: info.run_id,
    iid: numberIn(info.artifact_uri),
    name: info.run_name,
    status: runStatus(info.status),
    startedAt: info.start_time,
    endedAt: info.end_time,
    points: (data.metrics ?? []).map(toPoint),
    params: data.params ?? [],
    tags: data.tags ?? [],
  }));
const runSchema = z.object({ run: wholeRun });
const experimentsSchema = z.object({
  experiments: maybe(
    z.array(z.object({ experiment_id: z.string().regex(/^\d+$/), name: z.string() })),
  ),
});
/** The runs are read one by one, so that the editor is not held up by hundreds of them. */
const searchSchema = z.object({
  runs: maybe(z.array(z.unknown())),
  next_page_token: maybe(z.string()),
});
/** Runs of a search that are read in one go. */
const inOneGo = 20;
const historySchema = z.object({
  metrics: maybe(z.array(metric)),
  next_page_token: maybe(z.string()),
});

const historyPage = 1_000;

export function createMlflow(http: Http): Mlflow {
  const request = (
    project: ProjectId,
    route: string,
    purpose: string,
    more: Pick<HttpRequest, 'method' | 'query' | 'body' | 'repeatable'>,
    signal: AbortSignal,
  ) =>
    http.request(
      {
        path: `api/v4/projects/${project}/ml/mlflow/api/2.0/mlflow/${route}`,
        purpose,
        // These routes answer 401 to people who may read but not write.
        unauthorizedMeansForbidden: true,
        ...more,
      },
      signal,
    );
  const get = (
    project: ProjectId,
    route: string,
    fields: Readonly<Record<string, string>>,
    purpose: string,
    signal: AbortSignal,
  ) =>
    request(project, route, purpose, { method: 'GET', query: new URLSearchParams(fields) }, signal);
  const post = (
    project: ProjectId,
    route: string,
    fields: Readonly<Record<string, unknown>>,
    purpose: string,
    repeatable: boolean,
    signal: AbortSignal,
  ) =>
    request(
      project,
      route,
      purpose,
      { method: 'POST', body: { kind: 'json', value: fields }, repeatable },
      signal,
    );

  return {
    async experiments(project, signal) {
      const purpose = 'list the experiments';
      const answer = await get(project, 'experiments/list', {}, purpose, signal);
      const { experiments = [] } = parseAnswer(experimentsSchema, answer, purpose);
      return experiments.map((raw) => ({ iid: Number(raw.experiment_id), name: raw.name }));
    },
    async run(project, eid, signal) {
      const purpose = `read the run ${eid}`;
      const answer = await get(project, 'runs/get', { run_id: eid }, purpose, signal);
      return parseAnswer(runSchema, answer, purpose).run;
    },
    async search(project, experiment, atMost, token, signal) {
      const purpose = 'read many runs at once';
      const fields = {
        experiment_ids: [String(experiment)],
        max_results: atMost,
        order_by: 'id DESC',
        ...(token === undefined ? {} : { page_token: token }),
      };
      const answer = await post(project, 'runs/search', fields, purpose, true, signal);
      const page = parseAnswer(searchSchema, answer, purpose);
      const runs: MlflowRun[] = [];
      for (const raw of page.runs ?? []) {
        runs.push(parseValue(wholeRun, raw, purpose));
        if (runs.length % inOneGo === 0) await othersFirst();
      }
      const next = page.next_page_token === '' ? undefined : page.next_page_token;
      return { runs, next, bytes: answer.body.length };
    },
    async history(project, eid, metricName, signal) {
      const purpose = `read the history of the metric "${metricName}"`;
      const points: LoggedPoint[] = [];
      let token: string | undefined;
      try {
        do {
          const fields = {
            run_id: eid,
            metric_key: metricName,
            max_results: String(historyPage),
            ...(token === undefined ? {} : { page_token: token }),
          };
          const answer = await get(project, 'metrics/get-history', fields, purpose, signal);
          const page = parseAnswer(historySchema, answer, purpose);
          for (const raw of page.metrics ?? []) points.push(toPoint(raw, points.length));
          token = page.next_page_token === '' ? undefined : page.next_page_token;
        } while (token !== undefined);
      } catch (error) {
        if (isAppError(error, 'not-found') && points.length === 0) return undefined;
        throw error;
      }
      return points;
    },
    async logBatch(project, eid, data, signal) {
      const purpose = `log to the run ${eid}`;
      for (const batch of batchesOf(data)) {
        await post(project, 'runs/log-batch', { run_id: eid, ...batch }, purpose, false, signal);
      }
    },
    async deleteRun(project, eid, signal) {
      const fields = { run_id: eid };
      await post(project, 'runs/delete', fields, `delete the run ${eid}`, false, signal);
    },
    async deleteExperiment(project, iid, signal) {
      const fields = { experiment_id: String(iid) };
      const purpose = `delete the experiment ${iid}`;
      await post(project, 'experiments/delete', fields, purpose, false, signal);
    },
  };
}

/** What MLflow takes in one request. */
const most = { metrics: 1_000, params: 100, tags: 100 };

function batchesOf({ params, tags, points }: LoggedData): Record<string, unknown>[] {
  const pair = ({ name, value }: NamedValue) => ({ key: name, value });
  const metric = (point: LoggedData['points'][number]) => ({
    key: point.name,
    // JSON has no word for these numbers; MLflow takes them as texts.
    value: Number.isFinite(point.value) ? point.value : String(point.value).replace('NaN', 'nan'),
    timestamp: point.at ?? 0,
    step: point.step,
  });
  const count = Math.max(
    Math.ceil(points.length / most.metrics),
    Math.ceil(params.length / most.params),
    Math.ceil(tags.length / most.tags),
  );
  return Array.from({ length: count }, (_one, index) => ({
    metrics: part(points, most.metrics, index).map(metric),
    params: part(params, most.params, index).map(pair),
    tags: part(tags, most.tags, index).map(pair),
  }));
}

function part<T>(list: readonly T[], size: number, index: number): readonly T[] {
  return list.slice(index * size, (index + 1) * size);
}

function toPoint(raw: z.infer<typeof metric>, order: number): LoggedPoint {
  const { key: name, value, timestamp: at, step = 0 } = raw;
  return { name, value, step, order, ...(at === undefined ? {} : { at }) };
}

/** `…/ml_models/candidate:7/files/`, earlier `…/generic/ml_experiment_3/7/`. */
function numberIn(artifactUri: string | undefined): number | undefined {
  const found = /\/(?:candidate:|generic\/[^/]+\/)(\d+)\//.exec(artifactUri ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
}

function othersFirst(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function toNumber(value: number | string): number {
  if (typeof value === 'number') return value;
  const word = /^([+-]?)inf(?:inity)?$/i.exec(value);
  if (!word) return Number(value);
  return word[1] === '-' ? -Infinity : Infinity;
}
