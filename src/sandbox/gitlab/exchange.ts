import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Mailer } from '../ports';
import { type Project, type Token, type User, type World } from './world';
import { type Runner } from './ciRows';

/** Who calls: the user behind a token, with the token's scopes and limits. */
export interface Caller {
  readonly user: User;
  readonly token: Token;
}

/** What all of one simulated GitLab's parts share. */
export interface GitLabContext {
  readonly world: World;
  /** Public base, without a slash at the end: `https://localhost:1234`. */
  readonly externalUrl: string;
  readonly version: string;
  /** PEM file of the certificate authority behind `externalUrl`, for child processes such as git. */
  readonly caFile: string;
  readonly mail: Mailer;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
  /** Work that goes on after an answer; the server waits for it when it stops. Failures are kept in `crashes`. */
  background(work: (signal: AbortSignal) => Promise<void>): void;
  /** Unexpected errors of handlers and background work: bugs of the sandbox. */
  readonly crashes: unknown[];
  /** Behaviour that differs between releases, chosen when the server starts. */
  readonly features: Features;
  /** Folder for repositories, files and logs. */
  readonly folder: string;
  now(): number;
  /** Simulated waiting: divided by the sandbox's speed. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Path of a project's bare repository. */
  repository(project: Project): string;
  /** A ref was written, by a push or by the API; the CI part listens. */
  readonly onDidPush: (listener: (push: Push) => void) => void;
  announcePush(push: Push): void;
  readonly onDidOpenMergeRequest: (
    listener: (mr: { projectId: number; iid: number }) => void,
  ) => void;
  announceMergeRequest(mr: { projectId: number; iid: number }): void;
}

export interface Push {
  readonly project: Project;
  readonly user: User;
  /** Full name, `refs/heads/main`. */
  readonly ref: string;
  /** Forty zeros for a new or a deleted ref. */
  readonly before: string;
  readonly after: string;
  /** Texts of `git push -o`, such as `ci.skip`. */
  readonly options?: readonly string[];
}

export interface Features {
  /** `metrics/get-history` of the MLflow API. */
  readonly metricHistory: boolean;
  /** Promotion takes any run of the project and moves it. */
  readonly promoteAcrossExperiments: boolean;
  /** `run_id` in `model-versions/create` is honoured. */
  readonly versionFromRun: boolean;
  /** Download of package files by id. */
  readonly packageFileDownload: boolean;
  /** Deleting a project only marks it. */
  readonly delayedDeletion: boolean;
  /** GraphQL knows experiments and runs, as since 17.8. Absent: yes. */
  readonly graphqlExperiments?: boolean;
  /** GraphQL knows models and versions, as since 16.8. Absent: yes. */
  readonly graphqlModels?: boolean;
  /** Downloads of package files redirect to storage on another origin. Absent: the server sends them itself. */
  readonly objectStorage?: boolean;
  /** A part of a stored file can be asked for. Absent: yes, as Workhorse and object storages do. */
  readonly byteRanges?: boolean;
  /** Bytes that one file of a model may have. Absent: 10 GiB, as GitLab ships. */
  readonly maxModelFileBytes?: number;
}

/** One HTTP request and its answer. */
export interface Exchange {
  readonly method: string;
  /** Decoded path parameters by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly caller: Caller | undefined;
  /** The caller, or an answer of 401. */
  signedIn(): Caller;
  body(limit?: number): Promise<Buffer>;
  /** JSON or form fields as one object; `{}` when there is no body. */
  fields(): Promise<Record<string, unknown>>;
}

/** What a route answers; undefined when it wrote to `exchange.response` itself. */
export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: string;
  /**
   * `/api/v4/projects/:id/jobs/:job` — a parameter is one segment as it was sent, decoded after the split,
   * so `group%2Fproject` is one. `*name` at the end takes the rest, slashes included.
   */
  readonly path: string;
  /** Any of these scopes is enough. Undefined: open to everybody. */
  readonly scopes?: readonly string[];
  /** With `scopes`: a call without credentials is let through too (public projects). */
  readonly anonymous?: boolean;
  /** CI job tokens are accepted here (`JOB-TOKEN`, `job_token`, Bearer), whatever `scopes` says. */
  readonly jobToken?: boolean;
  /** The route reads credentials itself, because a bad token gets an answer of another shape. */
  readonly ownSignIn?: boolean;
  readonly handle: (exchange: Exchange) => Promise<Reply | undefined>;
}

/** A refusal on purpose, in one of GitLab's shapes. */
export class Refusal extends Error {
  constructor(readonly reply: Reply) {
    super(`refused with ${String(reply.status)}`);
  }
}

/** What the runner's side of the API needs to know of the caller. */
export interface RunnerCaller {
  readonly runner: Runner;
}
