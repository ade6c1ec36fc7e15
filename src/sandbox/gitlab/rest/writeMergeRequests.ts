import { type Exchange, type GitLabContext, type Reply, type Route } from '../exchange';
import { callerLevel, roles } from '../access/roles';
import { Params } from '../http/params';
import { forbidden, invalid, refuse } from '../http/refusals';
import { type MergeRequest } from '../world';
import { codeOf } from './codeAccess';
import { diffRefs } from './mergeability';
import { mergeRequestOf } from './mergeRequestOf';
import { presentMergeRequestFully } from './presentMergeRequest';

const path = '/api/v4/projects/:id/merge_requests';

/** Opening, editing and closing. */
export function writeMergeRequestRoutes(context: GitLabContext): Route[] {
  return [
    {
      method: 'POST',
      path,
      scopes: ['api'],
      handle: (exchange) => open(context, exchange),
    },
    {
      method: 'PUT',
      path: `${path}/:iid`,
      scopes: ['api'],
      handle: (exchange) => edit(context, exchange),
    },
  ];
}

async function open(context: GitLabContext, exchange: Exchange): Promise<Reply> {
  const { project, repository } = codeOf(context, exchange, roles.developer);
  const params = new Params(await exchange.fields());
  params.require('title', 'source_branch', 'target_branch');
  const [source, target] = [params.filled('source_branch'), params.filled('target_branch')];
  if (source === target) {
    throw refuse(422, { message: ["You can't use same project/branch for source and target"] });
  }
  const branches = await repository.branches();
  const head = branches.find((branch) => branch.name === source);
  for (const [role, name] of [
    ['Source', source],
    ['Target', target],
  ] as const) {
    if (!branches.some((branch) => branch.name === name)) {
      throw invalid([`${role} branch "${name}" does not exist`]);
    }
  }
  checkNoTwin(context, project.id, source, target, undefined);
  const now = context.now();
  const iid = context.world.nextId(`mergeRequests:${project.id}`);
  const mr: MergeRequest = {
    id: context.world.nextId('mergeRequests'),
    iid,
    projectId: project.id,
    sourceBranch: source,
    targetBranch: target,
    title: checkedTitle(params.filled('title')),
    description: params.text('description') ?? '',
    state: 'opened',
    authorId: exchange.signedIn().user.id,
    assigneeIds: people(params, 'assignee') ?? [],
    reviewerIds: params.numbers('reviewer_ids') ?? [],
    labels: params.list('labels') ?? [],
    removeSourceBranch: params.flag('remove_source_branch') ?? false,
    squash: params.flag('squash') ?? false,
    createdAt: now,
    updatedAt: now,
  };
  context.world.tables.mergeRequests.push(mr);
  context.world.changed();
  await repository.git(['update-ref', `refs/merge-requests/${iid}/head`, head?.sha ?? '']);
  context.announceMergeRequest({ projectId: project.id, iid });
  // GitLab finds out about conflicts a little later.
  const json = {
    ...(await presentMergeRequestFully(context, project, mr)),
    merge_status: 'checking',
    detailed_merge_status: 'preparing',
    prepared_at: null,
  };
  return { status: 201, json };
}

async function edit(context: GitLabContext, exchange: Exchange): Promise<Reply> {
  const { project, mr } = mergeRequestOf(context, exchange);
  const { user } = exchange.signedIn();
  const level = callerLevel(context, exchange.caller, project);
  if (level < roles.developer && mr.authorId !== user.id) throw forbidden();
  const params = new Params(await exchange.fields());
  const event = params.oneOf('state_event', ['close', 'reopen']);
  const target = params.text('target_branch');
  const title = params.text('title');
  if (target !== undefined) {
    checkNoTwin(context, project.id, mr.sourceBranch, target, mr);
    mr.targetBranch = target;
  }
  if (title !== undefined) mr.title = checkedTitle(title);
  mr.description = params.text('description') ?? mr.description;
  mr.labels = params.list('labels') ?? mr.labels;
  const added = params.list('add_labels') ?? [];
  const gone = params.list('remove_labels') ?? [];
  mr.labels = [...new Set([...mr.labels, ...added])].filter((label) => !gone.includes(label));
  mr.assigneeIds = people(params, 'assignee') ?? mr.assigneeIds;
  mr.reviewerIds = params.numbers('reviewer_ids') ?? mr.reviewerIds;
  mr.squash = params.flag('squash') ?? mr.squash;
  mr.removeSourceBranch = params.flag('remove_source_branch') ?? mr.removeSourceBranch;
  if (event === 'close' && mr.state === 'opened') {
    const refs = await diffRefs(context, project, mr);
    if (refs) mr.frozen = refs;
    mr.state = 'closed';
    mr.closedAt = context.now();
    mr.closedById = user.id;
  } else if (event === 'reopen' && mr.state === 'closed') {
    checkNoTwin(context, project.id, mr.sourceBranch, mr.targetBranch, mr);
    mr.state = 'opened';
    delete mr.frozen;
    delete mr.closedAt;
    delete mr.closedById;
  }
  mr.updatedAt = context.now();
  context.world.changed();
  return { status: 200, json: await presentMergeRequestFully(context, project, mr) };
}

/** One open merge request for a pair of branches. */
function checkNoTwin(
  context: GitLabContext,
  projectId: number,
  source: string,
  target: string,
  self: MergeRequest | undefined,
): void {
  const twin = context.world.tables.mergeRequests.find(
    (row) =>
      row !== self &&
      row.projectId === projectId &&
      row.state === 'opened' &&
      row.sourceBranch === source &&
      row.targetBranch === target,
  );
  if (twin === undefined) return;
  throw refuse(409, {
    message: [`Another open merge request already exists for this source branch: !${twin.iid}`],
  });
}

function checkedTitle(title: string): string {
  if (title.length > 255) throw invalid({ title: ['is too long (maximum is 255 characters)'] });
  return title;
}

function people(params: Params, role: string): number[] | undefined {
  const one = params.number(`${role}_id`);
  return params.numbers(`${role}_ids`) ?? (one === undefined ? undefined : [one]);
}
