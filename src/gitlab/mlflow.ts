import * as z from 'zod';
import { isAppError } from '../base/errors';
import { type ProjectId } from '../model/ids';
import { type LoggedData, type LoggedPoint, type NamedValue } from '../model/run';
import { type Http } from './http/http';
import { type HttpRequest } from './http/request';
import { maybe, parseAnswer } from './parse';

/** What only GitLab's MLflow-compatible API can do. Ids of runs are MLflow's UUIDs (`eid`). */
export interface Mlflow {
  run(project: ProjectId, eid: string, signal: AbortSignal): Promise<MlflowRun>;
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

export interface MlflowRun {
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

const runSchema = z.object({
  run: z.object({
    info: z.object({ start_time: moment, end_time: moment }),
    data: z.object({
      metrics: maybe(z.array(metric)),
      params: maybe(z.array(pair)),
      tags: maybe(z.array(pair)),
    }),
  }),
});
const historySchema = z.object({
  metrics: maybe(z.array(metric)),
  next_page_token: maybe(z.string()),
});

const historyPage = 1_000;

export function createMlflow(http: Http): Mlflow {
  const call = (
    project: ProjectId,
    method: HttpRequest['method'],
    route: string,
    fields: Readonly<Record<string, unknown>>,
    purpose: string,
    signal: AbortSignal,
  ) =>
    http.request(
      {
        method,
        path: `api/v4/projects/${project}/ml/mlflow/api/2.0/mlflow/${route}`,
        purpose,
        // These routes answer 401 to people who may read but not write.
        unauthorizedMeansForbidden: true,
        ...(method === 'GET'
          ? { query: new URLSearchParams(fields as Readonly<Record<string, string>>) }
          : { body: { kind: 'json', value: fields } as const }),
      },
      signal,
    );

  return {
    async run(project, eid, signal) {
      const purpose = `read the run ${eid}`;
      const answer = await call(project, 'GET', 'runs/get', { run_id: eid }, purpose, signal);
      const { info, data } = parseAnswer(runSchema, answer, purpose).run;
      return {
        startedAt: info.start_time,
        endedAt: info.end_time,
        points: (data.metrics ?? []).map(toPoint),
        params: data.params ?? [],
        tags: data.tags ?? [],
      };
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
          const answer = await call(project, 'GET', 'metrics/get-history', fields, purpose, signal);
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
        await call(project, 'POST', 'runs/log-batch', { run_id: eid, ...batch }, purpose, signal);
      }
    },
    async deleteRun(project, eid, signal) {
      const fields = { run_id: eid };
      await call(project, 'POST', 'runs/delete', fields, `delete the run ${eid}`, signal);
    },
    async deleteExperiment(project, iid, signal) {
      const fields = { experiment_id: String(iid) };
      const purpose = `delete the experiment ${iid}`;
      await call(project, 'POST', 'experiments/delete', fields, purpose, signal);
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

function toNumber(value: number | string): number {
  if (typeof value === 'number') return value;
  const word = /^([+-]?)inf(?:inity)?$/i.exec(value);
  if (!word) return Number(value);
  return word[1] === '-' ? -Infinity : Infinity;
}
