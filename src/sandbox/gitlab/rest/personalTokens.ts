import { type Exchange, type GitLabContext, type Route } from '../exchange';
import { rotateToken, rotationExpiry } from '../access/newTokens';
import { isActive } from '../access/tokens';
import { paged } from '../http/paging';
import { Params } from '../http/params';
import { forbidden, insufficientScope, notFound, unauthorized } from '../http/refusals';
import { type Token } from '../world';
import { iso, isoDay } from './users';

const path = '/api/v4/personal_access_tokens';

export function personalTokenRoutes(context: GitLabContext): Route[] {
  const { tokens } = context.world.tables;
  /** Tokens that stand in this table in GitLab too: personal ones and those of project bots. */
  const own = (exchange: Exchange): Token => {
    const { token } = exchange.signedIn();
    if (token.kind !== 'personal' && token.kind !== 'project') throw unauthorized();
    return token;
  };
  const visible = (exchange: Exchange): Token[] => {
    const { user } = exchange.signedIn();
    return tokens.filter(
      (row) => row.kind === 'personal' && (user.admin || row.userId === user.id),
    );
  };
  const chosen = (exchange: Exchange): Token => {
    const token = visible(exchange).find((row) => String(row.id) === exchange.params['token']);
    if (token === undefined) throw notFound();
    return token;
  };
  const revoke = (token: Token): { status: number } => {
    token.revoked = true;
    context.world.changed();
    return { status: 204 };
  };
  return [
    {
      method: 'GET',
      path: `${path}/self`,
      scopes: anyScope,
      async handle(exchange) {
        return { status: 200, json: presentToken(context, own(exchange)) };
      },
    },
    {
      method: 'DELETE',
      path: `${path}/self`,
      scopes: anyScope,
      handle: async (exchange) => revoke(own(exchange)),
    },
    {
      method: 'POST',
      path: `${path}/self/rotate`,
      scopes: anyScope,
      async handle(exchange) {
        const old = own(exchange);
        if (!['api', 'self_rotate'].some((scope) => old.scopes.includes(scope))) {
          throw insufficientScope(['api', 'self_rotate']);
        }
        return { status: 200, json: await rotated(context, exchange, old) };
      },
    },
    {
      method: 'GET',
      path,
      scopes: ['api', 'read_api'],
      async handle(exchange) {
        const params = new Params(Object.fromEntries(exchange.query));
        const state = params.oneOf('state', ['active', 'inactive']);
        const search = params.text('search')?.toLowerCase() ?? '';
        const revoked = params.flag('revoked');
        const userId = params.number('user_id');
        if (userId !== undefined && userId !== exchange.signedIn().user.id) {
          if (!exchange.signedIn().user.admin) throw unauthorized();
        }
        const found = visible(exchange)
          .filter((row) => userId === undefined || row.userId === userId)
          .filter((row) => revoked === undefined || row.revoked === revoked)
          .filter(
            (row) => state === undefined || isActive(row, context.now()) === (state === 'active'),
          )
          .filter((row) => row.name.toLowerCase().includes(search));
        return paged(exchange, context.externalUrl, found, (row) => presentToken(context, row));
      },
    },
    {
      method: 'GET',
      path: `${path}/:token`,
      scopes: ['api', 'read_api'],
      async handle(exchange) {
        return { status: 200, json: presentToken(context, chosen(exchange)) };
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:token`,
      scopes: ['api'],
      handle: async (exchange) => revoke(chosen(exchange)),
    },
    {
      method: 'POST',
      path: `${path}/:token/rotate`,
      scopes: ['api'],
      async handle(exchange) {
        return { status: 200, json: await rotated(context, exchange, chosen(exchange)) };
      },
    },
  ];
}

/** `self` needs no scope in particular: whatever the token carries is enough. */
const anyScope = [
  'api',
  'read_api',
  'read_user',
  'create_runner',
  'manage_runner',
  'self_rotate',
  'read_repository',
  'write_repository',
  'read_registry',
  'write_registry',
  'ai_features',
  'k8s_proxy',
  'sudo',
  'admin_mode',
];

async function rotated(
  context: GitLabContext,
  exchange: Exchange,
  old: Token,
): Promise<Record<string, unknown>> {
  if (!isActive(old, context.now())) throw forbidden();
  const params = new Params(await exchange.fields());
  const expiry = rotationExpiry(params.text('expires_at'), context.now());
  const { token, text } = rotateToken(context, old, expiry);
  return { ...presentToken(context, token), token: text };
}

export function presentToken(context: GitLabContext, token: Token): Record<string, unknown> {
  return {
    id: token.id,
    name: token.name,
    revoked: token.revoked,
    created_at: iso(token.createdAt),
    description: token.description ?? null,
    scopes: token.scopes,
    user_id: token.userId,
    last_used_at: iso(token.lastUsedAt),
    active: isActive(token, context.now()),
    expires_at: isoDay(token.expiresAt),
  };
}
