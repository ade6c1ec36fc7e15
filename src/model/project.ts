import { type CodeChange } from './codeChanges';
import { type MergeRequestIid, type PipelineId, type ProjectId } from './ids';

/** All times in the GitLab domain are ms since 1970; all `webUrl`s are absolute. */
export interface Project {
  readonly id: ProjectId;
  readonly name: string;
  /** With its groups: `ml/credit-scoring`. */
  readonly path: string;
  readonly webUrl: string;
  readonly httpCloneUrl: string;
  readonly sshCloneUrl: string | undefined;
  /** Undefined while the repository is empty. */
  readonly defaultBranch: string | undefined;
  readonly importState: ImportState;
  /** The caller's role, the higher of project and group; undefined when the server does not say. */
  readonly accessLevel: number | undefined;
  /** Deleted projects of 18.0 and later live on for some days. */
  readonly markedForDeletion: boolean;
}

export type ImportState = 'none' | 'scheduled' | 'started' | 'finished' | 'failed' | 'canceled';

export interface ProjectImport {
  readonly state: ImportState;
  readonly error: string | undefined;
}

export const accessLevels = {
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
} as const;

export interface Person {
  readonly username: string;
  readonly name: string;
}

export interface Commit {
  readonly sha: string;
  readonly title: string;
  readonly message: string;
  readonly authorName: string;
  readonly createdAt: number;
  readonly webUrl: string | undefined;
}

export interface Branch {
  readonly name: string;
  readonly isDefault: boolean;
  readonly isProtected: boolean;
  readonly isMerged: boolean;
  readonly commit: Commit;
  readonly webUrl: string;
}

export interface MergeRequest {
  readonly iid: MergeRequestIid;
  readonly title: string;
  readonly description: string;
  readonly sourceBranch: string;
  readonly targetBranch: string;
  readonly state: 'opened' | 'closed' | 'merged' | 'locked';
  readonly isDraft: boolean;
  /** GitLab's `detailed_merge_status`: why it cannot be merged, or `mergeable`. */
  readonly mergeStatus: string | undefined;
  readonly sha: string | undefined;
  readonly author: Person | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly webUrl: string;
  /** Only in the answer for one merge request, not in lists. */
  readonly headPipelineId: PipelineId | undefined;
}

/** One file that differs between two commits. */
export interface CommitComparison {
  readonly commits: readonly Commit[];
  readonly changes: readonly CodeChange[];
}

const experimentBranch = /^mlops-experiment-(\d+)$/;

/** The first free `mlops-experiment-N`: one above the highest that was ever seen in the list. */
export function nextExperimentBranch(existing: Iterable<string>): string {
  let highest = 0;
  for (const name of existing) {
    const number = Number(experimentBranch.exec(name)?.[1] ?? 0);
    if (Number.isSafeInteger(number)) highest = Math.max(highest, number);
  }
  return `mlops-experiment-${highest + 1}`;
}
