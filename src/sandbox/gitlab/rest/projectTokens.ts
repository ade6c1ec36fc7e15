import { type Exchange, type GitLabContext, type Reply, type Route } from '../exchange';
import {
  projectScopes,
  readExpiry,
  readScopes,
  rotateToken,
  rotationExpiry,
} from '../access/newTokens';
import { callerLevel, projectOf, roles } from '../access/roles';
import { isActive, issueToken, mint, mintHex } from '../access/tokens';
import { paged } from '../http/paging';
import { Params } from '../http/params';
import { badParameter, insufficientScope, invalid, notFound, unauthorized } from '../http/refusals';
import { type Project, type Token, type User } from '../world';
import { accessLevels } from './members';
import { presentToken } from './personalTokens';

const path = '/api/v4/projects/:id/access_tokens';

export function projectTokenRoutes(context: GitLabContext): Route[] {
  const { tokens } = context.world.tables;
  const all = (project: Project): Token[] =>
    tokens.filter((row) => row.kind === 'project' && row.projectId === project.id);
  const chosen = (exchange: Exchange): Token => {
    const project = projectOf(context, exchange, roles.maintainer);
    const { token: id } = exchange.params;
    const token = all(project).find((row) => String(row.id) === id);
    if (token === undefined)
      throw notFound(`Could not find project access token with token_id: ${id ?? ''}`);
    return token;
  };
  const rotated = async (exchange: Exchange, old: Token): Promise<Reply> => {
    if (!isActive(old, context.now())) throw unauthorized();
    const params = new Params(await exchange.fields());
    const expiry = rotationExpiry(params.text('expires_at'), context.now());
    const { token, text } = rotateToken(context, old, expiry);
    return { status: 200, json: { ...presentProjectToken(context, token), token: text } };
  };
  return [
    {
      method: 'GET',
      path,
      scopes: ['api', 'read_api'],
      async handle(exchange) {
        const project = projectOf(context, exchange, roles.maintainer);
        const state = exchange.query.get('state');
        const found = all(project).filter((row) =>
          state === 'inactive' ? !isActive(row, context.now()) : isActive(row, context.now()),
        );
        return paged(exchange, context.externalUrl, found, (row) =>
          presentProjectToken(context, row),
        );
      },
    },
    { method: 'POST', path, scopes: ['api'], handle: (exchange) => create(context, exchange) },
    {
      method: 'POST',
      path: `${path}/self/rotate`,
      scopes: ['api', 'self_rotate'],
      async handle(exchange) {
        const { token } = exchange.signedIn();
        const project = projectOf(context, exchange);
        if (token.kind !== 'project' || token.projectId !== project.id) {
          throw insufficientScope(['self_rotate']);
        }
        return rotated(exchange, token);
      },
    },
    {
      method: 'GET',
      path: `${path}/:token`,
      scopes: ['api', 'read_api'],
      async handle(exchange) {
        return { status: 200, json: presentProjectToken(context, chosen(exchange)) };
      },
    },
    {
      method: 'POST',
      path: `${path}/:token/rotate`,
      scopes: ['api'],
      handle: async (exchange) => rotated(exchange, chosen(exchange)),
    },
    {
      method: 'DELETE',
      path: `${path}/:token`,
      scopes: ['api'],
      async handle(exchange) {
        const token = chosen(exchange);
        token.revoked = true;
        context.world.changed();
        return { status: 204 };
      },
    },
  ];
}

/** A bot user with a role in the project, and the one moment at which its token is shown. */
async function create(context: GitLabContext, exchange: Exchange): Promise<Reply> {
  const caller = exchange.signedIn();
  const project = projectOf(context, exchange, roles.maintainer);
  if (caller.token.kind === 'project') {
    throw invalid('User does not have permission to create project access token');
  }
  const params = new Params(await exchange.fields()).require('name', 'scopes');
  const name = params.filled('name');
  const scopes = readScopes(params, projectScopes);
  const level = params.number('access_level') ?? roles.maintainer;
  if (!accessLevels.includes(level)) throw badParameter('access_level does not have a valid value');
  if (level > callerLevel(context, caller, project)) {
    throw invalid('Could not provision owner access to project access token');
  }
  const expiresAt = readExpiry(params.text('expires_at'), context.now());
  const bot = addBot(context, project, name, level);
  const text = mint('glpat-');
  const description = params.text('description');
  const token = issueToken(context, text, {
    kind: 'project',
    userId: bot.id,
    name,
    scopes,
    expiresAt,
    projectId: project.id,
    accessLevel: level,
    ...(description === undefined ? {} : { description }),
  });
  return { status: 201, json: { ...presentProjectToken(context, token), token: text } };
}

function addBot(context: GitLabContext, project: Project, name: string, level: number): User {
  const { world } = context;
  const username = `project_${project.id}_bot_${mintHex(16)}`;
  const bot: User = {
    id: world.nextId('users'),
    namespaceId: world.nextId('namespaces'),
    username,
    name,
    email: `${username}@noreply.localhost`,
    admin: false,
    bot: true,
    state: 'active',
    createdAt: context.now(),
  };
  world.tables.users.push(bot);
  world.tables.members.push({
    userId: bot.id,
    source: { kind: 'project', id: project.id },
    accessLevel: level,
  });
  return bot;
}

function presentProjectToken(context: GitLabContext, token: Token): Record<string, unknown> {
  return {
    ...presentToken(context, token),
    access_level: token.accessLevel ?? roles.maintainer,
    resource_type: 'project',
    resource_id: token.projectId,
  };
}
