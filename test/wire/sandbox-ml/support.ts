import { issueToken, mint } from '../../../src/sandbox/gitlab/access/tokens';
import { newProject } from '../../../src/sandbox/gitlab/rest/newProject';
import { addUser } from '../../../src/sandbox/gitlab/seed';
import { type GitLabOptions } from '../../../src/sandbox/gitlab/server';
import { type Project, type User } from '../../../src/sandbox/gitlab/world';
import { type Job } from '../../../src/sandbox/gitlab/ciRows';
import {
  type Answer,
  type AskOptions,
  type TestGitLab,
  testGitLab,
} from '../sandbox-gitlab/support';

export interface MlGitLab extends TestGitLab {
  readonly project: Project;
  /** Base of the MLflow API of the project, below the server. */
  readonly base: string;
  /** A call of the MLflow API: `POST`, `runs/create`. */
  mlflow(method: string, name: string, json?: unknown, options?: AskOptions): Promise<Answer>;
  /** GraphQL as anna; the answer's JSON. */
  graphql(query: string, variables?: unknown, options?: AskOptions): Promise<GraphAnswer>;
  /** A user with a role in the project, and a token of theirs. */
  member(name: string, level: number, scopes?: string[]): Promise<{ user: User; token: string }>;
  /** A job row as CI leaves it. */
  job(change?: Partial<Job>): Job;
}

export interface GraphAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly errors: readonly { message: string; [key: string]: unknown }[] | undefined;
}

/** A GitLab with a private project `mlops/churn` that belongs to anna's group. */
export async function mlGitLab(options: Partial<GitLabOptions> = {}): Promise<MlGitLab> {
  const gitlab = await testGitLab(options);
  const { context, world } = gitlab;
  const anna = world.tables.users.find((user) => user.username === 'anna')!;
  const group = world.tables.groups.find((row) => row.path === 'mlops')!;
  const known = world.tables.projects.find((row) => row.path === 'churn');
  const project =
    known ??
    (await newProject(context, anna, {
      name: 'Churn',
      path: 'churn',
      namespace: { kind: 'group', id: group.id },
      visibility: 'private',
    }));
  const base = `/api/v4/projects/${project.id}/ml/mlflow/api/2.0/mlflow`;
  return {
    ...gitlab,
    project,
    base,
    mlflow: (method, name, json, more = {}) =>
      gitlab.ask(method, `${base}/${name}`, { ...(json === undefined ? {} : { json }), ...more }),
    graphql: async (query, variables = {}, more = {}) => {
      const answer = await gitlab.ask('POST', '/api/graphql', {
        json: { query, variables },
        ...more,
      });
      return {
        data: undefined,
        errors: undefined,
        ...(answer.json as object),
        status: answer.status,
      };
    },
    member: async (name, level, scopes = ['api']) => {
      const user = await addUser(context, name, name, undefined);
      world.tables.members.push({
        userId: user.id,
        source: { kind: 'project', id: project.id },
        accessLevel: level,
      });
      const token = mint('glpat-');
      issueToken(context, token, { kind: 'personal', userId: user.id, name, scopes });
      return { user, token };
    },
    job: (change) => addJob(gitlab, project, anna, change),
    [Symbol.asyncDispose]: () => gitlab[Symbol.asyncDispose](),
  };
}

function addJob(gitlab: TestGitLab, project: Project, user: User, change: Partial<Job> = {}): Job {
  const { world, context } = gitlab;
  const now = context.now();
  const pipelineId = change.pipelineId ?? world.nextId('pipelines');
  if (!world.tables.pipelines.some((row) => row.id === pipelineId)) {
    world.tables.pipelines.push({
      id: pipelineId,
      iid: pipelineId,
      projectId: project.id,
      source: 'push',
      ref: 'main',
      sha: 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00',
      tag: false,
      userId: user.id,
      variables: [],
      createdAt: now,
      updatedAt: now,
    });
  }
  const job: Job = {
    id: world.nextId('builds'),
    pipelineId,
    projectId: project.id,
    name: 'trigger_train',
    stage: 'train',
    stageIndex: 0,
    status: 'success',
    when: 'manual',
    allowFailure: false,
    tagList: [],
    options: { beforeScript: [], script: [], afterScript: [], variables: {} },
    userId: user.id,
    createdAt: now,
    playVariables: [],
    ...change,
  };
  world.tables.jobs.push(job);
  world.changed();
  return job;
}

/** The value at a path of keys and indexes, for answers that are checked in part. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
}
