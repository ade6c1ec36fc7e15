import { isActive, type Job, mergeRequestOfRef, type Pipeline } from './pipeline';
import { type Branch, type MergeRequest, type Project } from './project';

/** What is known of the working copy in the editor. */
export interface LocalWork {
  readonly branch: string | undefined;
  /** Files that differ from the last commit. */
  readonly changed: number;
  /** Commits that are not pushed; undefined without an upstream. */
  readonly ahead: number | undefined;
}

export interface PipelineWithJobs {
  readonly pipeline: Pipeline;
  readonly jobs: readonly Job[];
}

export interface BranchState {
  readonly name: string;
  /** Undefined: only in the working copy. */
  readonly remote: Branch | undefined;
  readonly isCurrent: boolean;
  readonly local: LocalWork | undefined;
  /** The open one, else the newest. */
  readonly mergeRequest: MergeRequest | undefined;
  /** Newest first. */
  readonly pipelines: readonly PipelineWithJobs[];
}

export interface BranchesSnapshot {
  readonly project: Project;
  readonly branches: readonly BranchState[];
}

export interface BranchesInput {
  readonly project: Project;
  readonly branches: readonly Branch[];
  readonly mergeRequests: readonly MergeRequest[];
  readonly pipelines: readonly PipelineWithJobs[];
  readonly local: LocalWork | undefined;
}

/** Puts branches, merge requests and pipelines together: current first, then newest work, the default branch last. */
export function branchesSnapshot(input: BranchesInput): BranchesSnapshot {
  const names = new Set(input.branches.map((branch) => branch.name));
  if (input.local?.branch !== undefined) names.add(input.local.branch);
  const states = [...names].map((name): BranchState => {
    const remote = input.branches.find((branch) => branch.name === name);
    const requests = input.mergeRequests.filter((request) => request.sourceBranch === name);
    const mergeRequest = requests.find((request) => request.state === 'opened') ?? requests[0];
    const isCurrent = input.local?.branch === name;
    return {
      name,
      remote,
      isCurrent,
      local: isCurrent ? input.local : undefined,
      mergeRequest,
      pipelines: input.pipelines.filter(({ pipeline }) => belongs(pipeline, name, requests)),
    };
  });
  return { project: input.project, branches: states.sort(byInterest) };
}

/** True while CI does something by itself. */
export function branchesMove(snapshot: BranchesSnapshot): boolean {
  return snapshot.branches.some((branch) =>
    branch.pipelines.some(
      ({ pipeline, jobs }) => isActive(pipeline.status) || jobs.some((job) => isActive(job.status)),
    ),
  );
}

function belongs(pipeline: Pipeline, branch: string, requests: readonly MergeRequest[]): boolean {
  const iid = mergeRequestOfRef(pipeline.ref);
  return iid === undefined
    ? pipeline.ref === branch
    : requests.some((request) => Number(request.iid) === iid);
}

function byInterest(a: BranchState, b: BranchState): number {
  return rank(a) - rank(b) || workedAt(b) - workedAt(a) || (a.name < b.name ? -1 : 1);
}

function rank(branch: BranchState): number {
  if (branch.isCurrent) return 0;
  return branch.remote?.isDefault ? 2 : 1;
}

function workedAt(branch: BranchState): number {
  return Math.max(
    branch.remote?.commit.createdAt ?? 0,
    branch.pipelines[0]?.pipeline.createdAt ?? 0,
  );
}
