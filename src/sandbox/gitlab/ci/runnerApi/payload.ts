import { fullPath } from '../../access/roles';
import { type Job, type Runner } from '../../ciRows';
import { archiveOf } from '../artifacts';
import { type Ci, latestJobs, mergeRequestOf, pipelineById, projectById } from '../ci';
import { commitOf } from '../present/commit';
import { jobVariables, type JobVariable, pipelineVariables, plain } from '../pipeline/predefined';
import { givenVariables, projectVariables, yamlVariables } from '../pipeline/variables';
import { jobTimeoutS } from './pick';

/**
 * What `POST /jobs/request` answers: the job as gitlab-runner reads it (`JobResponse` of its
 * `common/network.go`). @param token the job's own token, shown here only
 */
export async function jobPayload(
  ci: Ci,
  job: Job,
  runner: Runner,
  token: string,
): Promise<Record<string, unknown> | undefined> {
  const { context } = ci;
  const project = projectById(context, job.projectId);
  const pipeline = pipelineById(context, job.pipelineId);
  const commit = await commitOf(context, project, pipeline.sha);
  if (commit === undefined) return undefined;
  const mergeRequest = context.world.tables.mergeRequests.find(
    (row) => row.projectId === project.id && row.iid === pipeline.mergeRequestIid,
  );
  const timeout = jobTimeoutS(job, runner);
  const at = { context, project, pipeline, commit, mergeRequest };
  const variables: JobVariable[] = [
    ...pipelineVariables(at),
    ...jobVariables(at, job, runner, token, timeout),
    ...yamlVariables(job),
    ...projectVariables(context, project, pipeline, job.options.environment),
    ...givenVariables(pipeline),
    ...job.playVariables.map(({ key, value }) => ({ ...plain(key, value), public: false })),
  ];
  const repo = variables.find((variable) => variable.key === 'CI_REPOSITORY_URL')?.value;
  const branch = mergeRequestOf(context, pipeline)?.sourceBranch ?? pipeline.ref;
  return {
    id: job.id,
    token,
    allow_git_fetch: true,
    job_info: {
      id: job.id,
      name: job.name,
      stage: job.stage,
      project_id: project.id,
      project_name: project.name,
      project_full_path: fullPath(context, project),
      pipeline_id: pipeline.id,
      namespace_id: project.namespace.id,
      user_id: job.userId,
      time_in_queue_seconds: ((job.startedAt ?? 0) - (job.queuedAt ?? 0)) / 1_000,
      project_jobs_running_on_instance_runners_count: '0',
    },
    git_info: {
      repo_url: repo,
      repo_object_format: 'sha1',
      ref: branch,
      sha: pipeline.sha,
      before_sha: pipeline.beforeSha ?? '0'.repeat(40),
      ref_type: pipeline.tag ? 'tag' : 'branch',
      refspecs: [
        `+refs/pipelines/${pipeline.id}:refs/pipelines/${pipeline.id}`,
        ...(pipeline.mergeRequestIid === undefined ? [ownRefspec(pipeline.tag, pipeline.ref)] : []),
      ],
      depth: 20,
    },
    runner_info: { timeout, runner_session_url: null },
    variables,
    steps: steps(job, timeout),
    image: job.options.image === undefined ? null : { name: job.options.image },
    services: [],
    artifacts: artifactSpecs(job),
    cache: [],
    credentials: [],
    dependencies: await dependencies(ci, job, token),
    features: {
      trace_sections: true,
      token_mask_prefixes: ['glpat-', 'gloas-', 'gldt-', 'glrt-', 'glcbt-'],
      failure_reasons: [
        'unknown_failure',
        'script_failure',
        'api_failure',
        'stuck_or_timeout_failure',
        'runner_system_failure',
        'job_execution_timeout',
      ],
    },
    hooks: [],
  };
}

function ownRefspec(tag: boolean, ref: string): string {
  return tag
    ? `+refs/tags/${ref}:refs/tags/${ref}`
    : `+refs/heads/${ref}:refs/remotes/origin/${ref}`;
}

function steps(job: Job, timeout: number): Record<string, unknown>[] {
  const { beforeScript, script, afterScript } = job.options;
  return [
    {
      name: 'script',
      script: [...beforeScript, ...script],
      timeout,
      when: 'on_success',
      allow_failure: false,
    },
    ...(afterScript.length === 0
      ? []
      : [
          {
            name: 'after_script',
            script: afterScript,
            timeout,
            when: 'always',
            allow_failure: true,
          },
        ]),
  ];
}

function artifactSpecs(job: Job): Record<string, unknown>[] {
  const { artifacts } = job.options;
  if (artifacts === undefined) return [];
  const archive =
    artifacts.paths.length === 0 && artifacts.untracked !== true
      ? []
      : [
          {
            name: artifacts.name ?? null,
            untracked: artifacts.untracked ?? false,
            paths: artifacts.paths,
            exclude: artifacts.exclude ?? [],
            when: artifacts.when ?? 'on_success',
            expire_in: artifacts.expireIn ?? null,
            artifact_type: 'archive',
            artifact_format: 'zip',
          },
        ];
  const reports = Object.entries(artifacts.reports ?? {}).map(([type, paths]) => ({
    name: `${type}.${extensionOf(type)}`,
    paths,
    when: 'always',
    expire_in: artifacts.expireIn ?? null,
    artifact_type: type,
    artifact_format: 'gzip',
  }));
  return [...archive, ...reports];
}

function extensionOf(type: string): string {
  return (
    ({ junit: 'xml', dotenv: 'env', metrics: 'txt' } as Record<string, string>)[type] ?? 'json'
  );
}

async function dependencies(ci: Ci, job: Job, token: string): Promise<Record<string, unknown>[]> {
  const latest = latestJobs(ci.context, pipelineById(ci.context, job.pipelineId));
  const wanted = latest.filter((other) =>
    job.options.dependencies === undefined
      ? other.stageIndex < job.stageIndex
      : job.options.dependencies.includes(other.name),
  );
  const found: Record<string, unknown>[] = [];
  for (const other of wanted) {
    if (!['success', 'failed', 'canceled'].includes(other.status)) continue;
    const archive = await archiveOf(ci, other);
    found.push({
      id: other.id,
      name: other.name,
      token,
      ...(archive &&
        other.artifacts && {
          artifacts_file: { filename: other.artifacts.fileName, size: archive.byteLength },
        }),
    });
  }
  return found;
}
