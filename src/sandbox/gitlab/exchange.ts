import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Project, type Runner, type Token, type User, type World } from './world';

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
  /** Behaviour that differs between releases, chosen when the server starts. */
  readonly features: Features;
  /** Folder for repositories, files and logs. */
  readonly folder: string;
  now(): number;
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
