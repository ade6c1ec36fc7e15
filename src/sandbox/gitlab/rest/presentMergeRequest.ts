import { type GitLabContext } from '../exchange';
import { fullPath, projectUrl } from '../access/roles';
import { presentPipeline } from '../ci/present/pipeline';
import { diffs } from '../git/diff';
import { repositoryOf } from '../git/repositories';
import { type MergeRequest, type Project } from '../world';
import { type Pipeline } from '../ciRows';
import { conflicts, diffRefs, type DiffRefs, isDraft, mergeStatus } from './mergeability';
import { iso, presentUserById } from './users';

export async function presentMergeRequest(
  context: GitLabContext,
  project: Project,
  mr: MergeRequest,
): Promise<Record<string, unknown>> {
  const refs = await diffRefs(context, project, mr);
  const status = await mergeStatus(context, project, mr, refs);
  const user = (id: number | undefined): unknown => presentUserById(context, id);
  const users = (ids: readonly number[]): unknown[] => ids.map(user).filter((one) => one !== null);
  const merged = user(mr.mergedById);
  const notes = context.world.tables.notes.filter(
    (note) => note.projectId === project.id && note.mergeRequestIid === mr.iid,
  );
  return {
    id: mr.id,
    iid: mr.iid,
    project_id: project.id,
    title: mr.title,
    description: mr.description,
    state: mr.state,
    created_at: iso(mr.createdAt),
    updated_at: iso(mr.updatedAt),
    merged_by: merged,
    merge_user: merged,
    merged_at: iso(mr.mergedAt),
    closed_by: user(mr.closedById),
    closed_at: iso(mr.closedAt),
    target_branch: mr.targetBranch,
    source_branch: mr.sourceBranch,
    user_notes_count: notes.length,
    upvotes: 0,
    downvotes: 0,
    author: user(mr.authorId),
    assignees: users(mr.assigneeIds),
    assignee: user(mr.assigneeIds[0]),
    reviewers: users(mr.reviewerIds),
    source_project_id: project.id,
    target_project_id: project.id,
    labels: mr.labels,
    draft: isDraft(mr),
    imported: false,
    imported_from: 'none',
    work_in_progress: isDraft(mr),
    milestone: null,
    merge_when_pipeline_succeeds: mr.autoMerge !== undefined,
    merge_status:
      status === 'mergeable'
        ? 'can_be_merged'
        : status === 'conflict'
          ? 'cannot_be_merged'
          : 'unchecked',
    detailed_merge_status: status,
    merge_after: null,
    sha: refs?.head ?? null,
    merge_commit_sha: mr.mergeCommitSha ?? null,
    squash_commit_sha: mr.squashCommitSha ?? null,
    discussion_locked: null,
    should_remove_source_branch: null,
    force_remove_source_branch: mr.removeSourceBranch,
    prepared_at: iso(mr.createdAt),
    reference: `!${mr.iid}`,
    references: {
      short: `!${mr.iid}`,
      relative: `!${mr.iid}`,
      full: `${fullPath(context, project)}!${mr.iid}`,
    },
    web_url: `${projectUrl(context, project)}/-/merge_requests/${mr.iid}`,
    time_stats: {
      time_estimate: 0,
      total_time_spent: 0,
      human_time_estimate: null,
      human_total_time_spent: null,
    },
    squash: mr.squash,
    squash_on_merge: mr.squash,
    task_completion_status: { count: 0, completed_count: 0 },
    has_conflicts: status === 'conflict',
    blocking_discussions_resolved: true,
    approvals_before_merge: null,
  };
}

/** What only the page of one merge request carries. */
export async function presentMergeRequestFully(
  context: GitLabContext,
  project: Project,
  mr: MergeRequest,
): Promise<Record<string, unknown>> {
  const refs = await diffRefs(context, project, mr);
  const changed = refs && (await diffs(repositoryOf(context, project), refs.base, refs.head));
  const pipeline = headPipeline(context, mr, refs?.head);
  const head = pipeline === undefined ? null : presentPipeline(context, pipeline);
  const open = mr.state === 'opened' && refs !== undefined;
  return {
    ...(await presentMergeRequest(context, project, mr)),
    ...(open && isDraft(mr) ? { has_conflicts: await conflicts(context, project, refs) } : {}),
    subscribed: true,
    changes_count: changed === undefined ? null : String(changed.length),
    latest_build_started_at: null,
    latest_build_finished_at: null,
    first_deployed_to_production_at: null,
    pipeline: head,
    head_pipeline: head,
    diff_refs: presentRefs(refs),
    merge_error: null,
    first_contribution: false,
    user: { can_merge: true },
  };
}

/** The newest pipeline of the newest commit, the merge request's own before the branch's. */
export function headPipeline(
  context: GitLabContext,
  mr: MergeRequest,
  sha: string | undefined,
): Pipeline | undefined {
  const all = context.world.tables.pipelines.filter(
    (row) => row.projectId === mr.projectId && row.sha === sha,
  );
  return (
    all.findLast((row) => row.mergeRequestIid === mr.iid) ??
    all.findLast((row) => row.mergeRequestIid === undefined && row.ref === mr.sourceBranch)
  );
}

function presentRefs(refs: DiffRefs | undefined): unknown {
  return refs === undefined
    ? null
    : { base_sha: refs.base, head_sha: refs.head, start_sha: refs.start };
}
