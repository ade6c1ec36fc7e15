import {
  type ExperimentId,
  type JobId,
  type MergeRequestIid,
  type ModelId,
  type ModelVersionId,
  type PipelineId,
  type ProjectId,
  type RunId,
} from '../../src/model/ids';
import { type Job, type Pipeline } from '../../src/model/pipeline';
import { type Branch, type MergeRequest, type Project } from '../../src/model/project';
import { type Model, type ModelVersion } from '../../src/model/registry';
import { type Experiment, groupMetrics, type NamedValue, type Run } from '../../src/model/run';

/** The moment at which fixtures are looked at, and things of GitLab as they come from there, with defaults. */
export const now = Date.UTC(2025, 5, 10, 12, 0, 0);
const minutes = (count: number): number => now - count * 60_000;
const web = 'https://gitlab.example.com/ml/scoring';

export const project: Project = {
  id: 7 as ProjectId,
  name: 'Scoring',
  path: 'ml/scoring',
  webUrl: web,
  httpCloneUrl: `${web}.git`,
  sshCloneUrl: undefined,
  defaultBranch: 'main',
  importState: 'none',
  accessLevel: 40,
  markedForDeletion: false,
};

export function branch(name: string, change: Partial<Branch> = {}): Branch {
  return {
    name,
    isDefault: name === 'main',
    isProtected: name === 'main',
    isMerged: false,
    commit: {
      sha: 'a'.repeat(40),
      title: `Work on ${name}`,
      message: `Work on ${name}\n`,
      authorName: 'Anna Petrova',
      createdAt: minutes(30),
      webUrl: undefined,
    },
    webUrl: `${web}/-/tree/${name}`,
    ...change,
  };
}

export function mergeRequest(
  iid: number,
  sourceBranch: string,
  change: Partial<MergeRequest> = {},
): MergeRequest {
  return {
    iid: iid as MergeRequestIid,
    title: `Try ${sourceBranch}`,
    description: '',
    sourceBranch,
    targetBranch: 'main',
    state: 'opened',
    isDraft: false,
    mergeStatus: 'mergeable',
    sha: undefined,
    author: undefined,
    createdAt: minutes(20),
    updatedAt: minutes(10),
    webUrl: `${web}/-/merge_requests/${iid}`,
    headPipelineId: undefined,
    ...change,
  };
}

export function pipeline(id: number, ref: string, change: Partial<Pipeline> = {}): Pipeline {
  return {
    id: id as PipelineId,
    iid: id,
    status: 'success',
    source: 'push',
    ref,
    sha: 'a'.repeat(40),
    createdAt: minutes(20),
    updatedAt: minutes(5),
    webUrl: `${web}/-/pipelines/${id}`,
    ...change,
  };
}

export function job(id: number, name: string, change: Partial<Job> = {}): Job {
  return {
    id: id as JobId,
    projectId: project.id,
    pipelineId: 1 as PipelineId,
    name,
    stage: 'train',
    status: 'success',
    ref: 'main',
    sha: undefined,
    allowFailure: false,
    createdAt: minutes(20),
    startedAt: minutes(19),
    finishedAt: minutes(17),
    erasedAt: undefined,
    durationS: 125,
    queuedS: 1,
    failureReason: undefined,
    user: undefined,
    runner: undefined,
    artifacts: undefined,
    tags: [],
    webUrl: `${web}/-/jobs/${id}`,
    ...change,
  };
}

export function waitingJob(id: number, name: string, change: Partial<Job> = {}): Job {
  const fresh = { startedAt: undefined, finishedAt: undefined, durationS: undefined };
  return job(id, name, { status: 'manual', ...fresh, ...change });
}

export function experiment(iid: number, name: string, runCount: number): Experiment {
  return {
    id: `gid://gitlab/Ml::Experiment/${iid}` as ExperimentId,
    iid,
    name,
    runCount,
    modelId: undefined,
    creator: undefined,
    createdAt: minutes(600),
    updatedAt: minutes(4),
    webUrl: `${web}/-/ml/experiments/${iid}`,
  };
}

export interface RunSketch {
  readonly params?: Readonly<Record<string, string>>;
  /** Values in the order of logging, by name. */
  readonly metrics?: Readonly<Record<string, number | readonly number[]>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export function run(
  iid: number,
  name: string,
  sketch: RunSketch = {},
  change: Partial<Run> = {},
): Run {
  let order = 0;
  const points = Object.entries(sketch.metrics ?? {}).flatMap(([metric, values]) =>
    [values].flat().map((value, step) => ({ name: metric, value, step, order: order++ })),
  );
  return {
    id: `gid://gitlab/Ml::Candidate/${iid}` as RunId,
    iid,
    eid: `eid-${iid}`,
    experimentId: 'gid://gitlab/Ml::Experiment/1' as ExperimentId,
    name,
    status: 'finished',
    creator: { username: 'anna', name: 'Anna Petrova' },
    createdAt: minutes(15),
    startedAt: undefined,
    endedAt: undefined,
    params: named(sketch.params),
    metrics: groupMetrics(points),
    tags: named(sketch.tags),
    historyComplete: true,
    job: undefined,
    packageId: undefined,
    webUrl: `${web}/-/ml/candidates/${iid}`,
    ...change,
  };
}

export function model(name: string, change: Partial<Model> = {}): Model {
  return {
    id: `gid://gitlab/Ml::Model/${name}` as ModelId,
    name,
    description: '',
    author: undefined,
    createdAt: minutes(100),
    versionCount: 0,
    runCount: 0,
    latestVersion: undefined,
    experimentIid: undefined,
    webUrl: `${web}/-/ml/models/1`,
    ...change,
  };
}

export function version(number: string, change: Partial<ModelVersion> = {}): ModelVersion {
  return {
    id: `gid://gitlab/Ml::ModelVersion/${number}` as ModelVersionId,
    modelId: 'gid://gitlab/Ml::Model/1' as ModelId,
    version: number,
    description: '',
    author: undefined,
    createdAt: minutes(90),
    packageId: undefined,
    artifactCount: 2,
    run: {
      id: 'gid://gitlab/Ml::Candidate/9' as RunId,
      eid: 'eid-9',
      iid: 9,
      name: 'able-fox-9',
    },
    webUrl: `${web}/-/ml/models/1/versions/1`,
    ...change,
  };
}

function named(values: Readonly<Record<string, string>> = {}): NamedValue[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
