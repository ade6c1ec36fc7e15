import { type Job, type Pipeline, type Runner } from './ciRows';
import {
  type Candidate,
  type Experiment,
  type Model,
  type ModelVersion,
  type Package,
  type PackageFile,
} from './mlRows';

/**
 * Everything one simulated GitLab remembers, as plain rows with database ids. Times are ms since 1970.
 * Rows are mutable on purpose: this is the database. Whoever changes one calls `world.changed()`.
 */
export interface User {
  id: number;
  /** Shares its sequence with groups. */
  namespaceId: number;
  username: string;
  name: string;
  email: string;
  admin: boolean;
  bot: boolean;
  /** scrypt digest. Undefined until the account was activated with the mailed link. */
  password?: string;
  /** SHA-256 of the token in the mailed link, hex. */
  activationDigest?: string;
  state: 'active' | 'blocked';
  createdAt: number;
}

export type Scope = string;

export interface Token {
  id: number;
  kind: 'personal' | 'project' | 'oauth' | 'job' | 'session';
  userId: number;
  name: string;
  /** SHA-256 of the token, hex; the token itself is shown once and not kept. */
  digest: string;
  scopes: Scope[];
  createdAt: number;
  /** Start of the day (UTC) on which it stops to work; for OAuth the exact moment. */
  expiresAt?: number;
  lastUsedAt?: number;
  revoked: boolean;
  /** Project tokens and job tokens. */
  projectId?: number;
  accessLevel?: number;
  description?: string;
  jobId?: number;
  /** OAuth only. */
  refreshDigest?: string;
  applicationId?: number;
}

export interface Application {
  id: number;
  clientId: string;
  name: string;
  redirectUris: string[];
  scopes: Scope[];
  confidential: boolean;
  /** SHA-256 of the secret, hex. */
  secretDigest?: string;
  ownerId?: number;
}

export interface Group {
  id: number;
  name: string;
  /** Full path: a subgroup carries its parents, `ml/research`. */
  path: string;
  visibility: 'private' | 'internal' | 'public';
}

/** A full path that a project once had. */
export interface Redirect {
  path: string;
  projectId: number;
}

/** 10 Guest, 15 Planner, 20 Reporter, 30 Developer, 40 Maintainer, 50 Owner. */
export interface Member {
  userId: number;
  source: { kind: 'group' | 'project'; id: number };
  accessLevel: number;
}

export interface Project {
  id: number;
  name: string;
  path: string;
  /** The owning group or user. */
  namespace: { kind: 'group' | 'user'; id: number };
  visibility: 'private' | 'internal' | 'public';
  defaultBranch?: string;
  creatorId: number;
  createdAt: number;
  lastActivityAt: number;
  importUrl?: string;
  importStatus: 'none' | 'scheduled' | 'started' | 'finished' | 'failed';
  importError?: string;
  markedForDeletionAt?: number;
  /** Names or patterns with `*`; Maintainers push and merge, nobody force-pushes. */
  protectedBranches: string[];
  description?: string;
  mlExperiments: 'disabled' | 'private' | 'enabled';
  mlRegistry: 'disabled' | 'private' | 'enabled';
  packagesEnabled: boolean;
}

export interface Variable {
  projectId: number;
  key: string;
  value: string;
  variableType: 'env_var' | 'file';
  protected: boolean;
  masked: boolean;
  hidden: boolean;
  raw: boolean;
  environmentScope: string;
  description?: string;
}

export interface SshKey {
  id: number;
  userId: number;
  title: string;
  key: string;
  usageType: 'auth' | 'signing' | 'auth_and_signing';
  createdAt: number;
  expiresAt?: number;
}

export interface MergeRequest {
  id: number;
  iid: number;
  projectId: number;
  sourceBranch: string;
  targetBranch: string;
  title: string;
  description: string;
  state: 'opened' | 'closed' | 'merged';
  authorId: number;
  assigneeIds: number[];
  reviewerIds: number[];
  labels: string[];
  removeSourceBranch: boolean;
  squash: boolean;
  createdAt: number;
  updatedAt: number;
  mergedAt?: number;
  mergedById?: number;
  mergeCommitSha?: string;
  squashCommitSha?: string;
  closedAt?: number;
  closedById?: number;
  /** Waits for its pipeline to succeed. */
  autoMerge?: MergeChoice & { userId: number };
  /** Where it stood when it was merged or closed; while it is open the branches tell. */
  frozen?: { base: string; start: string; head: string };
}

/** How somebody wants a merge request to be merged. */
export interface MergeChoice {
  /** The source branch has to be here still. */
  sha?: string;
  message?: string;
  squashMessage?: string;
  squash: boolean;
  removeSourceBranch: boolean;
}

export interface Note {
  id: number;
  projectId: number;
  mergeRequestIid: number;
  authorId: number;
  body: string;
  createdAt: number;
}

export interface Tables {
  users: User[];
  tokens: Token[];
  applications: Application[];
  groups: Group[];
  members: Member[];
  projects: Project[];
  redirects: Redirect[];
  variables: Variable[];
  runners: Runner[];
  sshKeys: SshKey[];
  mergeRequests: MergeRequest[];
  notes: Note[];
  pipelines: Pipeline[];
  jobs: Job[];
  packages: Package[];
  packageFiles: PackageFile[];
  experiments: Experiment[];
  candidates: Candidate[];
  models: Model[];
  modelVersions: ModelVersion[];
}

export function emptyTables(): Tables {
  return {
    users: [],
    tokens: [],
    applications: [],
    groups: [],
    members: [],
    projects: [],
    redirects: [],
    variables: [],
    runners: [],
    sshKeys: [],
    mergeRequests: [],
    notes: [],
    pipelines: [],
    jobs: [],
    packages: [],
    packageFiles: [],
    experiments: [],
    candidates: [],
    models: [],
    modelVersions: [],
  };
}

/** Deletes rows in place, so that whoever holds a table sees it too. */
export function removeRows<T>(table: T[], gone: (row: T) => boolean): void {
  for (let at = table.length - 1; at >= 0; at--) {
    const row = table[at];
    if (row !== undefined && gone(row)) table.splice(at, 1);
  }
}

/** The database: tables, counters, and a word to whoever keeps it on disk. */
export class World {
  readonly #changed: () => void;

  constructor(
    readonly tables: Tables,
    readonly counters: Record<string, number>,
    changed: () => void = () => undefined,
  ) {
    this.#changed = changed;
  }

  /** The next id of a sequence, from 1. */
  nextId(sequence: string): number {
    const id = (this.counters[sequence] ?? 0) + 1;
    this.counters[sequence] = id;
    return id;
  }

  changed(): void {
    this.#changed();
  }
}
