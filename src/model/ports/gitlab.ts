import {
  type ExperimentId,
  type JobId,
  type MergeRequestIid,
  type ModelId,
  type ModelVersionId,
  type PackageId,
  type PipelineId,
  type ProjectId,
  type RunId,
} from '../ids';
import { type CiVariable, type Job, type Pipeline } from '../pipeline';
import {
  type Branch,
  type Commit,
  type CommitComparison,
  type MergeRequest,
  type Project,
} from '../project';
import { type Model, type ModelVersion, type PackageFile } from '../registry';
import { type Experiment, type LoggedData, type Metric, type MetricPoint, type Run } from '../run';
import { type AccountPort, type SetupPort } from './gitlabSetup';

/** One GitLab server as one account sees it. Every call may fail with an `AppError` and can be cancelled. */
export interface GitLab {
  /** Without a slash at the end; may have a path. */
  readonly baseUrl: string;
  readonly account: AccountPort;
  readonly setup: SetupPort;
  readonly projects: ProjectsPort;
  readonly repository: RepositoryPort;
  readonly mergeRequests: MergeRequestsPort;
  readonly pipelines: PipelinesPort;
  readonly runs: RunsPort;
  readonly registry: RegistryPort;
  readonly packages: PackagesPort;
  /** What this server can do, asked once and kept. */
  features(signal: AbortSignal): Promise<GitLabFeatures>;
  dispose(): void;
}

export interface GitLabFeatures {
  /** GraphQL lists experiments and runs (17.8 and later). */
  readonly experiments: boolean;
  /** GraphQL lists models and versions. */
  readonly models: boolean;
  /** Versions can be created from runs. */
  readonly promote: boolean;
  /** As the server tells it, such as `18.4.2-ee`; undefined where it does not. */
  readonly version: string | undefined;
}

/** Names a project where REST wants the number and GraphQL the path. */
export type ProjectRef = Pick<Project, 'id' | 'path'>;

export interface ProjectsPort {
  /** Projects the caller is a member of, last active first. */
  search(text: string, signal: AbortSignal): Promise<Project[]>;
  /** @param project number or full path */
  get(project: ProjectId | string, signal: AbortSignal): Promise<Project>;
}

export interface RepositoryPort {
  /** @param search part of the name; `^begin` and `end$` as GitLab takes them, not both at once */
  branches(project: ProjectId, search: string, signal: AbortSignal): Promise<Branch[]>;
  branch(project: ProjectId, name: string, signal: AbortSignal): Promise<Branch | undefined>;
  createBranch(
    project: ProjectId,
    name: string,
    from: string,
    signal: AbortSignal,
  ): Promise<Branch>;
  deleteBranch(project: ProjectId, name: string, signal: AbortSignal): Promise<void>;
  /** A text file at a ref; undefined when there is none. */
  file(
    project: ProjectId,
    path: string,
    ref: string,
    signal: AbortSignal,
  ): Promise<RepositoryFile | undefined>;
  /** What stands at a path: a file, a folder, or nothing. */
  entry(
    project: ProjectId,
    path: string,
    ref: string,
    signal: AbortSignal,
  ): Promise<'blob' | 'tree' | undefined>;
  /** All actions or none. */
  commit(project: ProjectId, commit: NewCommit, signal: AbortSignal): Promise<Commit>;
  commits(project: ProjectId, ref: string, limit: number, signal: AbortSignal): Promise<Commit[]>;
  compare(
    project: ProjectId,
    from: string,
    to: string,
    signal: AbortSignal,
  ): Promise<CommitComparison>;
}

export interface RepositoryFile {
  readonly path: string;
  readonly content: Uint8Array;
  readonly lastCommitSha: string;
}

export interface NewCommit {
  readonly branch: string;
  /** Makes the branch from this ref first. */
  readonly startBranch?: string | undefined;
  readonly message: string;
  readonly actions: readonly FileAction[];
}

export interface FileAction {
  readonly action: 'create' | 'update' | 'delete';
  readonly path: string;
  readonly content?: string | undefined;
  /** Refuses to overwrite a newer change. */
  readonly lastCommitSha?: string | undefined;
}

export interface MergeRequestsPort {
  /** Newest first. */
  list(
    project: ProjectId,
    filter: { readonly state?: MergeRequest['state']; readonly sourceBranch?: string },
    signal: AbortSignal,
  ): Promise<MergeRequest[]>;
  get(project: ProjectId, iid: MergeRequestIid, signal: AbortSignal): Promise<MergeRequest>;
  /** `created` is false when one was open already for the pair of branches; that one is answered. */
  open(
    project: ProjectId,
    request: NewMergeRequest,
    signal: AbortSignal,
  ): Promise<{ readonly mergeRequest: MergeRequest; readonly created: boolean }>;
  pipelines(project: ProjectId, iid: MergeRequestIid, signal: AbortSignal): Promise<Pipeline[]>;
  /** @returns the number of the comment; its place is `#note_<number>` of the merge request's page */
  addNote(
    project: ProjectId,
    iid: MergeRequestIid,
    body: string,
    signal: AbortSignal,
  ): Promise<number>;
}

export interface NewMergeRequest {
  readonly sourceBranch: string;
  readonly targetBranch: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly removeSourceBranch?: boolean | undefined;
}

export interface PipelinesPort {
  /** Newest first. */
  list(
    project: ProjectId,
    filter: { readonly ref?: string; readonly sha?: string; readonly limit?: number },
    signal: AbortSignal,
  ): Promise<Pipeline[]>;
  get(project: ProjectId, id: PipelineId, signal: AbortSignal): Promise<Pipeline>;
  create(
    project: ProjectId,
    ref: string,
    variables: readonly CiVariable[],
    signal: AbortSignal,
  ): Promise<Pipeline>;
  cancel(project: ProjectId, id: PipelineId, signal: AbortSignal): Promise<void>;
  /** In the order of stages as GitLab lists them, retried jobs left out. */
  jobs(project: ProjectId, id: PipelineId, signal: AbortSignal): Promise<Job[]>;
  job(project: ProjectId, id: JobId, signal: AbortSignal): Promise<Job>;
  play(
    project: ProjectId,
    id: JobId,
    variables: readonly CiVariable[],
    signal: AbortSignal,
  ): Promise<Job>;
  cancelJob(project: ProjectId, id: JobId, signal: AbortSignal): Promise<Job>;
  /** The answer is a new job with a new id. */
  retryJob(project: ProjectId, id: JobId, signal: AbortSignal): Promise<Job>;
  log(project: ProjectId, id: JobId, signal: AbortSignal): Promise<string>;
  /** Tells of text as it grows until the job has ended; answers the ended job. */
  followLog(
    project: ProjectId,
    id: JobId,
    follower: LogFollower,
    signal: AbortSignal,
  ): Promise<Job>;
  /** Saves the zip of all artifacts; answers the path of the file. */
  downloadArtifacts(
    project: ProjectId,
    id: JobId,
    file: string,
    onProgress: OnBytes | undefined,
    signal: AbortSignal,
  ): Promise<void>;
}

export interface LogFollower {
  /** Clean text: no control sequences, no section markers. */
  readonly onText: (text: string) => void;
  /** The log was erased or replaced; what was shown before no longer counts. */
  readonly onReset?: () => void;
  readonly onJob?: (job: Job) => void;
}

/** @param total undefined when the server does not say */
export type OnBytes = (done: number, total: number | undefined) => void;

export interface RunsPort {
  experiments(project: ProjectRef, signal: AbortSignal): Promise<Experiment[]>;
  /** Newest first. */
  list(project: ProjectRef, query: RunQuery, signal: AbortSignal): Promise<Run[]>;
  /** Tells of the runs of an experiment that are new or changed, in as few requests as the server allows. */
  read(project: ProjectRef, reading: RunReading, signal: AbortSignal): Promise<RunsRead>;
  /** Every point of every metric of a run with its time; undefined where the server does not tell. */
  points(project: ProjectRef, eid: string, signal: AbortSignal): Promise<Metric[] | undefined>;
  /** Every point of one metric with its time; falls back on the run's whole data on older servers. */
  history(
    project: ProjectRef,
    eid: string,
    metric: string,
    signal: AbortSignal,
  ): Promise<MetricPoint[]>;
  log(project: ProjectRef, eid: string, data: LoggedData, signal: AbortSignal): Promise<void>;
  /** Refused by GitLab when the run belongs to a model version. */
  delete(project: ProjectRef, eid: string, signal: AbortSignal): Promise<void>;
  deleteExperiment(project: ProjectRef, iid: number, signal: AbortSignal): Promise<void>;
}

export interface RunQuery {
  readonly experimentId: ExperimentId;
  /** Known from before, newest first: finished ones of these are not fetched again. */
  readonly known?: readonly Run[] | undefined;
  /** At most so many of the newest runs. */
  readonly limit?: number | undefined;
  /** Told after each page, so that a table can fill while the rest comes. */
  readonly onPage?: ((runs: readonly Run[], total: number) => void) | undefined;
}

export interface RunReading {
  readonly experiment: Pick<Experiment, 'id' | 'iid'>;
  readonly known: KnownRuns;
  /** Looks at every run, for tags and deletions that the newest runs do not tell of. */
  readonly thorough?: boolean;
  /** Told of new and changed runs as they are read, with the number of runs there are in all. */
  readonly onRuns: (runs: readonly Run[], total: number) => void;
}

/** What was read before. */
export interface KnownRuns {
  readonly count: number;
  readonly newest: RunId | undefined;
  about(id: RunId): KnownRun | undefined;
  /** Runs that were not finished, and are worth another look. */
  readonly unfinished: readonly Run[];
}

export type KnownRun = Pick<Run, 'status' | 'name' | 'job' | 'packageId' | 'tags'>;

export interface RunsRead {
  /** Runs that were known and are not there any more. */
  readonly isGone: (id: RunId) => boolean;
  /** Sentences about what could not be had, and why. */
  readonly notes: readonly string[];
}

export interface RegistryPort {
  models(project: ProjectRef, signal: AbortSignal): Promise<Model[]>;
  /** As it is now. */
  model(id: ModelId, signal: AbortSignal): Promise<Model>;
  /** Newest first. */
  versions(model: ModelId, signal: AbortSignal): Promise<ModelVersion[]>;
  createModel(
    project: ProjectRef,
    name: string,
    description: string,
    signal: AbortSignal,
  ): Promise<Model>;
  editModel(
    project: ProjectRef,
    model: Pick<Model, 'id' | 'name'>,
    description: string,
    signal: AbortSignal,
  ): Promise<void>;
  deleteModel(project: ProjectRef, id: ModelId, signal: AbortSignal): Promise<void>;
  /** With a run this is the promotion: GitLab moves the run and its files to the model. */
  createVersion(
    project: ProjectRef,
    version: NewModelVersion,
    signal: AbortSignal,
  ): Promise<ModelVersion>;
  editVersion(
    project: ProjectRef,
    model: ModelId,
    version: string,
    description: string,
    signal: AbortSignal,
  ): Promise<void>;
  deleteVersion(id: ModelVersionId, signal: AbortSignal): Promise<void>;
}

export interface NewModelVersion {
  readonly modelId: ModelId;
  readonly version: string;
  readonly description: string;
  readonly runId?: RunId | undefined;
}

export interface PackagesPort {
  /** The files of a package; of those that were sent under one name the newest. */
  files(project: ProjectId, id: PackageId, signal: AbortSignal): Promise<PackageFile[]>;
  /** Saves a file below `folder` whatever its name says; answers where. */
  download(
    project: ProjectId,
    file: PackageFile,
    from: FileSource,
    folder: string,
    onProgress: OnBytes | undefined,
    signal: AbortSignal,
  ): Promise<string>;
  /** The bytes of a file, with the digest checked; refused when there are more than `maxBytes`. */
  read(
    project: ProjectId,
    file: PackageFile,
    from: FileSource,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<Uint8Array>;
  upload(
    project: ProjectId,
    to: FileSource,
    name: string,
    localFile: string,
    onProgress: OnBytes | undefined,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Whose files: a model version's, or a run's that was not promoted. */
export type FileSource =
  | { readonly kind: 'version'; readonly id: ModelVersionId }
  | { readonly kind: 'run'; readonly iid: number };
