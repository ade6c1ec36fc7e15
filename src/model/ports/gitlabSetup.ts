import { type Secret } from '../../base/secret';
import { type ProjectId, type RunnerId } from '../ids';
import { type Project, type ProjectImport } from '../project';
import {
  type AccessToken,
  type Runner,
  type SshKey,
  type TokenInfo,
  type Variable,
} from '../setup';

export interface AccountPort {
  user(signal: AbortSignal): Promise<CurrentUser>;
  server(signal: AbortSignal): Promise<ServerInfo>;
  /** The personal or project token in use; undefined for an OAuth token. */
  token(signal: AbortSignal): Promise<TokenInfo | undefined>;
  /** Ends the personal or project token in use. */
  revokeToken(signal: AbortSignal): Promise<void>;
}

export interface CurrentUser {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly email: string | undefined;
}

export interface ServerInfo {
  readonly version: string;
  readonly enterprise: boolean;
}

/** What provisioning makes in GitLab. */
export interface SetupPort {
  createProject(project: NewProject, signal: AbortSignal): Promise<Project>;
  importState(project: ProjectId, signal: AbortSignal): Promise<ProjectImport>;
  /** Waits until the import has finished; fails with GitLab's reason when it did not work. */
  waitForImport(project: ProjectId, signal: AbortSignal): Promise<Project>;
  /** At once where the server allows it, else the project is only marked. */
  deleteProject(
    project: Pick<Project, 'id' | 'path'>,
    signal: AbortSignal,
  ): Promise<'deleted' | 'marked'>;

  accessTokens(project: ProjectId, signal: AbortSignal): Promise<AccessToken[]>;
  createAccessToken(
    project: ProjectId,
    token: NewAccessToken,
    signal: AbortSignal,
  ): Promise<AccessToken & { readonly secret: Secret }>;
  rotateAccessToken(
    project: ProjectId,
    id: number,
    expiresOn: string | undefined,
    signal: AbortSignal,
  ): Promise<AccessToken & { readonly secret: Secret }>;
  revokeAccessToken(project: ProjectId, id: number, signal: AbortSignal): Promise<void>;

  variables(project: ProjectId, signal: AbortSignal): Promise<Variable[]>;
  /** Creates the variable, or updates the one of the same key and environment scope. */
  setVariable(project: ProjectId, variable: NewVariable, signal: AbortSignal): Promise<Variable>;
  deleteVariable(project: ProjectId, key: string, signal: AbortSignal): Promise<void>;

  sshKeys(signal: AbortSignal): Promise<SshKey[]>;
  /** Answers the account's key when it is there already. */
  addSshKey(title: string, publicKey: string, signal: AbortSignal): Promise<SshKey>;
  deleteSshKey(id: number, signal: AbortSignal): Promise<void>;

  runners(project: ProjectId, signal: AbortSignal): Promise<Runner[]>;
  runner(id: RunnerId, signal: AbortSignal): Promise<Runner>;
  createRunner(
    runner: NewRunner,
    signal: AbortSignal,
  ): Promise<{ readonly id: RunnerId; readonly token: Secret }>;
  deleteRunner(id: RunnerId, signal: AbortSignal): Promise<void>;
}

export interface NewProject {
  readonly name: string;
  /** Last segment of the path; GitLab makes one from the name otherwise. */
  readonly path?: string | undefined;
  /** Group or user namespace; the caller's own otherwise. */
  readonly namespaceId?: number | undefined;
  readonly importUrl?: string | undefined;
  readonly visibility?: 'private' | 'internal' | 'public' | undefined;
  readonly withReadme?: boolean | undefined;
}

export interface NewAccessToken {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly accessLevel: number;
  /** `YYYY-MM-DD`; the server's maximum otherwise. */
  readonly expiresOn?: string | undefined;
  readonly description?: string | undefined;
}

export interface NewVariable {
  readonly key: string;
  readonly value: string | Secret;
  readonly protected?: boolean | undefined;
  readonly masked?: boolean | undefined;
  /** Only when it is made new; cannot be undone. */
  readonly hidden?: boolean | undefined;
  /** No expansion of `$` inside the value. */
  readonly raw?: boolean | undefined;
  readonly description?: string | undefined;
}

export interface NewRunner {
  readonly projectId: ProjectId;
  readonly description: string;
  readonly tags: readonly string[];
  readonly runUntagged: boolean;
  /** For administrators, at most 1,024 characters; told again with the single runner. */
  readonly note?: string | undefined;
}
