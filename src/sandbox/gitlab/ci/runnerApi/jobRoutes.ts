import { digestOf, issueToken, mint } from '../../access/tokens';
import { type Exchange, type Reply, type Route } from '../../exchange';
import { forbidden, refuse } from '../../http/refusals';
import { Params } from '../../http/params';
import { type Job, type Runner } from '../../ciRows';
import { type Ci, pipelineById } from '../ci';
import { finishJob, processPipeline } from '../pipeline/transitions';
import { authenticateJob, authenticateRunner, hearRunner } from './auth';
import { jobPayload } from './payload';
import { pickJob } from './pick';

/** GitLab's front keeps a runner that has seen everything waiting this long (ms of real time). */
const longPollMs = 50_000;
/** The log may grow to this size; GitLab's default. */
const traceLimit = 100 * 1024 * 1024;

/** How gitlab-runner asks for jobs and reports on them. */
export function runnerJobRoutes(ci: Ci): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/v4/jobs/request',
      handle: (exchange) => requestJob(ci, exchange),
    },
    {
      method: 'PATCH',
      path: '/api/v4/jobs/:id/trace',
      handle: (exchange) => patchTrace(ci, exchange),
    },
    {
      method: 'PUT',
      path: '/api/v4/jobs/:id',
      handle: (exchange) => updateJob(ci, exchange),
    },
  ];
}

async function requestJob(ci: Ci, exchange: Exchange): Promise<Reply> {
  const params = new Params(await exchange.fields());
  const runner = authenticateRunner(ci, exchange, params);
  hearRunner(ci, runner, params);
  if (params.text('last_update') === ci.queue.value) {
    const gone = new AbortController();
    exchange.response.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, ci.context.stopping]);
    await ci.queue.next(longPollMs, signal);
    if (signal.aborted) return { status: 204 };
  }
  const seen = ci.queue.value;
  const nothing: Reply = { status: 204, headers: { 'X-GitLab-Last-Update': seen } };
  if (runner.paused || !ci.context.world.tables.runners.includes(runner)) return nothing;
  for (;;) {
    const job = pickJob(ci.context, runner);
    if (job === undefined) return nothing;
    const payload = await start(ci, job, runner, params.text('system_id'));
    if (payload) return { status: 201, json: payload };
  }
}

async function start(
  ci: Ci,
  job: Job,
  runner: Runner,
  systemId: string | undefined,
): Promise<Record<string, unknown> | undefined> {
  const { context } = ci;
  const token = mint('glcbt-64_', 20);
  job.status = 'running';
  job.startedAt = context.now();
  job.heardAt = job.startedAt;
  job.runnerId = runner.id;
  job.tokenDigest = digestOf(token);
  if (systemId !== undefined) job.systemId = systemId;
  issueToken(context, token, {
    kind: 'job',
    userId: job.userId,
    name: `job ${job.id}`,
    scopes: [],
    projectId: job.projectId,
    jobId: job.id,
  });
  processPipeline(ci, pipelineById(context, job.pipelineId));
  const payload = await jobPayload(ci, job, runner, token);
  if (payload === undefined)
    finishJob(ci, job, { status: 'failed', failureReason: 'data_integrity_failure' });
  return payload;
}

async function patchTrace(ci: Ci, exchange: Exchange): Promise<Reply> {
  const job = authenticateJob(ci, exchange, undefined);
  const range = exchange.request.headers['content-range'];
  if (range === undefined) throw refuse(400, { error: '400 Missing header Content-Range' });
  const from = Number(/^(\d+)-/.exec(range)?.[1] ?? Number.NaN);
  const bytes = await exchange.body(traceLimit);
  const size = await ci.files.traceSize(job.id);
  if (from !== size) {
    // The runner sends again from the size it is told.
    throw refuse(
      416,
      { error: '416 Range Not Satisfiable' },
      { Range: `0-${size}`, 'Job-Status': job.status },
    );
  }
  const now = await ci.files.writeTrace(job.id, from, bytes);
  if (now > traceLimit) {
    finishJob(ci, job, { status: 'failed', failureReason: 'trace_size_exceeded' });
    throw forbidden();
  }
  return {
    status: 202,
    json: '202',
    headers: {
      'Job-Status': job.status,
      Range: `0-${now}`,
      'X-GitLab-Trace-Update-Interval': '1',
    },
  };
}

async function updateJob(ci: Ci, exchange: Exchange): Promise<Reply> {
  const params = new Params(await exchange.fields());
  const job = authenticateJob(ci, exchange, params.text('token'));
  const state = params.text('state');
  const canceled = job.status === 'canceling';
  const exitCode = params.number('exit_code');
  // What the job was until now: the runner takes `failed` for a wish to hear nothing more of it.
  const headers = { 'X-GitLab-Trace-Update-Interval': '1', 'Job-Status': job.status };
  if (state === 'success' || state === 'failed') {
    finishJob(ci, job, {
      status: canceled ? 'canceled' : state,
      ...(state === 'failed' &&
        !canceled && { failureReason: params.text('failure_reason') || 'unknown_failure' }),
      ...(exitCode !== undefined && { exitCode }),
    });
  }
  return { status: 200, json: '200', headers };
}
