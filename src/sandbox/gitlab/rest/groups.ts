import { type Caller, type Exchange, type GitLabContext, type Route } from '../exchange';
import { canRead, groupAccessLevel, roles } from '../access/roles';
import { paged } from '../http/paging';
import { Params } from '../http/params';
import { forbidden, invalid, notFound } from '../http/refusals';
import { type Group } from '../world';
import {
  presentGroup,
  presentGroupNamespace,
  presentProject,
  presentUserNamespace,
} from './presentProject';
import { visibilities } from './projects';

const read = ['api', 'read_api'];

export function groupRoutes(context: GitLabContext): Route[] {
  const { tables } = context.world;
  return [
    {
      method: 'GET',
      path: '/api/v4/groups',
      scopes: read,
      anonymous: true,
      async handle(exchange) {
        const params = new Params(Object.fromEntries(exchange.query));
        const least = params.number('min_access_level') ?? 0;
        const owned = params.flag('owned') === true;
        const search = params.text('search')?.toLowerCase();
        const found = tables.groups
          .filter((group) => canSee(context, exchange.caller, group))
          .filter((group) => levelIn(context, exchange.caller, group) >= (owned ? 50 : least))
          .filter((group) => search === undefined || group.path.toLowerCase().includes(search))
          .toSorted((a, b) => a.name.localeCompare(b.name));
        return paged(exchange, context.externalUrl, found, (row) => presentGroup(context, row));
      },
    },
    {
      method: 'POST',
      path: '/api/v4/groups',
      scopes: ['api'],
      async handle(exchange) {
        const group = createGroup(context, exchange, new Params(await exchange.fields()));
        return { status: 201, json: presentGroup(context, group) };
      },
    },
    {
      method: 'GET',
      path: '/api/v4/groups/:id',
      scopes: read,
      anonymous: true,
      async handle(exchange) {
        return { status: 200, json: presentGroup(context, groupOf(context, exchange)) };
      },
    },
    {
      method: 'GET',
      path: '/api/v4/groups/:id/projects',
      scopes: read,
      anonymous: true,
      async handle(exchange) {
        const group = groupOf(context, exchange);
        const { caller } = exchange;
        const found = tables.projects
          .filter((row) => row.namespace.kind === 'group' && row.namespace.id === group.id)
          .filter((row) => canRead(context, caller, row))
          .toReversed();
        return paged(exchange, context.externalUrl, found, (row) =>
          presentProject(context, row, caller),
        );
      },
    },
    {
      method: 'GET',
      path: '/api/v4/namespaces',
      scopes: [...read, 'read_user'],
      async handle(exchange) {
        const { user } = exchange.signedIn();
        const search = exchange.query.get('search')?.toLowerCase() ?? '';
        const groups = tables.groups.filter((row) => groupAccessLevel(context, user, row) > 0);
        const all = [
          presentUserNamespace(context, user),
          ...groups.map((row) => presentGroupNamespace(context, row)),
        ].filter((row) => String(row['full_path']).toLowerCase().includes(search));
        return paged(exchange, context.externalUrl, all, (row) => row);
      },
    },
    {
      method: 'GET',
      path: '/api/v4/namespaces/:id',
      scopes: [...read, 'read_user'],
      async handle(exchange) {
        const { user } = exchange.signedIn();
        const id = exchange.params['id'] ?? '';
        if (id === String(user.namespaceId) || id === user.username) {
          return { status: 200, json: presentUserNamespace(context, user) };
        }
        const group = findGroup(context, id);
        if (group === undefined || !canSee(context, exchange.caller, group)) {
          throw notFound('Namespace');
        }
        return { status: 200, json: presentGroupNamespace(context, group) };
      },
    },
  ];
}

export function groupOf(context: GitLabContext, exchange: Exchange, level = 0): Group {
  const group = findGroup(context, exchange.params['id'] ?? '');
  if (group === undefined || !canSee(context, exchange.caller, group)) throw notFound('Group');
  if (level > 0) {
    exchange.signedIn();
    if (levelIn(context, exchange.caller, group) < level) throw forbidden();
  }
  return group;
}

function createGroup(context: GitLabContext, exchange: Exchange, params: Params): Group {
  const { user } = exchange.signedIn();
  if (user.bot) throw forbidden();
  params.require('name', 'path');
  const parentId = params.number('parent_id');
  const { tables } = context.world;
  const parent = tables.groups.find((row) => row.id === parentId);
  if (parentId !== undefined && parent === undefined) throw notFound('Group');
  if (parent && groupAccessLevel(context, user, parent) < roles.maintainer) throw forbidden();
  const path = [...(parent ? [parent.path] : []), params.filled('path')].join('/');
  if (!/^[\w.-]+(\/[\w.-]+)*$/.test(path)) {
    throw invalid(
      "Failed to save group {:path=>[\"can contain only letters, digits, '_', '-' and '.'\"]}",
    );
  }
  const taken =
    findGroup(context, path) ??
    tables.users.find((row) => row.username.toLowerCase() === path.toLowerCase());
  if (taken) throw invalid('Failed to save group {:path=>["has already been taken"]}');
  const group: Group = {
    id: context.world.nextId('namespaces'),
    name: params.filled('name'),
    path,
    visibility: params.oneOf('visibility', visibilities) ?? 'private',
  };
  tables.groups.push(group);
  tables.members.push({
    userId: user.id,
    source: { kind: 'group', id: group.id },
    accessLevel: roles.owner,
  });
  context.world.changed();
  return group;
}

function findGroup(context: GitLabContext, idOrPath: string): Group | undefined {
  const wanted = idOrPath.toLowerCase();
  return context.world.tables.groups.find((row) =>
    /^\d+$/.test(idOrPath) ? row.id === Number(idOrPath) : row.path.toLowerCase() === wanted,
  );
}

function levelIn(context: GitLabContext, caller: Caller | undefined, group: Group): number {
  return groupAccessLevel(context, caller?.user, group);
}

/** Also whoever may see one of its projects sees a group. */
function canSee(context: GitLabContext, caller: Caller | undefined, group: Group): boolean {
  if (group.visibility === 'public') return true;
  if (group.visibility === 'internal' && caller !== undefined) return true;
  if (levelIn(context, caller, group) > 0) return true;
  return context.world.tables.projects.some(
    (row) =>
      row.namespace.kind === 'group' &&
      row.namespace.id === group.id &&
      canRead(context, caller, row),
  );
}
