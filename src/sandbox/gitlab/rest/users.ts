import { type GitLabContext, type Route } from '../exchange';
import { notFound } from '../http/refusals';
import { paged } from '../http/paging';
import { type User } from '../world';

const readUser = ['api', 'read_api', 'read_user'];

export function userRoutes(context: GitLabContext): Route[] {
  const { users } = context.world.tables;
  return [
    {
      method: 'GET',
      path: '/api/v4/user',
      scopes: readUser,
      async handle(exchange) {
        const { user } = exchange.signedIn();
        return { status: 200, json: presentCurrentUser(context, user) };
      },
    },
    {
      method: 'GET',
      path: '/api/v4/users',
      scopes: readUser,
      anonymous: true,
      async handle(exchange) {
        const username = exchange.query.get('username')?.toLowerCase();
        const search = exchange.query.get('search')?.toLowerCase();
        const found = users
          .filter((user) => username === undefined || user.username.toLowerCase() === username)
          .filter(
            (user) =>
              search === undefined ||
              [user.name, user.username].some((text) => text.toLowerCase().includes(search)),
          )
          .toReversed();
        return paged(exchange, context.externalUrl, found, (user) => presentUser(context, user));
      },
    },
    {
      method: 'GET',
      path: '/api/v4/users/:id',
      scopes: readUser,
      anonymous: true,
      async handle(exchange) {
        const user = users.find((row) => String(row.id) === exchange.params['id']);
        if (user === undefined) throw notFound('User');
        return {
          status: 200,
          json: { ...presentUser(context, user), created_at: iso(user.createdAt), bot: user.bot },
        };
      },
    },
  ];
}

/** The short form that other answers carry as `author`, `user`, `creator`. */
export function presentUser(context: GitLabContext, user: User): Record<string, unknown> {
  return {
    id: user.id,
    username: user.username,
    public_email: '',
    name: user.name,
    state: user.state,
    locked: false,
    avatar_url: null,
    web_url: `${context.externalUrl}/${user.username}`,
  };
}

export function presentUserById(
  context: GitLabContext,
  id: number | undefined,
): Record<string, unknown> | null {
  const user = context.world.tables.users.find((row) => row.id === id);
  return user === undefined ? null : presentUser(context, user);
}

export function iso(ms: number): string;
export function iso(ms: number | undefined): string | null;
export function iso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

/** `2026-11-23`. */
export function isoDay(ms: number | undefined): string | null {
  return iso(ms)?.slice(0, 10) ?? null;
}

function presentCurrentUser(context: GitLabContext, user: User): Record<string, unknown> {
  return {
    ...presentUser(context, user),
    created_at: iso(user.createdAt),
    bio: '',
    location: '',
    bot: user.bot,
    email: user.email,
    commit_email: user.email,
    confirmed_at: iso(user.createdAt),
    two_factor_enabled: false,
    external: false,
    private_profile: false,
    can_create_group: true,
    can_create_project: !user.bot,
    projects_limit: 100_000,
    namespace_id: user.namespaceId,
    identities: [],
    ...(user.admin ? { is_admin: true } : {}),
  };
}
