import { callerLevel, roles } from '../../access/roles';
import { type Exchange, type Reply, type Route } from '../../exchange';
import { Params } from '../../http/params';
import { badParameter, forbidden, invalid } from '../../http/refusals';
import { type Job } from '../../ciRows';
import { type Ci, pipelineById } from '../ci';
import {
  cancelJob,
  cloneJob,
  enqueue,
  processPipeline,
  resetDependents,
} from '../pipeline/transitions';
import { presentJob } from '../present/job';
import { jobOf, mayActOn, projectForCi, writeApi } from './access';

const base = '/api/v4/projects/:id/jobs/:job';

/** What people do with jobs. */
export function jobActionRoutes(ci: Ci): Route[] {
  const post = (
    action: string,
    handle: (job: Job, exchange: Exchange) => Promise<Reply>,
  ): Route => ({
    method: 'POST',
    path: `${base}/${action}`,
    scopes: writeApi,
    async handle(exchange) {
      const project = projectForCi(ci, exchange, roles.developer);
      const job = jobOf(ci, exchange, project);
      mayActOn(ci, exchange, job, project);
      return handle(job, exchange);
    },
  });
  return [
    post('play', (job, exchange) => play(ci, job, exchange)),
    post('cancel', (job, exchange) => cancel(ci, job, exchange)),
    post('retry', (job, exchange) => retry(ci, job, exchange)),
    post('erase', (job) => erase(ci, job)),
  ];
}

async function play(ci: Ci, job: Job, exchange: Exchange): Promise<Reply> {
  const variables = readVariables(new Params(await exchange.fields()));
  if (job.retriedBy !== undefined || !['manual', 'scheduled'].includes(job.status)) {
    throw invalid('400 Bad request - Unplayable Job');
  }
  const { user } = exchange.signedIn();
  if (variables !== undefined) job.playVariables = variables;
  job.userId = user.id;
  enqueue(ci, job);
  resetDependents(ci, job);
  processPipeline(ci, pipelineById(ci.context, job.pipelineId));
  return { status: 200, json: await presentJob(ci.context, job) };
}

function readVariables(params: Params): Job['playVariables'] | undefined {
  return params.records('job_variables_attributes')?.map((record) => {
    const variable = new Params(record);
    const key = variable.required('key');
    if (!/^\w{1,255}$/.test(key)) {
      throw badParameter('job_variables_attributes[key] is invalid');
    }
    return { key, value: variable.text('value') ?? '' };
  });
}

async function cancel(ci: Ci, job: Job, exchange: Exchange): Promise<Reply> {
  const force = new Params(await exchange.fields()).flag('force') ?? false;
  const project = projectForCi(ci, exchange, roles.developer);
  if (force && callerLevel(ci.context, exchange.caller, project) < roles.maintainer) {
    throw forbidden();
  }
  cancelJob(ci, job, force);
  processPipeline(ci, pipelineById(ci.context, job.pipelineId));
  return { status: 201, json: await presentJob(ci.context, job) };
}

async function retry(ci: Ci, job: Job, exchange: Exchange): Promise<Reply> {
  const ended = ['success', 'failed', 'canceled'].includes(job.status);
  if (!ended || job.retriedBy !== undefined) throw forbidden('Job is not retryable');
  const clone = cloneJob(ci, job, exchange.signedIn().user.id, 'enqueue');
  processPipeline(ci, pipelineById(ci.context, job.pipelineId));
  return { status: 201, json: await presentJob(ci.context, clone) };
}

async function erase(ci: Ci, job: Job): Promise<Reply> {
  const ended = ['success', 'failed', 'canceled'].includes(job.status);
  if (!ended || job.erasedAt !== undefined) throw forbidden('Job is not erasable!');
  const reports = (job.reports ?? []).map((report) => report.fileType);
  await ci.files.erase(job.id, ['log', 'archive', ...reports]);
  delete job.artifacts;
  delete job.reports;
  job.erasedAt = ci.context.now();
  ci.context.world.changed();
  return { status: 201, json: await presentJob(ci.context, job) };
}
