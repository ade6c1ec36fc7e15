import { type Disposable, toDisposable } from '../../../base/disposable';
import { type GitLabContext } from '../exchange';
import { type Ci, ciOf } from './ci';
import { pipelineOfMergeRequest, pipelinesOfPush } from './pipeline/events';
import { awaitSchedule, finishJob } from './pipeline/transitions';
import { jobTimeoutS } from './runnerApi/pick';

/** Makes pipelines of pushes and merge requests from now on, and takes care of jobs that nobody ends. */
export function startCi(context: GitLabContext): Disposable {
  const ci = ciOf(context);
  const stop = new AbortController();
  let line: Promise<unknown> = Promise.resolve();
  /** One after the other, in the order of the events. */
  const next = (work: () => Promise<unknown>): void => {
    if (stop.signal.aborted) return;
    const run = line.then(work);
    line = run.catch(() => undefined);
    context.background(async () => {
      await run;
    });
  };
  context.onDidPush((push) => next(() => pipelinesOfPush(ci, push)));
  context.onDidOpenMergeRequest(({ projectId, iid }) =>
    next(async () => {
      const mr = context.world.tables.mergeRequests.find(
        (row) => row.projectId === projectId && row.iid === iid,
      );
      if (mr) await pipelineOfMergeRequest(ci, mr, mr.authorId);
    }),
  );
  for (const job of context.world.tables.jobs) {
    if (job.status === 'scheduled') awaitSchedule(ci, job);
  }
  const timer = setInterval(() => endLostJobs(ci), 30_000);
  timer.unref();
  return toDisposable(() => {
    stop.abort();
    clearInterval(timer);
  });
}

/** GitLab waits an hour for a silent runner. */
const silentMs = 60 * 60_000;

/** Fails jobs that ran out of time or whose runner is gone, and ends cancelled ones nobody answers for. */
export function endLostJobs(ci: Ci): void {
  const { context } = ci;
  const { jobs, runners } = context.world.tables;
  const now = context.now();
  for (const job of jobs) {
    if (job.status !== 'running' && job.status !== 'canceling') continue;
    if (!context.world.tables.pipelines.some((row) => row.id === job.pipelineId)) continue;
    const runner = runners.find((row) => row.id === job.runnerId);
    const limitMs = (jobTimeoutS(job, runner) + 15 * 60) * 1_000;
    const heard = job.heardAt ?? job.startedAt ?? now;
    if (now - heard > silentMs || now - (job.startedAt ?? now) > limitMs) {
      const canceled = job.status === 'canceling';
      finishJob(
        ci,
        job,
        canceled
          ? { status: 'canceled' }
          : { status: 'failed', failureReason: 'stuck_or_timeout_failure' },
      );
    }
  }
}
