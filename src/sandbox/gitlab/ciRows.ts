export interface Runner {
  id: number;
  digest: string;
  description: string;
  runnerType: 'instance_type' | 'group_type' | 'project_type';
  projectIds: number[];
  groupIds: number[];
  tagList: string[];
  runUntagged: boolean;
  locked: boolean;
  paused: boolean;
  accessLevel: 'not_protected' | 'ref_protected';
  maximumTimeout?: number;
  maintenanceNote?: string;
  createdAt: number;
  creatorId: number;
  contactedAt?: number;
  version?: string;
  platform?: string;
  architecture?: string;
  systemIds: string[];
}

export type JobStatus =
  | 'created'
  | 'pending'
  | 'running'
  | 'success'
  | 'failed'
  | 'canceling'
  | 'canceled'
  | 'skipped'
  | 'manual'
  | 'waiting_for_resource'
  | 'preparing'
  | 'scheduled';

export interface Pipeline {
  id: number;
  iid: number;
  projectId: number;
  source: 'push' | 'web' | 'api' | 'merge_request_event' | 'schedule' | 'trigger';
  ref: string;
  sha: string;
  tag: boolean;
  userId: number;
  mergeRequestIid?: number;
  variables: { key: string; value: string; variableType: 'env_var' | 'file' }[];
  /** Of `workflow:name`. */
  name?: string;
  /** What the branch was before; for a merge request the merge base. */
  beforeSha?: string;
  yamlErrors?: string;
  /** Stands for the jobs' status when there are no jobs: `[ci skip]`, a broken configuration. */
  ownStatus?: 'failed' | 'skipped';
  createdAt: number;
  updatedAt: number;
  startedAt?: number;
  finishedAt?: number;
}

export interface Job {
  id: number;
  pipelineId: number;
  projectId: number;
  name: string;
  stage: string;
  stageIndex: number;
  status: JobStatus;
  when: 'on_success' | 'on_failure' | 'always' | 'manual' | 'delayed' | 'never';
  allowFailure: boolean;
  tagList: string[];
  /** Undefined: the job waits for the stages before its own. */
  needs?: string[];
  /** What the runner gets, already resolved from the YAML. */
  options: JobOptions;
  userId: number;
  createdAt: number;
  queuedAt?: number;
  /** When a delayed job becomes pending by itself. */
  scheduledAt?: number;
  startedAt?: number;
  finishedAt?: number;
  /** Last word of the runner about the job. */
  heardAt?: number;
  erasedAt?: number;
  failureReason?: string;
  exitCode?: number;
  runnerId?: number;
  systemId?: string;
  /** SHA-256 of the job's token while it runs. */
  tokenDigest?: string;
  playVariables: { key: string; value: string }[];
  retriedBy?: number;
  artifacts?: { fileName: string; size: number; digest: string; expireAt?: number };
  /** Uploaded reports, by type. */
  reports?: { fileType: string; fileName: string; size: number; format: string }[];
}

export interface JobOptions {
  image?: string;
  beforeScript: string[];
  script: string[];
  afterScript: string[];
  variables: Record<string, string>;
  /** Names among `variables` whose value is not expanded. */
  rawVariables?: string[];
  artifacts?: {
    paths: string[];
    untracked?: boolean;
    exclude?: string[];
    name?: string;
    when?: 'on_success' | 'on_failure' | 'always';
    expireIn?: string;
    reports?: Record<string, string[]>;
  };
  /** Jobs whose artifacts the job gets; undefined: all of the stages before. */
  dependencies?: string[];
  timeoutS?: number;
  interruptible?: boolean;
  /** Automatic repeats after failures. */
  retry?: { max: number; when: string[] };
  allowFailureCodes?: number[];
  environment?: string;
  startInS?: number;
}
