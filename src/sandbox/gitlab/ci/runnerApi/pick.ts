import { type GitLabContext } from '../../exchange';
import { type Job, type Runner } from '../../ciRows';
import { isProtectedPipeline } from '../pipeline/predefined';
import { pipelineById, projectById } from '../ci';

/** GitLab's default for a project: one hour. */
const defaultTimeoutS = 3_600;

/** Seconds a job may run: its own or the project's limit, cut by the runner's. */
export function jobTimeoutS(job: Job, runner: Runner | undefined): number {
  const own = job.options.timeoutS ?? defaultTimeoutS;
  return Math.min(own, runner?.maximumTimeout ?? own);
}

/** The oldest pending job that a runner may take. */
export function pickJob(context: Pick<GitLabContext, 'world'>, runner: Runner): Job | undefined {
  return context.world.tables.jobs
    .filter((job) => job.status === 'pending')
    .sort((a, b) => a.id - b.id)
    .find((job) => mayRun(context, runner, job));
}

export function mayRun(context: Pick<GitLabContext, 'world'>, runner: Runner, job: Job): boolean {
  const project = projectById(context, job.projectId);
  if (project.markedForDeletionAt !== undefined) return false;
  if (!reaches(context, runner, job.projectId)) return false;
  if (job.tagList.length === 0 && !runner.runUntagged) return false;
  if (!job.tagList.every((tag) => runner.tagList.includes(tag))) return false;
  return (
    runner.accessLevel === 'not_protected' ||
    isProtectedPipeline(project, pipelineById(context, job.pipelineId))
  );
}

/** Whether a runner serves a project at all. */
export function reaches(
  context: Pick<GitLabContext, 'world'>,
  runner: Runner,
  projectId: number,
): boolean {
  switch (runner.runnerType) {
    case 'instance_type':
      return true;
    case 'group_type':
      return groupAncestors(context, projectId).some((id) => runner.groupIds.includes(id));
    case 'project_type':
      return runner.projectIds.includes(projectId);
  }
}

/** Ids of the groups above a project, the nearest one included. */
export function groupAncestors(context: Pick<GitLabContext, 'world'>, projectId: number): number[] {
  const { groups, projects } = context.world.tables;
  const project = projects.find((row) => row.id === projectId);
  if (project?.namespace.kind !== 'group') return [];
  const own = groups.find((group) => group.id === project.namespace.id);
  if (own === undefined) return [];
  return groups
    .filter((group) => own.path === group.path || own.path.startsWith(`${group.path}/`))
    .map((group) => group.id);
}
