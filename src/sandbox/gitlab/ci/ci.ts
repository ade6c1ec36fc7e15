import { type GitLabContext } from '../exchange';
import { type Project } from '../world';
import { type Job, type JobStatus, type Pipeline } from '../ciRows';
import { JobFiles } from './files';
import { compositeStatus } from './pipeline/status';
import { RunnerQueue } from './runnerQueue';

/** What the parts of CI share. */
export interface Ci {
  readonly context: GitLabContext;
  readonly files: JobFiles;
  readonly queue: RunnerQueue;
}

const known = new WeakMap<GitLabContext, Ci>();

export function ciOf(context: GitLabContext): Ci {
  const found = known.get(context);
  if (found) return found;
  const ci = { context, files: new JobFiles(context.folder), queue: new RunnerQueue() };
  known.set(context, ci);
  return ci;
}

type WithWorld = Pick<GitLabContext, 'world'>;

export function projectById(context: WithWorld, id: number): Project {
  const project = context.world.tables.projects.find((row) => row.id === id);
  if (project === undefined) throw new Error(`project ${id} is not there`);
  return project;
}

export function pipelineById(context: WithWorld, id: number): Pipeline {
  const pipeline = context.world.tables.pipelines.find((row) => row.id === id);
  if (pipeline === undefined) throw new Error(`pipeline ${id} is not there`);
  return pipeline;
}

export function jobsOf(context: WithWorld, pipeline: Pipeline): Job[] {
  return context.world.tables.jobs.filter((job) => job.pipelineId === pipeline.id);
}

/** Without those that were retried. */
export function latestJobs(context: WithWorld, pipeline: Pipeline): Job[] {
  return jobsOf(context, pipeline).filter((job) => job.retriedBy === undefined);
}

export function pipelineStatus(context: WithWorld, pipeline: Pipeline): JobStatus {
  return pipeline.ownStatus ?? compositeStatus(latestJobs(context, pipeline)) ?? 'created';
}

/** Branch or tag as a person says it; for a merge request its source branch. */
export function refName(context: WithWorld, pipeline: Pipeline): string {
  if (pipeline.mergeRequestIid === undefined) return pipeline.ref;
  const mr = mergeRequestOf(context, pipeline);
  return mr?.sourceBranch ?? pipeline.ref;
}

export function mergeRequestOf(
  context: WithWorld,
  pipeline: Pipeline,
): { iid: number; sourceBranch: string; targetBranch: string; title: string } | undefined {
  return context.world.tables.mergeRequests.find(
    (row) => row.projectId === pipeline.projectId && row.iid === pipeline.mergeRequestIid,
  );
}
