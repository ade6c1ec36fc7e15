import { type GitLabContext } from '../exchange';
import { type Project, type User } from '../world';
import { type RefUpdate } from './pushHooks';
import { adoptDefaultBranch, repositoryOf } from './repositories';
import { zeros } from './repository';

/** Everything that follows from refs having moved, whoever moved them; ends with the announcement. */
export async function afterUpdates(
  context: GitLabContext,
  project: Project,
  user: User,
  updates: readonly RefUpdate[],
  options: readonly string[] = [],
): Promise<void> {
  if (updates.length === 0) return;
  project.lastActivityAt = context.now();
  context.world.changed();
  await adoptDefaultBranch(context, project);
  for (const update of updates) await followMergeRequests(context, project, update);
  for (const { ref, before, after } of updates) {
    context.announcePush({ project, user, ref, before, after, options });
  }
}

/** An open merge request's head follows its source branch; a merged-by-hand one closes as merged. */
async function followMergeRequests(
  context: GitLabContext,
  project: Project,
  update: RefUpdate,
): Promise<void> {
  const branch = update.ref.replace(/^refs\/heads\//, '');
  if (branch === update.ref || update.after === zeros) return;
  const repository = repositoryOf(context, project);
  const open = context.world.tables.mergeRequests.filter(
    (mr) => mr.projectId === project.id && mr.state === 'opened',
  );
  for (const mr of open) {
    if (mr.sourceBranch === branch) {
      mr.updatedAt = context.now();
      await repository.git(['update-ref', `refs/merge-requests/${mr.iid}/head`, update.after]);
    } else if (mr.targetBranch === branch) {
      const head = await repository.branch(mr.sourceBranch);
      if (head === undefined || update.before === zeros) continue;
      if (!(await repository.isAncestor(head.sha, update.after))) continue;
      // What was inside already brings nothing that could have been merged.
      if (await repository.isAncestor(head.sha, update.before)) continue;
      mr.state = 'merged';
      mr.mergedAt = mr.updatedAt = context.now();
      mr.mergeCommitSha = update.after;
    }
  }
}
