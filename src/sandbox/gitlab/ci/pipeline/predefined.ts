import { type GitCommit } from '../../git/repository';
import { isProtected } from '../../git/repositories';
import { fullPath, namespacePath, projectUrl } from '../../access/roles';
import { type GitLabContext } from '../../exchange';
import { type MergeRequest, type Project } from '../../world';
import { type Job, type Pipeline, type Runner } from '../../ciRows';

/** A variable as the runner gets it. */
export interface JobVariable {
  readonly key: string;
  readonly value: string;
  readonly public: boolean;
  readonly masked: boolean;
  readonly file: boolean;
  readonly raw: boolean;
}

export function plain(key: string, value: string | number): JobVariable {
  return { key, value: String(value), public: true, masked: false, file: false, raw: false };
}

export interface Surroundings {
  readonly context: GitLabContext;
  readonly project: Project;
  readonly pipeline: Pipeline;
  readonly commit: GitCommit;
  readonly mergeRequest: MergeRequest | undefined;
}

/** `feature/a_b` → `feature-a-b`, at most 63 characters. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}

/** Protected variables and runners are for these refs only; a merge request's ref is not one of them. */
export function isProtectedPipeline(project: Project, pipeline: Pipeline): boolean {
  return (
    !pipeline.tag && pipeline.mergeRequestIid === undefined && isProtected(project, pipeline.ref)
  );
}

/** What rules and jobs know of server, project, commit, pipeline and user. */
export function pipelineVariables(at: Surroundings): JobVariable[] {
  const { context, project, pipeline, commit, mergeRequest } = at;
  const url = new URL(context.externalUrl);
  const name = mergeRequest?.sourceBranch ?? pipeline.ref;
  const [title = '', ...description] = commit.message.replace(/\n$/, '').split('\n');
  const path = fullPath(context, project);
  const user = context.world.tables.users.find((row) => row.id === pipeline.userId);
  const values: [string, string | number][] = [
    ['CI', 'true'],
    ['GITLAB_CI', 'true'],
    ['GITLAB_FEATURES', ''],
    ['CI_SERVER_FQDN', url.host],
    ['CI_SERVER_HOST', url.hostname],
    ['CI_SERVER_NAME', 'GitLab'],
    ['CI_SERVER_PORT', url.port || '443'],
    ['CI_SERVER_PROTOCOL', url.protocol.replace(':', '')],
    ['CI_SERVER_REVISION', 'sandbox'],
    ['CI_SERVER_SHELL_SSH_HOST', url.hostname],
    ['CI_SERVER_SHELL_SSH_PORT', '22'],
    ['CI_SERVER_URL', context.externalUrl],
    ['CI_SERVER_VERSION', context.version],
    ...versionParts(context.version),
    ['CI_API_V4_URL', `${context.externalUrl}/api/v4`],
    ['CI_API_GRAPHQL_URL', `${context.externalUrl}/api/graphql`],
    ['CI_PROJECT_ID', project.id],
    ['CI_PROJECT_NAME', project.path],
    ['CI_PROJECT_TITLE', project.name],
    ['CI_PROJECT_DESCRIPTION', project.description ?? ''],
    ['CI_PROJECT_PATH', path],
    ['CI_PROJECT_PATH_SLUG', slug(path)],
    ['CI_PROJECT_NAMESPACE', namespacePath(context, project)],
    ['CI_PROJECT_NAMESPACE_ID', project.namespace.id],
    ['CI_PROJECT_ROOT_NAMESPACE', path.split('/')[0] ?? ''],
    ['CI_PROJECT_URL', projectUrl(context, project)],
    ['CI_PROJECT_VISIBILITY', project.visibility],
    ['CI_PROJECT_REPOSITORY_LANGUAGES', ''],
    ['CI_PROJECT_CLASSIFICATION_LABEL', ''],
    ['CI_DEFAULT_BRANCH', project.defaultBranch ?? ''],
    ['CI_CONFIG_PATH', '.gitlab-ci.yml'],
    ['CI_PIPELINE_ID', pipeline.id],
    ['CI_PIPELINE_IID', pipeline.iid],
    ['CI_PIPELINE_SOURCE', pipeline.source],
    ['CI_PIPELINE_CREATED_AT', new Date(pipeline.createdAt).toISOString()],
    ['CI_PIPELINE_URL', `${projectUrl(context, project)}/-/pipelines/${pipeline.id}`],
    ['CI_COMMIT_SHA', commit.sha],
    ['CI_COMMIT_SHORT_SHA', commit.sha.slice(0, 8)],
    ['CI_COMMIT_BEFORE_SHA', pipeline.beforeSha ?? '0'.repeat(40)],
    ['CI_COMMIT_REF_NAME', name],
    ['CI_COMMIT_REF_SLUG', slug(name)],
    ['CI_COMMIT_REF_PROTECTED', String(isProtectedPipeline(project, pipeline))],
    ['CI_COMMIT_MESSAGE', commit.message],
    ['CI_COMMIT_TITLE', title],
    ['CI_COMMIT_DESCRIPTION', description.join('\n').replace(/^\n+/, '')],
    ['CI_COMMIT_TIMESTAMP', commit.committedAt],
    ['CI_COMMIT_AUTHOR', `${commit.authorName} <${commit.authorEmail}>`],
    ['GITLAB_USER_ID', user?.id ?? ''],
    ['GITLAB_USER_EMAIL', user?.email ?? ''],
    ['GITLAB_USER_LOGIN', user?.username ?? ''],
    ['GITLAB_USER_NAME', user?.name ?? ''],
    ...refVariables(at),
  ];
  return values.map(([key, value]) => plain(key, value));
}

function versionParts(version: string): [string, string][] {
  const [major = '0', minor = '0', patch = '0'] = version.split(/[.-]/);
  return [
    ['CI_SERVER_VERSION_MAJOR', major],
    ['CI_SERVER_VERSION_MINOR', minor],
    ['CI_SERVER_VERSION_PATCH', patch],
  ];
}

/** A branch pipeline knows its branch, a tag pipeline its tag, a merge request's pipeline neither. */
function refVariables(at: Surroundings): [string, string | number][] {
  const { context, project, pipeline, mergeRequest: mr } = at;
  if (pipeline.tag) return [['CI_COMMIT_TAG', pipeline.ref]];
  if (mr === undefined) {
    const open = context.world.tables.mergeRequests.filter(
      (row) =>
        row.projectId === project.id && row.sourceBranch === pipeline.ref && row.state === 'opened',
    );
    const path = fullPath(context, project);
    return [
      ['CI_COMMIT_BRANCH', pipeline.ref],
      ...(open.length === 0
        ? []
        : [
            ['CI_OPEN_MERGE_REQUESTS', open.map((row) => `${path}!${row.iid}`).join(',')] as [
              string,
              string,
            ],
          ]),
    ];
  }
  const path = fullPath(context, project);
  const { users } = context.world.tables;
  const assignees = users.filter((user) => mr.assigneeIds.includes(user.id));
  return [
    ['CI_MERGE_REQUEST_ID', mr.id],
    ['CI_MERGE_REQUEST_IID', mr.iid],
    ['CI_MERGE_REQUEST_TITLE', mr.title],
    ['CI_MERGE_REQUEST_DESCRIPTION', mr.description.slice(0, 2_700)],
    ['CI_MERGE_REQUEST_DRAFT', String(/^(?:\[draft\]|\(draft\)|draft:)/i.test(mr.title))],
    ['CI_MERGE_REQUEST_EVENT_TYPE', 'detached'],
    ['CI_MERGE_REQUEST_REF_PATH', `refs/merge-requests/${mr.iid}/head`],
    ['CI_MERGE_REQUEST_PROJECT_ID', project.id],
    ['CI_MERGE_REQUEST_PROJECT_PATH', path],
    ['CI_MERGE_REQUEST_PROJECT_URL', projectUrl(context, project)],
    ['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', mr.sourceBranch],
    ['CI_MERGE_REQUEST_SOURCE_PROJECT_ID', project.id],
    ['CI_MERGE_REQUEST_SOURCE_PROJECT_PATH', path],
    ['CI_MERGE_REQUEST_SOURCE_PROJECT_URL', projectUrl(context, project)],
    ['CI_MERGE_REQUEST_TARGET_BRANCH_NAME', mr.targetBranch],
    ['CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED', String(isProtected(project, mr.targetBranch))],
    ['CI_MERGE_REQUEST_DIFF_BASE_SHA', pipeline.beforeSha ?? ''],
    ...(assignees.length === 0
      ? []
      : [
          ['CI_MERGE_REQUEST_ASSIGNEES', assignees.map((user) => user.username).join(', ')] as [
            string,
            string,
          ],
        ]),
    ...(mr.labels.length === 0
      ? []
      : [['CI_MERGE_REQUEST_LABELS', mr.labels.join(',')] as [string, string]]),
    ['CI_OPEN_MERGE_REQUESTS', `${path}!${mr.iid}`],
  ];
}

/** What one job knows of itself and of its runner. */
export function jobVariables(
  at: Surroundings,
  job: Job,
  runner: Runner,
  token: string,
  timeoutS: number,
): JobVariable[] {
  const { context, project } = at;
  const url = new URL(context.externalUrl);
  const path = fullPath(context, project);
  const root = url.pathname.replace(/\/$/, '');
  const secret = { public: false, masked: true };
  return [
    plain('CI_JOB_ID', job.id),
    plain('CI_JOB_URL', `${projectUrl(context, project)}/-/jobs/${job.id}`),
    { ...plain('CI_JOB_TOKEN', token), ...secret },
    plain('CI_JOB_STARTED_AT', new Date(job.startedAt ?? context.now()).toISOString()),
    plain('CI_JOB_NAME', job.name),
    plain('CI_JOB_NAME_SLUG', slug(job.name)),
    plain('CI_JOB_STAGE', job.stage),
    plain('CI_JOB_TIMEOUT', timeoutS),
    ...(job.when === 'manual' ? [plain('CI_JOB_MANUAL', 'true')] : []),
    plain('CI_NODE_TOTAL', 1),
    { ...plain('CI_REGISTRY_USER', 'gitlab-ci-token') },
    { ...plain('CI_REGISTRY_PASSWORD', token), ...secret },
    {
      ...plain(
        'CI_REPOSITORY_URL',
        `${url.protocol}//gitlab-ci-token:${token}@${url.host}${root}/${path}.git`,
      ),
      public: false,
    },
    plain('CI_DEPENDENCY_PROXY_USER', 'gitlab-ci-token'),
    { ...plain('CI_DEPENDENCY_PROXY_PASSWORD', token), ...secret },
    plain('CI_RUNNER_ID', runner.id),
    plain('CI_RUNNER_DESCRIPTION', runner.description),
    plain('CI_RUNNER_TAGS', JSON.stringify(runner.tagList)),
    ...(job.options.environment === undefined
      ? []
      : [plain('CI_ENVIRONMENT_NAME', job.options.environment)]),
    ...(job.options.image === undefined ? [] : [plain('CI_JOB_IMAGE', job.options.image)]),
  ];
}
