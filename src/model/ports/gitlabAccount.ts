import { type Secret } from '../../base/secret';
import { type GitLabCredential } from '../gitlabCredential';
import { type GitLab } from './gitlab';

/** A client, and the token it uses, for git and others that need it. */
export interface OpenAccount {
  readonly gitlab: GitLab;
  /** Fresh enough for a call. @throws AppError `signed-out` */
  token(signal: AbortSignal): Promise<Secret>;
  /** Ends the tokens of OAuth at the server; what a person made by hand stays. */
  revoke(signal: AbortSignal): Promise<void>;
}

/** Where a credential is kept; another window may have changed it, so it is asked each time. */
export interface KeptCredential {
  load(): Promise<GitLabCredential | undefined>;
  save(credential: GitLabCredential): Promise<void>;
  /** Alone among all windows that use this credential; nothing: nobody else does. */
  readonly renewal?: Renewal;
}

/** A refresh token works once, for one window. */
export interface Renewal {
  alone<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  isSpent(refreshToken: Secret): Promise<boolean>;
  spent(refreshToken: Secret): Promise<void>;
}

export type OpenGitLabAccount = (url: string, kept: KeptCredential) => Promise<OpenAccount>;
