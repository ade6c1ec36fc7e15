import { type IncomingMessage } from 'node:http';
import { type Caller, type GitLabContext } from '../exchange';
import { refuse, unauthorized } from '../http/refusals';
import { digestOf, isExpired } from './tokens';

export interface Credentials {
  readonly token: string;
  readonly from: 'private-token' | 'bearer' | 'job-token';
}

/** What the request shows to the API: header or query, never a cookie. */
export function credentialsOf(
  request: IncomingMessage,
  query: URLSearchParams,
  jobToken: boolean,
): Credentials | undefined {
  const job = header(request, 'job-token') ?? query.get('job_token');
  if (jobToken && job) return { token: job, from: 'job-token' };
  const own = header(request, 'private-token') ?? query.get('private_token');
  if (own) return { token: own, from: 'private-token' };
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const passed = bearer ?? query.get('access_token');
  return passed ? { token: passed, from: 'bearer' } : undefined;
}

/** The user behind a token, or the refusal that GitLab gives for it. */
export function callerFor(
  context: GitLabContext,
  credentials: Credentials,
  jobToken: boolean,
): Caller {
  const digest = digestOf(credentials.token);
  const { tables } = context.world;
  const token = tables.tokens.find((row) => row.digest === digest && row.kind !== 'session');
  if (token === undefined || (token.kind === 'job' && !jobToken)) throw unauthorized();
  if (token.kind === 'oauth' && credentials.from !== 'bearer') throw unauthorized();
  if (token.kind !== 'job' && credentials.from === 'job-token') throw unauthorized();
  if (token.revoked)
    throw invalidToken('Token was revoked. You have to re-authorize from the user.');
  if (isExpired(token, context.now())) {
    throw invalidToken('Token is expired. You can either do re-authorization or token refresh.');
  }
  const user = tables.users.find((row) => row.id === token.userId);
  if (user?.state !== 'active') throw unauthorized();
  markUsed(context, token);
  return { user, token };
}

/** GitLab writes down the use of a token at most every few minutes. */
function markUsed(context: GitLabContext, token: Caller['token']): void {
  if (token.kind !== 'personal' && token.kind !== 'project') return;
  const now = context.now();
  if (token.lastUsedAt !== undefined && now - token.lastUsedAt < 10 * 60_000) return;
  token.lastUsedAt = now;
  context.world.changed();
}

function invalidToken(description: string): Error {
  return refuse(
    401,
    { error: 'invalid_token', error_description: description },
    {
      'WWW-Authenticate': `Bearer realm="Protected by OAuth 2.0", error="invalid_token", error_description="${description}"`,
    },
  );
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
