import { type Exchange, type Reply, type Route } from '../../exchange';
import { keyset, paged } from '../../http/paging';
import { badParameter, forbidden, notFound } from '../../http/refusals';
import { type Job, type JobStatus } from '../../ciRows';
import { type Ci, jobsOf, latestJobs } from '../ci';
import { presentJob } from '../present/job';
import { jobOf, pipelineOf, projectForCi, readApi } from './access';

const statuses: readonly JobStatus[] = [
  'created',
  'waiting_for_resource',
  'preparing',
  'pending',
  'running',
  'success',
  'failed',
  'canceling',
  'canceled',
  'skipped',
  'manual',
  'scheduled',
];

/** Reading jobs and their logs. */
export function jobRoutes(ci: Ci): Route[] {
  const { context } = ci;
  const read = { method: 'GET', scopes: readApi, anonymous: true } as const;
  return [
    {
      ...read,
      path: '/api/v4/projects/:id/pipelines/:pipeline/jobs',
      async handle(exchange) {
        const pipeline = pipelineOf(ci, exchange, projectForCi(ci, exchange));
        const all = exchange.query.get('include_retried') === 'true';
        const jobs = all ? jobsOf(context, pipeline) : latestJobs(context, pipeline);
        return list(ci, exchange, jobs);
      },
    },
    {
      ...read,
      path: '/api/v4/projects/:id/pipelines/:pipeline/bridges',
      async handle(exchange) {
        pipelineOf(ci, exchange, projectForCi(ci, exchange));
        return paged(exchange, context.externalUrl, [], () => null);
      },
    },
    {
      ...read,
      path: '/api/v4/projects/:id/jobs',
      async handle(exchange) {
        const project = projectForCi(ci, exchange);
        const jobs = context.world.tables.jobs.filter((job) => job.projectId === project.id);
        return list(ci, exchange, jobs);
      },
    },
    {
      ...read,
      path: '/api/v4/projects/:id/jobs/:job',
      async handle(exchange) {
        const job = jobOf(ci, exchange, projectForCi(ci, exchange));
        return { status: 200, json: await presentJob(context, job) };
      },
    },
    {
      ...read,
      path: '/api/v4/projects/:id/jobs/:job/trace',
      async handle(exchange) {
        const job = jobOf(ci, exchange, projectForCi(ci, exchange));
        return {
          status: 200,
          bytes: await ci.files.trace(job.id),
          headers: { 'Content-Type': 'text/plain' },
        };
      },
    },
    {
      method: 'GET',
      path: '/api/v4/job',
      jobToken: true,
      async handle(exchange) {
        const id = exchange.caller?.token.jobId;
        const job = context.world.tables.jobs.find((row) => row.id === id);
        if (job === undefined) throw exchange.caller ? forbidden() : notFound();
        return { status: 200, json: await presentJob(context, job) };
      },
    },
  ];
}

async function list(ci: Ci, exchange: Exchange, jobs: readonly Job[]): Promise<Reply> {
  const wanted = [...exchange.query.getAll('scope[]'), ...exchange.query.getAll('scope')];
  const unknown = wanted.find((one) => !statuses.some((status) => status === one));
  if (unknown !== undefined) throw badParameter('scope does not have a valid value');
  const found = jobs
    .filter((job) => wanted.length === 0 || wanted.includes(job.status))
    .sort((a, b) => b.id - a.id);
  const url = ci.context.externalUrl;
  const page =
    exchange.query.get('pagination') === 'keyset'
      ? keyset(
          exchange,
          url,
          found,
          (job) => String(job.id),
          (job) => job,
        )
      : paged(exchange, url, found, (job) => job);
  const rows = page.json as Job[];
  return { ...page, json: await Promise.all(rows.map((job) => presentJob(ci.context, job))) };
}
