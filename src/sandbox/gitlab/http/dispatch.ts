import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Faults } from '../../faults';
import { callerFor, credentialsOf } from '../access/credentials';
import { type Caller, type Exchange, type GitLabContext, Refusal, type Route } from '../exchange';
import { readBody, readFields } from './bodies';
import { type Call, type CallLog } from './calls';
import { type RateLimit } from './rateLimit';
import { insufficientScope, refuse, unauthorized } from './refusals';
import { send } from './replies';
import { type Router } from './router';
import { type Cut, spoilBefore } from './spoil';

export interface Dispatch {
  readonly context: GitLabContext;
  /** Routes below `/api/`, and all others. */
  readonly api: Router;
  readonly web: Router;
  /** Answers git over HTTP. False: not its business. */
  readonly git: (
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    call: Call,
  ) => Promise<boolean>;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly rateLimit: RateLimit | undefined;
  /** Path in front of everything, `/gitlab` or nothing. */
  readonly root: string;
  readonly cut: Cut;
}

/** Takes one request to its end. Never rejects. */
export async function dispatch(
  d: Dispatch,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = readUrl(request);
  if (url === undefined) {
    send(request, response, { status: 400, text: 'Bad Request' });
    return;
  }
  const inside = url.pathname === d.root || url.pathname.startsWith(`${d.root}/`);
  const path = inside ? url.pathname.slice(d.root.length) || '/' : url.pathname;
  const method = request.method ?? 'GET';
  const call = d.calls.begin(method, path);
  const gone = new AbortController();
  let cutByUs = false;
  const cut: Cut = (spoiled) => {
    cutByUs = true;
    d.cut(spoiled);
  };
  response.once('close', () => {
    call.status ??= response.headersSent ? response.statusCode : undefined;
    call.aborted = !response.writableFinished && !cutByUs;
    call.finished = true;
    gone.abort();
  });
  try {
    const signal = AbortSignal.any([gone.signal, d.context.stopping]);
    const fault = inside ? d.faults.take('gitlab', `${method} ${path}`) : undefined;
    const instead = fault && (await spoilBefore(fault, response, cut, signal));
    if (instead === 'taken') return;
    if (instead !== undefined) {
      cors(path, response);
      send(request, response, instead.reply);
    } else if (inside) {
      await answer(d, { path, url, method, request, response, call });
    } else {
      send(request, response, { status: 404, text: 'Not Found' });
    }
  } catch (error) {
    finish(d, request, response, error);
  }
}

/** Some paths, such as `//`, are no URL at all. */
function readUrl(request: IncomingMessage): URL | undefined {
  const text = request.url ?? '/';
  return URL.canParse(text, 'https://localhost') ? new URL(text, 'https://localhost') : undefined;
}

interface Incoming {
  readonly path: string;
  readonly url: URL;
  readonly method: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly call: Call;
}

async function answer(d: Dispatch, incoming: Incoming): Promise<void> {
  const { path, method, request, response, call } = incoming;
  response.setHeader('X-Request-Id', randomUUID().replaceAll('-', ''));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (cors(path, response) && method === 'OPTIONS') {
    response.setHeader(
      'Access-Control-Allow-Methods',
      'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
    );
    response.setHeader(
      'Access-Control-Allow-Headers',
      request.headers['access-control-request-headers'] ?? '*',
    );
    response.setHeader('Access-Control-Max-Age', '7200');
    send(request, response, { status: 200, text: '' });
    return;
  }
  const limited = d.rateLimit?.take(rateKey(request));
  for (const [name, value] of Object.entries(limited?.headers ?? {}))
    response.setHeader(name, value);
  if (limited?.refusal) throw new Refusal(limited.refusal);

  if (await d.git(path, request, response, call)) return;
  const router = path.startsWith('/api/') ? d.api : d.web;
  const match = router.match(method, path);
  if (match.kind === 'found') {
    const exchange = open(d.context, incoming, match.route, match.params);
    const reply = await match.route.handle(exchange);
    if (reply !== undefined) send(request, response, reply);
    return;
  }
  if (match.kind === 'other-method') {
    throw refuse(405, { error: '405 Not Allowed' }, { Allow: match.allow.join(', ') });
  }
  throw refuse(404, { error: '404 Not Found' });
}

function open(
  context: GitLabContext,
  incoming: Incoming,
  route: Route,
  params: Record<string, string>,
): Exchange {
  const { request, response, method, url, path, call } = incoming;
  const caller =
    path.startsWith('/api/') && route.ownSignIn !== true
      ? identify(context, route, request, url.searchParams)
      : undefined;
  call.token = caller?.token.name;
  let body: Promise<Buffer> | undefined;
  const readOnce = (limit?: number): Promise<Buffer> => (body ??= readBody(request, limit));
  return {
    method,
    params,
    query: url.searchParams,
    request,
    response,
    caller,
    signedIn() {
      if (caller === undefined) throw unauthorized();
      return caller;
    },
    body: readOnce,
    fields: () => readFields(request, url.searchParams, readOnce),
  };
}

function identify(
  context: GitLabContext,
  route: Route,
  request: IncomingMessage,
  query: URLSearchParams,
): Caller | undefined {
  const jobToken = route.jobToken === true;
  const credentials = credentialsOf(request, query, jobToken);
  const { scopes } = route;
  if (credentials === undefined) {
    if (scopes === undefined || route.anonymous === true) return undefined;
    throw unauthorized();
  }
  const caller = callerFor(context, credentials, jobToken);
  if (caller.token.kind === 'job' || scopes === undefined) return caller;
  if (!scopes.some((scope) => caller.token.scopes.includes(scope))) throw insufficientScope(scopes);
  return caller;
}

/** `/api` answers any origin without credentials; pages of OAuth that scripts call do so too. */
function cors(path: string, response: ServerResponse): boolean {
  if (!/^\/(api\/|oauth\/(token|revoke|userinfo|authorize_device)$)/.test(path)) return false;
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader(
    'Access-Control-Expose-Headers',
    'Link, X-Total, X-Total-Pages, X-Per-Page, X-Page, X-Next-Page, X-Prev-Page, X-Gitlab-Blob-Id, X-Gitlab-Commit-Id, X-Gitlab-Content-Sha256, X-Gitlab-Encoding, X-Gitlab-File-Name, X-Gitlab-File-Path, X-Gitlab-Last-Commit-Id, X-Gitlab-Ref, X-Gitlab-Size',
  );
  response.setHeader('Vary', 'Origin');
  return true;
}

function rateKey(request: IncomingMessage): string {
  const token = request.headers['private-token'] ?? request.headers.authorization;
  return typeof token === 'string' ? token : (request.socket.remoteAddress ?? '');
}

function finish(
  d: Dispatch,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  if (response.destroyed || request.socket.destroyed) return;
  if (response.headersSent) {
    d.context.crashes.push(error);
    d.cut(response);
    return;
  }
  if (error instanceof Refusal) {
    send(request, response, error.reply);
    return;
  }
  d.context.crashes.push(error);
  send(request, response, { status: 500, json: { message: '500 Internal Server Error' } });
}
