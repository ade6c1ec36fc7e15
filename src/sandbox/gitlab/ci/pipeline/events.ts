import { repositoryOf } from '../../git/repositories';
import { zeros } from '../../git/repository';
import { type Push } from '../../exchange';
import { type MergeRequest } from '../../world';
import { type Pipeline } from '../../ciRows';
import { type Ci } from '../ci';
import { type Created, createPipeline } from './create';

/** The pipelines of a push: the branch's or tag's own, and one per open merge request of the branch. */
export async function pipelinesOfPush(ci: Ci, push: Push): Promise<Pipeline[]> {
  if (push.after === zeros) return [];
  const branch = /^refs\/heads\/(.+)$/.exec(push.ref)?.[1];
  const tag = /^refs\/tags\/(.+)$/.exec(push.ref)?.[1];
  const ref = branch ?? tag;
  if (ref === undefined) return [];
  const sha = await repositoryOf(ci.context, push.project).resolve(push.after);
  if (sha === undefined) return [];
  const made: Created[] = [
    await createPipeline(ci, {
      project: push.project,
      userId: push.user.id,
      source: 'push',
      ref,
      sha,
      tag: tag !== undefined,
      beforeSha: push.before,
    }),
  ];
  const open = ci.context.world.tables.mergeRequests.filter(
    (mr) => mr.projectId === push.project.id && mr.state === 'opened' && mr.sourceBranch === branch,
  );
  for (const mr of open) made.push(await pipelineOfMergeRequest(ci, mr, push.user.id));
  return made.flatMap((one) => (one.kind === 'created' ? [one.pipeline] : []));
}

/** The detached pipeline of a merge request, at the head of its source branch. */
export async function pipelineOfMergeRequest(
  ci: Ci,
  mr: MergeRequest,
  userId: number,
): Promise<Created> {
  const { context } = ci;
  const project = context.world.tables.projects.find((row) => row.id === mr.projectId);
  if (project === undefined) return { kind: 'nothing', reason: 'Project not found' };
  const repository = repositoryOf(context, project);
  const head = await repository.branch(mr.sourceBranch);
  const target = await repository.branch(mr.targetBranch);
  if (head === undefined) return { kind: 'nothing', reason: 'Reference not found' };
  const base = target && (await repository.mergeBase(target.sha, head.sha));
  return createPipeline(ci, {
    project,
    userId,
    source: 'merge_request_event',
    ref: `refs/merge-requests/${mr.iid}/head`,
    sha: head.sha,
    tag: false,
    mergeRequest: mr,
    ...(base !== undefined && { beforeSha: base }),
  });
}
