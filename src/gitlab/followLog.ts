import { type JobId, type ProjectId } from '../model/ids';
import { createLogCleaner } from '../model/jobLog';
import { isActive, isFinished, type Job } from '../model/pipeline';
import { type LogFollower } from '../model/ports/gitlab';
import { wait } from '../base/wait';

export interface LogSource {
  job(project: ProjectId, id: JobId, signal: AbortSignal): Promise<Job>;
  trace(project: ProjectId, id: JobId, signal: AbortSignal): Promise<Buffer>;
}

/** Between two looks at the log, ms. */
export interface FollowPace {
  readonly shortestMs: number;
  readonly longestMs: number;
}

export const usualPace: FollowPace = { shortestMs: 1_000, longestMs: 15_000 };

/**
 * Follows a job's log until the job has ended. GitLab sends the whole log every time, so the pause grows with its
 * size: about one second for each 100 KB.
 */
export async function followLog(
  source: LogSource,
  project: ProjectId,
  id: JobId,
  follower: LogFollower,
  pace: FollowPace,
  signal: AbortSignal,
): Promise<Job> {
  let reader = createTraceReader(follower);
  let job = await source.job(project, id, signal);
  follower.onJob?.(job);
  for (;;) {
    const trace = await source.trace(project, id, signal);
    if (!reader.continues(trace)) {
      follower.onReset?.();
      reader = createTraceReader(follower);
    }
    reader.read(trace);
    // The log that was read after the job had ended is the whole one.
    if (isFinished(job.status) || job.erasedAt !== undefined) {
      reader.end();
      return job;
    }
    await wait(pauseFor(trace.length, job, pace), signal);
    const next = await source.job(project, id, signal);
    if (next.status !== job.status) follower.onJob?.(next);
    job = next;
  }
}

function pauseFor(size: number, job: Job, pace: FollowPace): number {
  const bySize = Math.ceil(size / 100_000) * pace.shortestMs;
  // A manual job may wait for days.
  const calm = isActive(job.status) ? 1 : 3;
  return Math.min(pace.longestMs, Math.max(pace.shortestMs, bySize) * calm);
}

function createTraceReader(follower: LogFollower) {
  const cleaner = createLogCleaner();
  const decoder = new TextDecoder('utf-8');
  let length = 0;
  let ending = Buffer.alloc(0);
  const tell = (text: string): void => {
    if (text !== '') follower.onText(text);
  };
  return {
    /** False when this is another log than the one read so far: erased, or written anew. */
    continues: (trace: Buffer): boolean =>
      trace.length >= length && trace.subarray(length - ending.length, length).equals(ending),
    read(trace: Buffer): void {
      const added = trace.subarray(length);
      length = trace.length;
      ending = Buffer.from(trace.subarray(-256));
      tell(cleaner.push(decoder.decode(added, { stream: true })));
    },
    end(): void {
      tell(cleaner.push(decoder.decode()) + cleaner.end());
    },
  };
}
