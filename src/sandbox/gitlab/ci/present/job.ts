import { projectUrl } from '../../access/roles';
import { type GitLabContext } from '../../exchange';
import { iso, presentUserById } from '../../rest/users';
import { type Job } from '../../ciRows';
import { pipelineById, projectById } from '../ci';
import { artifactsExpired, jobArtifacts } from '../artifacts';
import { commitOf, presentJobCommit } from './commit';
import { presentPipelineBriefly } from './pipeline';
import { presentRunner } from './runner';

export async function presentJob(
  context: GitLabContext,
  job: Job,
): Promise<Record<string, unknown>> {
  const project = projectById(context, job.projectId);
  const pipeline = pipelineById(context, job.pipelineId);
  const commit = await commitOf(context, project, pipeline.sha);
  const runner = context.world.tables.runners.find((row) => row.id === job.runnerId);
  const now = context.now();
  const archive = artifactsExpired(job, now) ? undefined : job.artifacts;
  const { startedAt, finishedAt, queuedAt } = job;
  return {
    id: job.id,
    status: job.status,
    stage: job.stage,
    name: job.name,
    ref: pipeline.ref,
    tag: pipeline.tag,
    coverage: null,
    allow_failure: job.allowFailure,
    created_at: iso(job.createdAt),
    started_at: iso(startedAt),
    finished_at: iso(finishedAt),
    erased_at: iso(job.erasedAt),
    duration: startedAt === undefined ? null : ((finishedAt ?? now) - startedAt) / 1_000,
    queued_duration: queuedAt === undefined ? null : ((startedAt ?? now) - queuedAt) / 1_000,
    ...(job.status === 'failed' && { failure_reason: job.failureReason ?? 'unknown_failure' }),
    user: presentUserById(context, job.userId),
    commit: presentJobCommit(context, project, commit),
    pipeline: presentPipelineBriefly(context, pipeline),
    web_url: `${projectUrl(context, project)}/-/jobs/${job.id}`,
    project: { ci_job_token_scope_enabled: false },
    ...(archive && { artifacts_file: { filename: archive.fileName, size: archive.size } }),
    artifacts: await jobArtifacts(context, job),
    runner: runner === undefined ? null : presentRunner(context, runner),
    runner_manager:
      runner === undefined || job.systemId === undefined
        ? null
        : { id: runner.id, system_id: job.systemId, version: runner.version ?? null },
    artifacts_expire_at: iso(job.artifacts?.expireAt),
    archived: false,
    tag_list: job.tagList,
  };
}
