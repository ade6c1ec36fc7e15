import { type Exchange, type GitLabContext, type Route } from '../exchange';
import { accessLevel, callerLevel, projectOf, roles } from '../access/roles';
import { paged } from '../http/paging';
import { Params } from '../http/params';
import { badParameter, forbidden, notFound, refuse } from '../http/refusals';
import { type Member, type Project, removeRows, type User } from '../world';
import { groupOf } from './groups';
import { presentUser } from './users';

const read = ['api', 'read_api'];
export const accessLevels: readonly number[] = Object.values(roles);

export function memberRoutes(context: GitLabContext): Route[] {
  const { tables } = context.world;
  const present = (user: User, level: number): Record<string, unknown> => ({
    ...presentUser(context, user),
    access_level: level,
    created_at: new Date(user.createdAt).toISOString(),
    expires_at: null,
    membership_state: 'active',
  });
  const direct = (exchange: Exchange, kind: 'project' | 'group', id: number): Member[] => {
    const query = exchange.query.get('query')?.toLowerCase() ?? '';
    return tables.members.filter(
      (row) =>
        row.source.kind === kind &&
        row.source.id === id &&
        tables.users.some(
          (user) =>
            user.id === row.userId && `${user.name} ${user.username}`.toLowerCase().includes(query),
        ),
    );
  };
  const presentRow = (row: Member): unknown => {
    const user = tables.users.find((one) => one.id === row.userId);
    return user === undefined ? null : present(user, row.accessLevel);
  };
  const everyone = (project: Project): User[] =>
    tables.users.filter((user) => accessLevel(context, { ...user, admin: false }, project) > 0);
  return [
    {
      method: 'GET',
      path: '/api/v4/projects/:id/members',
      scopes: read,
      anonymous: true,
      async handle(exchange) {
        const project = projectOf(context, exchange);
        return paged(
          exchange,
          context.externalUrl,
          direct(exchange, 'project', project.id),
          presentRow,
        );
      },
    },
    {
      method: 'GET',
      path: '/api/v4/groups/:id/members',
      scopes: read,
      anonymous: true,
      async handle(exchange) {
        const group = groupOf(context, exchange);
        return paged(
          exchange,
          context.externalUrl,
          direct(exchange, 'group', group.id),
          presentRow,
        );
      },
    },
    {
      method: 'GET',
      path: '/api/v4/projects/:id/members/all',
      scopes: read,
      anonymous: true,
      async handle(exchange) {
        const project = projectOf(context, exchange);
        return paged(exchange, context.externalUrl, everyone(project), (user) =>
          present(user, accessLevel(context, { ...user, admin: false }, project)),
        );
      },
    },
    {
      method: 'GET',
      path: '/api/v4/projects/:id/members/all/:user',
      scopes: read,
      anonymous: true,
      async handle(exchange) {
        const project = projectOf(context, exchange);
        const user = everyone(project).find((row) => String(row.id) === exchange.params['user']);
        if (user === undefined) throw notFound();
        const level = accessLevel(context, { ...user, admin: false }, project);
        return { status: 200, json: present(user, level) };
      },
    },
    {
      method: 'POST',
      path: '/api/v4/projects/:id/members',
      scopes: ['api'],
      async handle(exchange) {
        const project = projectOf(context, exchange, roles.maintainer);
        const params = new Params(await exchange.fields()).require('access_level');
        const level = params.number('access_level') ?? 0;
        if (!accessLevels.includes(level))
          throw badParameter('access_level does not have a valid value');
        if (level > callerLevel(context, exchange.caller, project)) throw forbidden();
        const user = tables.users.find(
          (row) => row.id === params.number('user_id') || row.username === params.text('username'),
        );
        if (user === undefined) throw notFound('User');
        const source = { kind: 'project' as const, id: project.id };
        if (direct(exchange, 'project', project.id).some((row) => row.userId === user.id)) {
          throw refuse(409, { message: 'Member already exists' });
        }
        tables.members.push({ userId: user.id, source, accessLevel: level });
        context.world.changed();
        return { status: 201, json: present(user, level) };
      },
    },
    {
      method: 'DELETE',
      path: '/api/v4/projects/:id/members/:user',
      scopes: ['api'],
      async handle(exchange) {
        const project = projectOf(context, exchange, roles.maintainer);
        const row = direct(exchange, 'project', project.id).find(
          (member) => String(member.userId) === exchange.params['user'],
        );
        if (row === undefined) throw notFound();
        removeRows(tables.members, (member) => member === row);
        context.world.changed();
        return { status: 204 };
      },
    },
  ];
}
