import { digestOf } from '../../access/tokens';
import { type Exchange, type Refusal } from '../../exchange';
import { forbidden, refuse } from '../../http/refusals';
import { type Params } from '../../http/params';
import { type Job, type Runner } from '../../ciRows';
import { type Ci } from '../ci';

/** The runner behind `token` in the body (or the header of newer runners); 403 otherwise. */
export function authenticateRunner(ci: Ci, exchange: Exchange, params: Params): Runner {
  const header = exchange.request.headers['runner-token'];
  const token = params.text('token') ?? (typeof header === 'string' ? header : undefined);
  if (token === undefined || token === '') throw forbidden();
  const digest = digestOf(token);
  const runner = ci.context.world.tables.runners.find((row) => row.digest === digest);
  if (runner === undefined) throw forbidden();
  return runner;
}

/** Notes that a runner was heard, and what it says of itself. */
export function hearRunner(ci: Ci, runner: Runner, params: Params): void {
  runner.contactedAt = ci.context.now();
  const systemId = params.text('system_id');
  if (systemId !== undefined && systemId !== '' && !runner.systemIds.includes(systemId)) {
    runner.systemIds.push(systemId);
  }
  const info = params.values['info'];
  if (typeof info === 'object' && info !== null) {
    for (const key of ['version', 'platform', 'architecture'] as const) {
      const value: unknown = Reflect.get(info, key);
      if (typeof value === 'string') runner[key] = value;
    }
  }
  ci.context.world.changed();
}

/** The job of `:id` for whoever has its token: header `JOB-TOKEN` or `token`. 403 unless it runs. */
export function authenticateJob(
  ci: Ci,
  exchange: Exchange,
  token: string | undefined,
  mustRun = true,
): Job {
  const job = ci.context.world.tables.jobs.find((row) => String(row.id) === exchange.params['id']);
  const header = exchange.request.headers['job-token'];
  const given = typeof header === 'string' ? header : token;
  if (job === undefined || given === undefined) throw forbidden();
  if (job.tokenDigest !== digestOf(given)) throw forbidden();
  if (mustRun && job.status !== 'running' && job.status !== 'canceling') {
    throw notRunning(job);
  }
  job.heardAt = ci.context.now();
  const runner = ci.context.world.tables.runners.find((row) => row.id === job.runnerId);
  if (runner) runner.contactedAt = ci.context.now();
  return job;
}

/** Tells the runner to stop: `Job-Status` carries what became of the job. */
function notRunning(job: Job): Refusal {
  return refuse(
    403,
    { message: '403 Forbidden - Job is not running' },
    { 'Job-Status': job.status },
  );
}
