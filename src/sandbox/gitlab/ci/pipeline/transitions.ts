import { type Ci, latestJobs, pipelineById, pipelineStatus } from '../ci';
import { type Job, type JobStatus, type Pipeline } from '../../ciRows';
import { advance, cancelable, completed } from './status';

/** Moves every job of a pipeline on that can go on, and notes the pipeline's times. */
export function processPipeline(ci: Ci, pipeline: Pipeline): void {
  const { context } = ci;
  for (let moved = true; moved;) {
    moved = false;
    const latest = latestJobs(context, pipeline).sort((a, b) => a.stageIndex - b.stageIndex);
    for (const job of latest) {
      if (job.status !== 'created') continue;
      const step = advance(job, latest);
      if (step === undefined) continue;
      moved = true;
      if (step === 'enqueue') enqueue(ci, job);
      else if (step === 'schedule') schedule(ci, job);
      else job.status = step === 'skip' ? 'skipped' : 'manual';
    }
  }
  notePipeline(ci, pipeline);
  context.world.changed();
}

export function enqueue(ci: Ci, job: Job): void {
  job.status = 'pending';
  job.queuedAt = ci.context.now();
  delete job.scheduledAt;
  ci.queue.announce();
}

function schedule(ci: Ci, job: Job): void {
  job.status = 'scheduled';
  job.scheduledAt = ci.context.now() + (job.options.startInS ?? 0) * 1_000;
  awaitSchedule(ci, job);
}

/** Makes a delayed job pending when its time has come; also after a restart of the server. */
export function awaitSchedule(ci: Ci, job: Job): void {
  const { context } = ci;
  const due = job.scheduledAt;
  if (due === undefined) return;
  context.background(async (signal) => {
    await context.wait(Math.max(0, due - context.now()), signal);
    if (job.status !== 'scheduled' || !context.world.tables.jobs.includes(job)) return;
    enqueue(ci, job);
    processPipeline(ci, pipelineById(context, job.pipelineId));
  });
}

export interface Outcome {
  readonly status: 'success' | 'failed' | 'canceled';
  readonly failureReason?: string;
  readonly exitCode?: number;
}

/** Ends a running job, repeats it when its `retry` says so, and moves the pipeline on. */
export function finishJob(ci: Ci, job: Job, outcome: Outcome): void {
  const { context } = ci;
  job.status = outcome.status;
  job.finishedAt = context.now();
  if (outcome.failureReason !== undefined) job.failureReason = outcome.failureReason;
  if (outcome.exitCode !== undefined) job.exitCode = outcome.exitCode;
  if (outcome.exitCode !== undefined && job.options.allowFailureCodes?.includes(outcome.exitCode)) {
    job.allowFailure = true;
  }
  revokeToken(ci, job);
  const pipeline = pipelineById(context, job.pipelineId);
  if (outcome.status === 'failed' && retriesLeft(ci, job)) cloneJob(ci, job, job.userId, 'process');
  processPipeline(ci, pipeline);
}

function revokeToken(ci: Ci, job: Job): void {
  const { tokens } = ci.context.world.tables;
  const at = tokens.findIndex((token) => token.kind === 'job' && token.jobId === job.id);
  if (at >= 0) tokens.splice(at, 1);
}

function retriesLeft(ci: Ci, job: Job): boolean {
  const { retry } = job.options;
  if (retry === undefined) return false;
  const before = ci.context.world.tables.jobs.filter(
    (row) => row.pipelineId === job.pipelineId && row.name === job.name && row.id !== job.id,
  );
  const wanted = retry.when.includes('always') || retry.when.includes(job.failureReason ?? '');
  return wanted && before.length < retry.max;
}

/**
 * A new job in place of an old one.
 * @param then `enqueue`: run at once, as a person asked for; `process`: when its turn comes.
 */
export function cloneJob(ci: Ci, job: Job, userId: number, then: 'enqueue' | 'process'): Job {
  const { context } = ci;
  const { world } = context;
  const clone: Job = {
    id: world.nextId('jobs'),
    pipelineId: job.pipelineId,
    projectId: job.projectId,
    name: job.name,
    stage: job.stage,
    stageIndex: job.stageIndex,
    status: 'created',
    when: job.when,
    allowFailure: job.options.allowFailureCodes ? false : job.allowFailure,
    tagList: [...job.tagList],
    options: structuredClone(job.options),
    userId,
    createdAt: context.now(),
    playVariables: structuredClone(job.playVariables),
    ...(job.needs && { needs: [...job.needs] }),
  };
  world.tables.jobs.push(clone);
  job.retriedBy = clone.id;
  if (then === 'enqueue') enqueue(ci, clone);
  resetDependents(ci, clone);
  return clone;
}

/** Jobs that were skipped because of an earlier one get a new chance when that one runs after all. */
export function resetDependents(ci: Ci, job: Job): void {
  const latest = latestJobs(ci.context, pipelineById(ci.context, job.pipelineId));
  const reset = new Set([job.name]);
  for (const other of latest.sort((a, b) => a.stageIndex - b.stageIndex)) {
    const depends = other.needs
      ? other.needs.some((name) => reset.has(name))
      : other.stageIndex > job.stageIndex;
    if (!depends || other.status !== 'skipped') continue;
    other.status = 'created';
    reset.add(other.name);
  }
}

/** Cancels what can be; a running job is told through its runner and ends a moment later. */
export function cancelJob(ci: Ci, job: Job, force = false): boolean {
  const runs = job.status === 'running' || (force && job.status === 'canceling');
  if (!runs && !cancelable.includes(job.status)) return false;
  if (runs && !force) {
    job.status = 'canceling';
    ci.context.world.changed();
  } else {
    finishJob(ci, job, { status: 'canceled' });
  }
  return true;
}

export function cancelPipeline(ci: Ci, pipeline: Pipeline): void {
  for (const job of latestJobs(ci.context, pipeline)) {
    if (cancelable.includes(job.status) && job.status !== 'running') {
      job.status = 'canceled';
      job.finishedAt = ci.context.now();
      delete job.scheduledAt;
    }
  }
  for (const job of latestJobs(ci.context, pipeline)) cancelJob(ci, job);
  processPipeline(ci, pipeline);
}

function notePipeline(ci: Ci, pipeline: Pipeline): void {
  const now = ci.context.now();
  const status: JobStatus = pipelineStatus(ci.context, pipeline);
  pipeline.updatedAt = now;
  const started = latestJobs(ci.context, pipeline).some((job) => job.startedAt !== undefined);
  if (started) pipeline.startedAt ??= now;
  if (completed.includes(status)) pipeline.finishedAt ??= now;
  else delete pipeline.finishedAt;
}
