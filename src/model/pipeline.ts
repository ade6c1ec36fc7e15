import { type JobId, type PipelineId, type ProjectId } from './ids';
import { type Person } from './project';

/** Every status GitLab 17 and 18 name for jobs and pipelines, and `unknown` for what a later release may add. */
export const ciStatuses = [
  'created',
  'waiting_for_resource',
  'preparing',
  'waiting_for_callback',
  'pending',
  'running',
  'success',
  'failed',
  'canceling',
  'canceled',
  'skipped',
  'manual',
  'scheduled',
  'unknown',
] as const;
export type CiStatus = (typeof ciStatuses)[number];

export type StatusGroup = 'waiting' | 'running' | 'passed' | 'failed' | 'stopped' | 'manual';

export interface Pipeline {
  readonly id: PipelineId;
  readonly iid: number;
  readonly status: CiStatus;
  /** `push`, `merge_request_event`, `web`, `api`, ... */
  readonly source: string;
  /** A branch, a tag, or `refs/merge-requests/N/head`. */
  readonly ref: string;
  readonly sha: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly webUrl: string;
}

export interface Job {
  readonly id: JobId;
  readonly projectId: ProjectId | undefined;
  readonly pipelineId: PipelineId;
  readonly name: string;
  readonly stage: string;
  readonly status: CiStatus;
  readonly ref: string;
  readonly sha: string | undefined;
  readonly allowFailure: boolean;
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly erasedAt: number | undefined;
  /** Seconds of running; grows while it runs. */
  readonly durationS: number | undefined;
  readonly queuedS: number | undefined;
  readonly failureReason: string | undefined;
  readonly user: Person | undefined;
  readonly runner: string | undefined;
  readonly artifacts: { readonly fileName: string; readonly size: number } | undefined;
  readonly tags: readonly string[];
  readonly webUrl: string;
}

export interface CiVariable {
  readonly key: string;
  readonly value: string;
}

export function ciStatus(text: string): CiStatus {
  const wanted = text.toLowerCase();
  return ciStatuses.find((status) => status === wanted) ?? 'unknown';
}

export function statusGroup(status: CiStatus): StatusGroup {
  switch (status) {
    case 'created':
    case 'waiting_for_resource':
    case 'preparing':
    case 'waiting_for_callback':
    case 'pending':
    case 'scheduled':
    case 'unknown':
      return 'waiting';
    case 'running':
    case 'canceling':
      return 'running';
    case 'success':
      return 'passed';
    case 'failed':
      return 'failed';
    case 'canceled':
    case 'skipped':
      return 'stopped';
    case 'manual':
      return 'manual';
  }
}

/** True while the status changes without anybody doing something. */
export function isActive(status: CiStatus): boolean {
  const group = statusGroup(status);
  return status !== 'unknown' && (group === 'waiting' || group === 'running');
}

/** True when the job has ended; a manual job that waits has not. */
export function isFinished(status: CiStatus): boolean {
  const group = statusGroup(status);
  return group === 'passed' || group === 'failed' || group === 'stopped';
}

export function isPlayable(job: Pick<Job, 'status'>): boolean {
  return job.status === 'manual' || job.status === 'scheduled';
}

export function isCancelable(job: Pick<Job, 'status'>): boolean {
  return isActive(job.status) && job.status !== 'canceling';
}

export function isRetryable(job: Pick<Job, 'status'>): boolean {
  return job.status === 'success' || job.status === 'failed' || job.status === 'canceled';
}

/** `refs/merge-requests/7/head` is how pipelines of merge requests name their ref. */
export function mergeRequestOfRef(ref: string): number | undefined {
  const match = /^refs\/merge-requests\/(\d+)\/(?:head|merge|train)$/.exec(ref);
  return match ? Number(match[1]) : undefined;
}

/**
 * The latest job of each name, in the order of the stages. A job that was tried again has the highest id of its
 * pipeline, so the stages' order is told by their first jobs; GitLab names no other.
 * @param jobs all of a pipeline, those that were tried again too
 */
export function latestJobs(jobs: readonly Job[]): Job[] {
  const oldestFirst = [...jobs].sort((a, b) => a.id - b.id);
  const latest = new Map<string, Job>();
  const stages = new Map<string, number>();
  for (const job of oldestFirst) {
    // A map keeps the place that a name had first.
    latest.set(job.name, job);
    if (!stages.has(job.stage)) stages.set(job.stage, stages.size);
  }
  const place = (job: Job): number => stages.get(job.stage) ?? 0;
  return [...latest.values()].sort((a, b) => place(a) - place(b));
}
