import { type Http } from '../http/http';
import { type HttpAnswer, type HttpRequest } from '../http/request';
import { parseJson } from '../parse';

/** What gitbeaker's resources take from us: where to send, and who sends. */
interface ResourceOptions {
  readonly host: string;
  readonly queryTimeout: null;
  readonly requesterFn: (options: { url: string }) => never;
}

interface SendOptions {
  readonly body?: unknown;
  readonly searchParams?: Record<string, unknown>;
}

/** How a call differs from an ordinary one. */
export type CallOptions = Pick<HttpRequest, 'repeatable' | 'timeoutMs'>;

/**
 * Ordinary REST through gitbeaker's resources, which know paths and parameters, while every request goes over our
 * own HTTP core. A resource is made per call, because it cannot take a signal otherwise.
 */
export interface Rest {
  with<R>(
    Resource: new (options: ResourceOptions) => R,
    purpose: string,
    signal: AbortSignal,
    call?: CallOptions,
  ): R;
}

export function createRest(http: Http): Rest {
  return {
    with: (Resource, purpose, signal, call = {}) =>
      new Resource({
        host: http.baseUrl,
        queryTimeout: null,
        requesterFn: (resource) => requester(http, resource.url, purpose, signal, call) as never,
      }),
  };
}

function requester(
  http: Http,
  resourceUrl: string,
  purpose: string,
  signal: AbortSignal,
  call: CallOptions,
) {
  const prefix = resourceUrl.slice(http.baseUrl.length + 1).replace(/\/*$/, '/');
  const send = async (method: HttpRequest['method'], path: string, options: SendOptions = {}) => {
    const request: HttpRequest = {
      ...call,
      method,
      path: `${prefix}${path}`,
      query: options.searchParams && toQuery(options.searchParams),
      body: hasFields(options.body) ? { kind: 'json', value: snakeKeys(options.body) } : undefined,
      purpose,
    };
    const answer = await http.request(request, signal);
    return { status: answer.status, headers: answer.headers, body: contentOf(answer, purpose) };
  };
  return {
    get: (path: string, options?: SendOptions) => send('GET', path, options),
    post: (path: string, options?: SendOptions) => send('POST', path, options),
    put: (path: string, options?: SendOptions) => send('PUT', path, options),
    patch: (path: string, options?: SendOptions) => send('PATCH', path, options),
    delete: (path: string, options?: SendOptions) => send('DELETE', path, options),
  };
}

function contentOf(answer: HttpAnswer, purpose: string): unknown {
  return answer.body.length === 0 ? null : parseJson(answer, purpose);
}

function hasFields(body: unknown): body is object {
  return typeof body === 'object' && body !== null && Object.keys(body).length > 0;
}

/** Lists become `name[]`, maps become `name[key]`, as Rails wants them. */
export function toQuery(params: Readonly<Record<string, unknown>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) append(query, snake(name), value);
  return query;
}

function append(query: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) for (const item of value) append(query, `${name}[]`, item);
  else if (typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) append(query, `${name}[${snake(key)}]`, item);
  } else if (typeof value === 'string') query.append(name, value);
  else query.append(name, JSON.stringify(value));
}

export function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [snake(key), snakeKeys(item)]),
  );
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
