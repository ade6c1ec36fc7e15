import { repositoryOf } from '../../git/repositories';
import { type GitCommit } from '../../git/repository';
import { runGit } from '../../git/run';
import { type GitLabContext } from '../../exchange';
import { type MergeRequest, type Project } from '../../world';
import { type Pipeline } from '../../ciRows';
import { type Ci } from '../ci';
import { ConfigProblem } from '../config/problem';
import { readConfig } from '../config/read';
import { cancelRedundant } from './redundant';
import { type PipelineFacts } from './match';
import { type PipelinePlan, planPipeline } from './plan';
import { pipelineVariables } from './predefined';
import { processPipeline } from './transitions';
import { givenVariables, projectVariables, toRecord } from './variables';

export interface PipelineRequest {
  readonly project: Project;
  readonly userId: number;
  readonly source: Pipeline['source'];
  /** Branch or tag name; for a merge request `refs/merge-requests/1/head`. */
  readonly ref: string;
  readonly sha: string;
  readonly tag: boolean;
  readonly beforeSha?: string;
  readonly mergeRequest?: MergeRequest;
  readonly variables?: Pipeline['variables'];
}

export type Created =
  | { readonly kind: 'created'; readonly pipeline: Pipeline }
  /** No pipeline came to be; the words say why. */
  | { readonly kind: 'nothing'; readonly reason: string };

const configPath = '.gitlab-ci.yml';

/** Makes the pipeline of an event from the configuration at its commit. */
export async function createPipeline(ci: Ci, request: PipelineRequest): Promise<Created> {
  const { context } = ci;
  const { project, sha } = request;
  const commit = await repositoryOf(context, project).commit(sha);
  if (commit === undefined) return { kind: 'nothing', reason: 'Commit not found' };
  const source = await fileAt(context, project, sha, configPath);
  if (source === undefined) return { kind: 'nothing', reason: 'Missing CI config file' };
  const pipeline = draft(ci, request);
  let plan: PipelinePlan;
  try {
    plan = await planFor(ci, request, pipeline, commit, source);
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    pipeline.yamlErrors = error.message;
    pipeline.ownStatus = 'failed';
    pipeline.finishedAt = pipeline.createdAt;
    number(ci, pipeline);
    context.world.tables.pipelines.push(pipeline);
    context.world.changed();
    return { kind: 'created', pipeline };
  }
  if (plan.kind === 'nothing') return plan;
  if (plan.name !== undefined) pipeline.name = plan.name;
  number(ci, pipeline);
  await pinCommit(context, project, pipeline);
  // From here on nothing is waited for: nobody sees a pipeline without its jobs.
  context.world.tables.pipelines.push(pipeline);
  const skipped = /\[(?:ci skip|skip ci)\]/i.test(commit.message) && request.source === 'push';
  for (const job of plan.jobs) {
    context.world.tables.jobs.push({
      ...structuredClone(job),
      id: context.world.nextId('jobs'),
      pipelineId: pipeline.id,
      projectId: project.id,
      status: skipped ? 'skipped' : 'created',
      userId: request.userId,
      createdAt: context.now(),
      playVariables: [],
    });
  }
  cancelRedundant(ci, pipeline);
  processPipeline(ci, pipeline);
  return { kind: 'created', pipeline };
}

/** Reads and plans without keeping anything. @throws ConfigProblem */
async function planFor(
  ci: Ci,
  request: PipelineRequest,
  pipeline: Pipeline,
  commit: GitCommit,
  source: string,
): Promise<PipelinePlan> {
  const { context } = ci;
  const { project, sha } = request;
  const config = await readConfig(source, (path) => fileAt(context, project, sha, path));
  const mergeRequest = request.mergeRequest;
  const predefined = pipelineVariables({ context, project, pipeline, commit, mergeRequest });
  const upper = [...projectVariables(context, project, pipeline), ...givenVariables(pipeline)];
  return planPipeline(config, await factsOf(context, request), {
    lower: toRecord(predefined),
    upper: toRecord(upper),
  });
}

/** Without a number until it is sure to be: a refused pipeline leaves no gap. */
function draft(ci: Ci, request: PipelineRequest): Pipeline {
  const now = ci.context.now();
  const { beforeSha, mergeRequest } = request;
  return {
    id: 0,
    iid: 0,
    projectId: request.project.id,
    source: request.source,
    ref: request.ref,
    sha: request.sha,
    tag: request.tag,
    userId: request.userId,
    variables: structuredClone(request.variables ?? []),
    createdAt: now,
    updatedAt: now,
    ...(beforeSha !== undefined && { beforeSha }),
    ...(mergeRequest && { mergeRequestIid: mergeRequest.iid }),
  };
}

function number(ci: Ci, pipeline: Pipeline): void {
  const { world } = ci.context;
  pipeline.id = world.nextId('pipelines');
  pipeline.iid = world.nextId(`pipelines of ${pipeline.projectId}`);
}

/** Runners fetch this ref, so that a job can run although its branch has moved or is gone. */
async function pinCommit(
  context: GitLabContext,
  project: Project,
  pipeline: Pipeline,
): Promise<void> {
  const repository = repositoryOf(context, project);
  await repository.git(['update-ref', `refs/pipelines/${pipeline.id}`, pipeline.sha]);
}

async function factsOf(context: GitLabContext, request: PipelineRequest): Promise<PipelineFacts> {
  const { project, sha, beforeSha, mergeRequest } = request;
  const repository = repositoryOf(context, project);
  const compare = beforeSha !== undefined && !/^0+$/.test(beforeSha);
  const list = async (...args: string[]): Promise<string[]> =>
    (await repository.git(args)).split('\0').filter((path) => path !== '');
  return {
    source: request.source,
    ref: mergeRequest?.sourceBranch ?? request.ref,
    tag: request.tag,
    files: await list('ls-tree', '-r', '-z', '--name-only', sha),
    changedFiles: compare
      ? await list('diff', '--name-only', '--no-renames', '-z', beforeSha, sha)
      : undefined,
  };
}

/** A text file of a commit, or undefined. */
export async function fileAt(
  context: GitLabContext,
  project: Project,
  sha: string,
  path: string,
): Promise<string | undefined> {
  const { code, stdout } = await runGit(['cat-file', 'blob', `${sha}:${path}`], {
    cwd: context.repository(project),
    allow: [128],
  });
  return code === 0 ? stdout.toString('utf8') : undefined;
}
