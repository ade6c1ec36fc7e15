import { type Readable } from 'node:stream';
import { type Disposable } from '../../base/disposable';
import { AppError } from '../../base/errors';
import { defaultRetry, retrying, type RetryPolicy } from '../../base/retry';
import { type Secret } from '../../base/secret';
import { type FindProxy } from '../../model/proxy';
import { createAgents } from './agents';
import { type Circumstances, refused } from './failures';
import { followable, type Hop } from './redirects';
import { type Opened } from './exchange';
import { contentOf, plainHeaders, readBody } from './readBody';
import { isFinal, wasNeverSent } from './networkFailures';
import { encodeBody, type HttpAnswer, type HttpRequest, isRepeatable } from './request';
import { attempt, type Attempt } from './attempt';

/** Where the token comes from at the moment it is needed. */
export interface TokenSource {
  current(signal: AbortSignal): Promise<Secret | undefined>;
  /** A fresh token after the server refused this one; undefined when there is none. OAuth only. */
  renew?(rejected: Secret, signal: AbortSignal): Promise<Secret | undefined>;
  /** Whether the token of now is one of OAuth, for sources that can have both. Otherwise `renew` tells. */
  isOAuth?(): Promise<boolean>;
}

export interface RequestRecord {
  readonly method: string;
  readonly path: string;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  readonly ms: number;
}

export interface HttpOptions {
  /** As `parseServerAddress` answers it. */
  readonly baseUrl: string;
  readonly token: TokenSource;
  /** PEM, trusted besides the usual authorities. */
  readonly ca?: string | undefined;
  /** How to find the proxy for a server; nothing: no proxy. */
  readonly proxy?: FindProxy | undefined;
  readonly userAgent?: string | undefined;
  readonly retry?: RetryPolicy | undefined;
  /** For one try; 30 s otherwise. */
  readonly timeoutMs?: number | undefined;
  /** Told of every request that was sent, repeats and redirects included. */
  readonly onRequest?: ((record: RequestRecord) => void) | undefined;
}

export interface Http extends Disposable {
  readonly baseUrl: string;
  /** The whole answer of 2xx; anything else is an `AppError`. */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  /** Gives the answer's bytes to `use` as they come. Nothing is repeated once `use` was called. */
  stream<T>(
    request: HttpRequest,
    use: (content: Readable, headers: Readonly<Record<string, string>>) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
}

const defaultMaxBytes = 64 * 1024 * 1024;
const refusalMaxBytes = 1024 * 1024;

export function createHttp(options: HttpOptions): Http {
  const agents = createAgents(options);
  const server = new URL(options.baseUrl).host;
  const timeoutMs = options.timeoutMs ?? 30_000;

  async function run<T>(
    request: HttpRequest,
    use: (opened: Opened, step: Attempt) => Promise<T>,
    streaming: boolean,
    signal: AbortSignal,
  ): Promise<T> {
    const at: Circumstances = { ...request, server };
    const outcome = await retrying(
      async () => {
        const state = { used: false };
        try {
          return { value: await authorized(request, at, state, use, streaming, signal) };
        } catch (error) {
          if (state.used || !mayRepeat(request, error)) return { failure: error };
          throw error;
        }
      },
      options.retry ?? defaultRetry,
      signal,
    );
    if ('failure' in outcome) throw outcome.failure;
    return outcome.value;
  }

  /** One try; a second one at once when the token was refused and a fresh one can be had. */
  async function authorized<T>(
    request: HttpRequest,
    at: Circumstances,
    state: { used: boolean },
    use: (opened: Opened, step: Attempt) => Promise<T>,
    streaming: boolean,
    signal: AbortSignal,
  ): Promise<T> {
    const token = request.anonymous ? undefined : await options.token.current(signal);
    try {
      return await once(request, at, state, token, use, streaming, signal);
    } catch (error) {
      const renew = options.token.renew?.bind(options.token);
      if (!token || !renew || !isRefusedToken(error)) throw error;
      const fresh = await renew(token, signal);
      if (!fresh || fresh.equals(token)) throw error;
      return once(request, at, state, fresh, use, streaming, signal);
    }
  }

  function once<T>(
    request: HttpRequest,
    at: Circumstances,
    state: { used: boolean },
    token: Secret | undefined,
    use: (opened: Opened, step: Attempt) => Promise<T>,
    streaming: boolean,
    signal: AbortSignal,
  ): Promise<T> {
    const limit = request.timeoutMs ?? timeoutMs;
    return attempt({ at, timeoutMs: limit, streaming, signal }, async (step) => {
      let hop: Hop = {
        url: new URL(`${options.baseUrl}/${request.path}${queryText(request)}`),
        withToken: token !== undefined,
        left: 5,
      };
      const body = request.body && encodeBody(request.body);
      for (;;) {
        const headers: Record<string, string> = {
          accept: 'application/json',
          'accept-encoding': 'gzip',
          'user-agent': options.userAgent ?? 'gitlab-mlops',
          ...request.headers,
        };
        if (body) {
          headers['content-type'] = body.type;
          headers['content-length'] = String(body.size);
        }
        if (hop.withToken && token) headers['authorization'] = `Bearer ${token.reveal()}`;
        const opened = await recorded(hop.url, request.method, () =>
          step.open(hop.url, request.method, headers, body, agents),
        );
        const status = opened.message.statusCode ?? 0;
        if (status >= 200 && status < 300) {
          state.used = streaming;
          return use(opened, step);
        }
        const next = followable(hop, status, opened.message.headers.location, request);
        if (!next) {
          const content = await readBody(opened.message, refusalMaxBytes);
          throw refused({ status, headers: plainHeaders(opened.message), body: content }, at);
        }
        opened.message.resume();
        hop = next;
      }
    });
  }

  async function recorded(url: URL, method: string, send: () => Promise<Opened>): Promise<Opened> {
    const start = performance.now();
    let status: number | undefined;
    try {
      const opened = await send();
      status = opened.message.statusCode;
      return opened;
    } finally {
      const ms = performance.now() - start;
      options.onRequest?.({ method, path: url.pathname, status, ms });
    }
  }

  return {
    baseUrl: options.baseUrl,
    request: (request, signal) =>
      run(
        request,
        async ({ message }) => ({
          status: message.statusCode ?? 0,
          headers: plainHeaders(message),
          body: await readBody(message, request.maxBytes ?? defaultMaxBytes),
        }),
        false,
        signal,
      ),
    stream: (request, use, signal) =>
      run(
        request,
        ({ message }, step) => use(step.watch(contentOf(message)), plainHeaders(message)),
        true,
        signal,
      ),
    dispose: () => agents.dispose(),
  };
}

function queryText(request: HttpRequest): string {
  const text = request.query?.toString() ?? '';
  return text === '' ? '' : `?${text}`;
}

function isRefusedToken(error: unknown): boolean {
  return error instanceof AppError && error.kind === 'signed-out';
}

/** A request that is not safe to send twice is repeated only when the server cannot have acted on it. */
function mayRepeat(request: HttpRequest, error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  if (error.kind === 'rate-limited') return true;
  return isRepeatable(request) ? !isFinal(error) : wasNeverSent(error);
}
