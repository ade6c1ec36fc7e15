import { type GitLabContext, type Route } from '../../exchange';
import { type Candidate } from '../../mlRows';
import { experimentByIid } from '../experiments';
import { keysetPage, type KeysetOrder } from '../keyset';
import { rowsOf } from '../rows';
import {
  addTags,
  createRun,
  deleteRun,
  latestValue,
  logMetric,
  logMetrics,
  logParam,
  logParams,
  runByEid,
  setTag,
  updateRun,
} from '../runs';
import { type Call, mlflowRoute, resourceNotFound } from './endpoint';
import { pageSize, pairList, point, pointList, tagList } from './fields';
import { runOrder } from './orders';
import { presentPoint, presentRun, presentRunInfo } from './present';

const statuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;

export function runRoutes(context: GitLabContext): Route[] {
  const { world } = context;
  const needs = 'experiments';
  const route = (method: 'GET' | 'POST', path: string, answer: (call: Call) => unknown): Route =>
    mlflowRoute(context, { method, path, needs, answer });
  const runOf = ({ project, params }: Call): Candidate => {
    const run = runByEid(world, project, params.required('run_id'));
    if (run === undefined) throw resourceNotFound();
    return run;
  };
  const search = ({ project, params }: Call): unknown => {
    params.require('experiment_ids');
    const ids = params.list('experiment_ids') ?? [];
    const experiment = experimentByIid(world, project, ids[0] ?? '');
    if (experiment === undefined) throw resourceNotFound();
    const order = runOrder(params.text('order_by') ?? 'created_at DESC');
    const all = rowsOf(world).candidatesOfExperiment.all(experiment.id);
    const { metric } = order;
    const rows =
      metric === undefined ? all : all.filter((run) => latestValue(run, metric) !== undefined);
    const page = keysetPage(rows, order, pageSize(params), params.text('page_token'));
    return {
      runs: page.rows.map((run) => presentRun(context, run)),
      next_page_token: page.token,
    };
  };
  const routes = [
    route('POST', 'runs/create', ({ project, caller, params }) => {
      params.require('experiment_id');
      const iid = params.number('experiment_id');
      const experiment = experimentByIid(world, project, String(iid ?? ''));
      if (experiment === undefined) throw resourceNotFound();
      const run = createRun(context, experiment, caller.user.id, {
        name: params.text('run_name'),
        startTime: params.number('start_time') ?? 0,
        tags: tagList(params),
      });
      return { run: presentRun(context, run) };
    }),
    route('GET', 'runs/get', (call) => ({ run: presentRun(context, runOf(call)) })),
    route('POST', 'runs/search', search),
    route('POST', 'runs/update', (call) => {
      const status = call.params.require('run_id').oneOf('status', statuses);
      const run = runOf(call);
      updateRun(context, run, {
        status: status && lower(status),
        endTime: call.params.number('end_time'),
      });
      return { run_info: presentRunInfo(context, run) };
    }),
    route('POST', 'runs/log-metric', (call) => {
      const logged = point(call.params);
      logMetric(context, runOf(call), logged);
      return {};
    }),
    route('POST', 'runs/log-parameter', (call) => {
      logParam(context, runOf(call), keyValue(call));
      return {};
    }),
    route('POST', 'runs/set-tag', (call) => {
      setTag(context, runOf(call), keyValue(call));
      return {};
    }),
    route('POST', 'runs/log-batch', (call) => {
      call.params.require('run_id');
      const metrics = pointList(call.params, 'metrics');
      const params = pairList(call.params, 'params');
      const tags = tagList(call.params);
      const run = runOf(call);
      // One after the other and without a transaction: a refused tag leaves the metrics in place.
      logMetrics(context, run, metrics);
      logParams(context, run, params);
      addTags(context, run, tags);
      return {};
    }),
    route('POST', 'runs/delete', (call) => {
      deleteRun(context, runOf(call));
      return {};
    }),
  ];
  if (!context.features.metricHistory) return routes;
  const history = route('GET', 'metrics/get-history', (call) => {
    call.params.require('run_id', 'metric_key');
    const name = call.params.required('metric_key');
    const points = runOf(call).metrics.filter((row) => row.name === name);
    const size = pageSize(call.params, 1000, 1000);
    const page = keysetPage(points, historyOrder, size, call.params.text('page_token'));
    return { metrics: page.rows.map(presentPoint), next_page_token: page.token };
  });
  return [...routes, history];
}

const historyOrder: KeysetOrder<Candidate['metrics'][number]> = {
  column: 'id_value',
  direction: 'asc',
  value: (row) => row.id,
  id: (row) => row.id,
};

function keyValue({ params }: Call): { key: string; value: string } {
  params.require('run_id', 'key', 'value');
  return { key: params.required('key'), value: params.required('value') };
}

function lower(status: (typeof statuses)[number]): Candidate['status'] {
  switch (status) {
    case 'RUNNING':
      return 'running';
    case 'SCHEDULED':
      return 'scheduled';
    case 'FINISHED':
      return 'finished';
    case 'FAILED':
      return 'failed';
    case 'KILLED':
      return 'killed';
  }
}
