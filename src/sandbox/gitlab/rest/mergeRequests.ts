import { type Exchange, type GitLabContext, type Reply, type Route } from '../exchange';
import { canReadCode, roles } from '../access/roles';
import { diffs } from '../git/diff';
import { paged } from '../http/paging';
import { Params } from '../http/params';
import { badParameter } from '../http/refusals';
import { type MergeRequest, type Project, removeRows } from '../world';
import { codeOf } from './codeAccess';
import { diffRefs } from './mergeability';
import { mergeRequestOf } from './mergeRequestOf';
import { presentCommit } from './presentCommit';
import { presentMergeRequest, presentMergeRequestFully } from './presentMergeRequest';

const read = ['api', 'read_api'];
const path = '/api/v4/projects/:id/merge_requests';

/** Reading merge requests, and taking one away. */
export function mergeRequestRoutes(context: GitLabContext): Route[] {
  const get = (suffix: string, handle: (exchange: Exchange) => Promise<Reply>): Route => ({
    method: 'GET',
    path: path + suffix,
    scopes: read,
    anonymous: true,
    handle,
  });
  return [
    get('', async (exchange) => {
      const { project } = codeOf(context, exchange);
      return list(context, exchange, (mr) => mr.projectId === project.id);
    }),
    {
      method: 'GET',
      path: '/api/v4/merge_requests',
      scopes: read,
      async handle(exchange) {
        const { user } = exchange.signedIn();
        const scope = exchange.query.get('scope') ?? 'created_by_me';
        return list(context, exchange, (mr) => {
          const project = projectById(context, mr.projectId);
          if (project === undefined || !canReadCode(context, exchange.caller, project))
            return false;
          if (scope === 'all') return true;
          return scope === 'assigned_to_me'
            ? mr.assigneeIds.includes(user.id)
            : mr.authorId === user.id;
        });
      },
    },
    get('/:iid', async (exchange) => {
      const { project, mr } = mergeRequestOf(context, exchange);
      return { status: 200, json: await presentMergeRequestFully(context, project, mr) };
    }),
    get('/:iid/commits', async (exchange) => {
      const { project, repository, mr } = mergeRequestOf(context, exchange);
      const refs = await diffRefs(context, project, mr);
      const commits = refs ? await repository.commits([`${refs.base}..${refs.head}`]) : [];
      return paged(exchange, context.externalUrl, commits, (row) =>
        presentCommit(context, project, row),
      );
    }),
    get('/:iid/diffs', async (exchange) => {
      const { project, repository, mr } = mergeRequestOf(context, exchange);
      const refs = await diffRefs(context, project, mr);
      const changes = refs ? await diffs(repository, refs.base, refs.head) : [];
      return paged(exchange, context.externalUrl, changes, (row) => row);
    }),
    get('/:iid/changes', async (exchange) => {
      const { project, repository, mr } = mergeRequestOf(context, exchange);
      const refs = await diffRefs(context, project, mr);
      const changes = refs ? await diffs(repository, refs.base, refs.head) : [];
      const full = await presentMergeRequestFully(context, project, mr);
      return { status: 200, json: { ...full, changes, overflow: false } };
    }),
    {
      method: 'DELETE',
      path: `${path}/:iid`,
      scopes: ['api'],
      async handle(exchange) {
        const { project, mr } = mergeRequestOf(context, exchange, roles.owner);
        removeRows(context.world.tables.mergeRequests, (row) => row === mr);
        removeRows(
          context.world.tables.notes,
          (note) => note.projectId === project.id && note.mergeRequestIid === mr.iid,
        );
        context.world.changed();
        return { status: 204 };
      },
    },
  ];
}

async function list(
  context: GitLabContext,
  exchange: Exchange,
  mine: (mr: MergeRequest) => boolean,
): Promise<Reply> {
  const params = new Params(Object.fromEntries(exchange.query));
  const state = params.oneOf('state', ['opened', 'closed', 'locked', 'merged', 'all']) ?? 'all';
  const author = params.number('author_id');
  const username = params.text('author_username');
  const search = params.text('search')?.toLowerCase() ?? '';
  const iids = exchange.query.getAll('iids[]').map(Number);
  const is = (name: string, value: string): boolean => {
    const wanted = params.text(name);
    return wanted === undefined || wanted === value;
  };
  const authors = context.world.tables.users;
  const found = context.world.tables.mergeRequests
    .filter(mine)
    .filter((mr) => state === 'all' || mr.state === state)
    .filter((mr) => iids.length === 0 || iids.includes(mr.iid))
    .filter((mr) => is('source_branch', mr.sourceBranch) && is('target_branch', mr.targetBranch))
    .filter((mr) => author === undefined || mr.authorId === author)
    .filter(
      (mr) =>
        username === undefined ||
        authors.some((user) => user.id === mr.authorId && user.username === username),
    )
    .filter((mr) => `${mr.title}\n${mr.description}`.toLowerCase().includes(search));
  order(found, params);
  const reply = paged(exchange, context.externalUrl, found, (row) => row);
  const page = reply.json as readonly MergeRequest[];
  const json = await Promise.all(
    page.map(async (mr) => {
      const project = projectById(context, mr.projectId);
      return project && presentMergeRequest(context, project, mr);
    }),
  );
  return { ...reply, json };
}

function order(found: MergeRequest[], params: Params): void {
  const by = params.text('order_by') ?? 'created_at';
  if (!['created_at', 'updated_at', 'merged_at', 'title'].includes(by)) {
    throw badParameter('order_by does not have a valid value');
  }
  const direction = params.oneOf('sort', ['asc', 'desc']) === 'asc' ? 1 : -1;
  const key = (mr: MergeRequest): number =>
    by === 'updated_at' ? mr.updatedAt : by === 'merged_at' ? (mr.mergedAt ?? 0) : mr.createdAt;
  found.sort((a, b) => {
    const difference = by === 'title' ? a.title.localeCompare(b.title) : key(a) - key(b);
    return direction * (difference || a.id - b.id);
  });
}

function projectById(context: GitLabContext, id: number): Project | undefined {
  return context.world.tables.projects.find((row) => row.id === id);
}
