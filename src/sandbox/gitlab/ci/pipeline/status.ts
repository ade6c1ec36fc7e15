import { type Job, type JobStatus } from '../../ciRows';

/** Statuses from which a job does not go on by itself or by its runner. */
export const completed: readonly JobStatus[] = ['success', 'failed', 'canceled', 'skipped'];
export const cancelable: readonly JobStatus[] = [
  'created',
  'waiting_for_resource',
  'preparing',
  'pending',
  'running',
  'scheduled',
];

type Counted = JobStatus | 'warned' | 'ignored';
type StatusPart = Pick<Job, 'status' | 'allowFailure'>;

/**
 * One status for several jobs, by GitLab's order of precedence; undefined when there are none.
 * @param dag for the jobs that another one needs: anything skipped or waiting for a person skips it.
 */
export function compositeStatus(jobs: readonly StatusPart[], dag = false): JobStatus | undefined {
  if (jobs.length === 0) return undefined;
  const counted = new Set(jobs.map(count));
  const only = (...allowed: Counted[]): boolean =>
    [...counted].every((one) => allowed.includes(one));
  const any = (...wanted: Counted[]): boolean => wanted.some((one) => counted.has(one));

  if (dag && any('skipped', 'ignored')) return 'skipped';
  if (dag && !only('success', 'failed', 'canceled', 'warned')) return 'pending';
  if (only('skipped', 'ignored')) return 'skipped';
  if (only('success', 'skipped', 'warned', 'ignored')) return 'success';
  if (only('created', 'warned', 'ignored')) return 'created';
  if (only('preparing', 'warned', 'ignored')) return 'preparing';
  if (only('canceled', 'success', 'skipped', 'warned', 'ignored')) return 'canceled';
  if (any('canceling')) return 'canceling';
  if (only('pending', 'created', 'skipped', 'warned', 'ignored')) return 'pending';
  if (any('running', 'pending')) return 'running';
  if (any('waiting_for_resource')) return 'waiting_for_resource';
  if (any('manual')) return 'manual';
  if (any('scheduled')) return 'scheduled';
  if (any('preparing')) return 'preparing';
  if (any('created')) return 'running';
  return 'failed';
}

function count(job: StatusPart): Counted {
  if (!job.allowFailure) return job.status;
  if (job.status === 'failed' || job.status === 'canceled') return 'warned';
  return job.status === 'manual' ? 'ignored' : job.status;
}

export type Advance = 'enqueue' | 'actionize' | 'schedule' | 'skip';

/** What is to happen now to a `created` job, given all latest jobs of its pipeline; undefined: wait. */
export function advance(job: Job, latest: readonly Job[]): Advance | undefined {
  const { needs } = job;
  const dag = needs !== undefined;
  const before = dag
    ? latest.filter((other) => needs.includes(other.name))
    : latest.filter((other) => other.stageIndex < job.stageIndex);
  const status = compositeStatus(before, dag) ?? 'success';
  if (!completed.includes(status)) return undefined;
  if (!allowedAfter(job, status, dag)) return 'skip';
  if (job.when === 'manual') return 'actionize';
  return job.when === 'delayed' ? 'schedule' : 'enqueue';
}

function allowedAfter(job: Job, status: JobStatus, dag: boolean): boolean {
  switch (job.when) {
    case 'on_success':
    case 'manual':
    case 'delayed':
      return status === 'success' || (!dag && status === 'skipped');
    case 'on_failure':
      return status === 'failed';
    case 'always':
      return status === 'success' || status === 'failed' || status === 'skipped';
    case 'never':
      return false;
  }
}
