import { type Secret } from '../../base/secret';
import { type GitLabCredential } from '../gitlabCredential';
import { type GitLab } from './gitlab';

/** A client, and the token it uses, for git and others that need it. */
export interface OpenAccount {
  readonly gitlab: GitLab;
  /** Fresh enough for a call. @throws AppError `signed-out` */
  token(signal: AbortSignal): Promise<Secret>;
}

/** Where a credential is kept; another window may have changed it, so it is asked each time. */
export interface KeptCredential {
  load(): Promise<GitLabCredential | undefined>;
  save(credential: GitLabCredential): Promise<void>;
}

export type OpenGitLabAccount = (url: string, kept: KeptCredential) => Promise<OpenAccount>;
