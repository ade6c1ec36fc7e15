import { type Secret } from '../../base/secret';
import { type LocalWork } from '../branches';

/** The git checkout that is open in the editor. */
export interface WorkingCopy {
  readonly folder: string;
  work(signal: AbortSignal): Promise<LocalWork>;
  branchNames(signal: AbortSignal): Promise<string[]>;
  /** Relative paths of files that differ from the last commit. */
  changedFiles(signal: AbortSignal): Promise<string[]>;
  /** A text file at the last commit; undefined when it is new. */
  committed(path: string, signal: AbortSignal): Promise<string | undefined>;
  lastSubject(signal: AbortSignal): Promise<string | undefined>;
  createBranch(name: string, from: string | undefined, signal: AbortSignal): Promise<void>;
  switchTo(name: string, signal: AbortSignal): Promise<void>;
  /** Everything that changed; answers the commit's id. */
  commitAll(message: string, author: Author, signal: AbortSignal): Promise<string>;
  /** The remote with this address, made when there is none; never changes one that points elsewhere. */
  remoteFor(url: string, signal: AbortSignal): Promise<string>;
  /** Addresses of all remotes. */
  remoteUrls(signal: AbortSignal): Promise<string[]>;
  push(branch: string, to: PushTarget, signal: AbortSignal): Promise<void>;
  fetch(from: PushTarget, signal: AbortSignal): Promise<void>;
}

export interface Author {
  readonly name: string;
  readonly email: string;
}

export interface PushTarget {
  /** Of the repository; the token is for its GitLab only. */
  readonly url: string;
  readonly gitlabUrl: string;
  readonly token: Secret;
}
