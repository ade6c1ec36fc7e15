import { fullPath, projectUrl } from '../../access/roles';
import { type GitLabContext } from '../../exchange';
import { iso, presentUserById } from '../../rest/users';
import { type JobStatus, type Pipeline } from '../../ciRows';
import { jobsOf, pipelineStatus, projectById } from '../ci';

/** The form of lists. */
export function presentPipelineBriefly(
  context: GitLabContext,
  pipeline: Pipeline,
): Record<string, unknown> {
  const project = projectById(context, pipeline.projectId);
  return {
    id: pipeline.id,
    iid: pipeline.iid,
    project_id: pipeline.projectId,
    sha: pipeline.sha,
    ref: pipeline.ref,
    status: pipelineStatus(context, pipeline),
    source: pipeline.source,
    created_at: iso(pipeline.createdAt),
    updated_at: iso(pipeline.updatedAt),
    web_url: `${projectUrl(context, project)}/-/pipelines/${pipeline.id}`,
    name: pipeline.name ?? null,
  };
}

export function presentPipeline(
  context: GitLabContext,
  pipeline: Pipeline,
): Record<string, unknown> {
  const project = projectById(context, pipeline.projectId);
  const path = `/${fullPath(context, project)}/-/pipelines/${pipeline.id}`;
  const { startedAt, finishedAt, createdAt } = pipeline;
  return {
    ...presentPipelineBriefly(context, pipeline),
    before_sha: pipeline.beforeSha ?? '0'.repeat(40),
    tag: pipeline.tag,
    yaml_errors: pipeline.yamlErrors ?? null,
    user: presentUserById(context, pipeline.userId),
    started_at: iso(startedAt),
    finished_at: iso(finishedAt),
    committed_at: null,
    duration: finishedAt === undefined ? null : workingSeconds(context, pipeline),
    queued_duration: startedAt === undefined ? null : Math.round((startedAt - createdAt) / 1_000),
    coverage: null,
    detailed_status: detailedStatus(pipelineStatus(context, pipeline), path),
    archived: false,
  };
}

/** Seconds during which at least one job ran. */
function workingSeconds(context: GitLabContext, pipeline: Pipeline): number {
  const spans = jobsOf(context, pipeline)
    .flatMap((job) =>
      job.startedAt === undefined || job.finishedAt === undefined
        ? []
        : [[job.startedAt, job.finishedAt] as const],
    )
    .sort((a, b) => a[0] - b[0]);
  let total = 0;
  let reached = 0;
  for (const [from, to] of spans) {
    total += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return Math.round(total / 1_000);
}

const words: Record<JobStatus, readonly [text: string, label: string, group?: string]> = {
  created: ['Created', 'created'],
  pending: ['Pending', 'pending'],
  running: ['Running', 'running'],
  success: ['Passed', 'passed'],
  failed: ['Failed', 'failed'],
  canceling: ['Canceling', 'canceling'],
  canceled: ['Canceled', 'canceled'],
  skipped: ['Skipped', 'skipped'],
  manual: ['Manual', 'manual action'],
  waiting_for_resource: ['Waiting', 'waiting for resource', 'waiting-for-resource'],
  preparing: ['Preparing', 'preparing'],
  scheduled: ['Scheduled', 'scheduled'],
};

export function detailedStatus(status: JobStatus, path: string): Record<string, unknown> {
  const [text, label, group] = words[status];
  return {
    icon: `status_${status}`,
    text,
    label,
    group: group ?? status,
    tooltip: label,
    has_details: true,
    details_path: path,
    illustration: null,
    favicon: null,
  };
}
