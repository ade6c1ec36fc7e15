import { type GitLabContext } from '../exchange';
import { mergeCommits } from '../git/merge';
import { repositoryOf } from '../git/repositories';
import { type MergeRequest, type Project } from '../world';

export interface DiffRefs {
  readonly base: string;
  readonly start: string;
  readonly head: string;
}

/** Why a merge request can or cannot be merged, in the words of `detailed_merge_status`. */
export type MergeStatus = 'not_open' | 'draft_status' | 'commits_status' | 'conflict' | 'mergeable';

const draft = /^\s*(\[draft\]|\(draft\)|draft:|draft -)/i;

export function isDraft(mr: MergeRequest): boolean {
  return draft.test(mr.title);
}

/** The commits between which a merge request changes something; undefined when a branch is gone. */
export async function diffRefs(
  context: GitLabContext,
  project: Project,
  mr: MergeRequest,
): Promise<DiffRefs | undefined> {
  if (mr.frozen !== undefined) return mr.frozen;
  const repository = repositoryOf(context, project);
  const branches = await repository.branches();
  const head = branches.find((branch) => branch.name === mr.sourceBranch)?.sha;
  const start = branches.find((branch) => branch.name === mr.targetBranch)?.sha;
  if (head === undefined || start === undefined) return undefined;
  return { base: (await repository.mergeBase(start, head)) ?? start, start, head };
}

export async function mergeStatus(
  context: GitLabContext,
  project: Project,
  mr: MergeRequest,
  refs: DiffRefs | undefined,
): Promise<MergeStatus> {
  if (mr.state !== 'opened') return 'not_open';
  if (isDraft(mr)) return 'draft_status';
  if (refs === undefined || refs.base === refs.head) return 'commits_status';
  return (await conflicts(context, project, refs)) ? 'conflict' : 'mergeable';
}

const tried = new WeakMap<GitLabContext, Map<string, Promise<boolean>>>();

/** Tried once for each pair of commits: the answer cannot change. */
export function conflicts(
  context: GitLabContext,
  project: Project,
  refs: DiffRefs,
): Promise<boolean> {
  const known = tried.get(context) ?? new Map<string, Promise<boolean>>();
  tried.set(context, known);
  const key = `${project.id}:${refs.start}:${refs.head}`;
  const answer =
    known.get(key) ??
    mergeCommits(repositoryOf(context, project), {
      target: refs.start,
      source: refs.head,
      message: 'Try to merge',
      person: { name: 'GitLab', email: 'noreply@localhost' },
    }).then((merged) => merged === undefined);
  known.set(key, answer);
  return answer;
}
