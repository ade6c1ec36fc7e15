import { type Secret } from '../../base/secret';
import { type CodeChange } from '../codeChanges';
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
  /** The commit's whole id; undefined when it is not here. */
  commitOf(revision: string, signal: AbortSignal): Promise<string | undefined>;
  /** Makes sure that a commit is here, from the remote that is this repository. Never adds a remote. */
  bringCommit(commit: string, from: PushTarget, signal: AbortSignal): Promise<void>;
  /** Between two commits that are here. */
  codeChanges(from: string, to: string, signal: AbortSignal): Promise<CodeChange[]>;
  /** A file's bytes at a commit that is here; undefined when it is not in it. */
  fileAt(revision: string, path: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Puts all changes aside, new files too. */
  stash(message: string, signal: AbortSignal): Promise<void>;
  /** Brings back what was put aside last. */
  unstash(signal: AbortSignal): Promise<void>;
  /** Paths of tracked files whose names end so. */
  trackedFiles(ending: string, signal: AbortSignal): Promise<string[]>;
  restore(paths: readonly string[], signal: AbortSignal): Promise<void>;
  /** Only while it is at that commit. */
  deleteBranch(name: string, at: string, signal: AbortSignal): Promise<void>;
  /** Undefined for what is no ordinary file of the checkout, and for files above 1 MB. */
  readText(path: string): Promise<string | undefined>;
  writeText(path: string, text: string): Promise<void>;
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
