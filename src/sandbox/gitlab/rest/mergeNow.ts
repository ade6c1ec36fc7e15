import { type GitLabContext } from '../exchange';
import { accessLevel, fullPath, roles } from '../access/roles';
import { mergeCommits } from '../git/merge';
import { isProtected, repositoryOf } from '../git/repositories';
import { afterUpdates } from '../git/updates';
import { notFound, refuse } from '../http/refusals';
import { type MergeChoice, type MergeRequest, type Project, type User } from '../world';
import { removeBranch } from './branches';
import { diffRefs, mergeStatus } from './mergeability';

/** Merges, or refuses: 405 not mergeable, 409 another head than expected, 422 conflicts. */
export async function mergeNow(
  context: GitLabContext,
  mr: MergeRequest,
  user: User,
  choice: MergeChoice,
): Promise<void> {
  const project = context.world.tables.projects.find((row) => row.id === mr.projectId);
  if (project === undefined) throw notFound('Project');
  const refs = await diffRefs(context, project, mr);
  const status = await mergeStatus(context, project, mr, refs);
  if (status === 'conflict') throw refuse(422, { message: 'Branch cannot be merged' });
  if (status !== 'mergeable' || refs === undefined) {
    throw refuse(405, { message: '405 Method Not Allowed' });
  }
  if (choice.sha !== undefined && choice.sha !== refs.head) {
    throw refuse(409, { message: `SHA does not match HEAD of source branch: ${refs.head}` });
  }
  const repository = repositoryOf(context, project);
  const merged = await mergeCommits(repository, {
    target: refs.start,
    source: refs.head,
    message: choice.message ?? usualMessage(context, project, mr),
    person: { name: user.name, email: user.email },
    squash: choice.squash ? (choice.squashMessage ?? mr.title) : undefined,
  });
  const ref = `refs/heads/${mr.targetBranch}`;
  if (merged === undefined || !(await repository.moveRef(ref, merged.sha, refs.start))) {
    throw refuse(422, { message: 'Branch cannot be merged' });
  }
  mr.frozen = refs;
  mr.state = 'merged';
  mr.mergedAt = mr.updatedAt = context.now();
  mr.mergedById = user.id;
  mr.mergeCommitSha = merged.sha;
  if (merged.squashed !== undefined) mr.squashCommitSha = merged.squashed;
  delete mr.autoMerge;
  context.world.changed();
  await afterUpdates(context, project, user, [{ ref, before: refs.start, after: merged.sha }]);
  if (choice.removeSourceBranch && mayRemove(context, project, user, mr.sourceBranch)) {
    await removeBranch(context, user, project, { name: mr.sourceBranch, sha: refs.head });
  }
}

function mayRemove(context: GitLabContext, project: Project, user: User, branch: string): boolean {
  if (branch === project.defaultBranch || isProtected(project, branch)) return false;
  return accessLevel(context, user, project) >= roles.developer;
}

function usualMessage(context: GitLabContext, project: Project, mr: MergeRequest): string {
  const place = `${fullPath(context, project)}!${mr.iid}`;
  return `Merge branch '${mr.sourceBranch}' into '${mr.targetBranch}'\n\n${mr.title}\n\nSee merge request ${place}`;
}
