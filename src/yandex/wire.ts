import { randomUUID } from 'node:crypto';
import { ChannelCredentials, Client, Metadata } from '@grpc/grpc-js';
import { ApiEndpointServiceService } from '@yandex-cloud/nodejs-sdk/endpoint/api_endpoint_service';
import { whenAborted } from '../base/abort';
import { type Disposable } from '../base/disposable';
import { AppError, isAppError, throwIfAborted } from '../base/errors';
import { defaultRetry, retrying, type RetryPolicy } from '../base/retry';
import { type Secret } from '../base/secret';
import { never } from '../base/wait';
import { type FindProxy, type Proxy } from '../model/proxy';
import { trustContext } from '../net/trust';
import { addressFor, hostAndPort, splitAddress } from './endpoints';
import { classify, type Purpose } from './errors';
import { ProxiedCredentials } from './proxiedCredentials';

export interface WireOptions {
  /** `host:port` where all services can be asked for. */
  readonly endpoint: string;
  /** PEM, added to the system's roots. */
  readonly ca?: string | undefined;
  /** Nothing: no proxy. */
  readonly proxy?: FindProxy | undefined;
  readonly retry?: RetryPolicy | undefined;
  /** For one try of one call, ms. */
  readonly deadlineMs?: number | undefined;
}

/** The slice of the SDK's service definitions that a call needs. */
export interface UnaryMethod<Request, Answer> {
  readonly path: string;
  readonly requestSerialize: (value: Request) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Answer;
}

export interface CallOptions {
  readonly purpose: Purpose;
  readonly signal: AbortSignal;
  /** Nothing: the call goes out without a sign-in. */
  readonly tokens?: TokenSource | undefined;
  /** Makes a changing call repeatable. */
  readonly idempotencyKey?: string | undefined;
  /** The call changes nothing and may be repeated. */
  readonly safe?: boolean | undefined;
}

export interface TokenSource {
  token(signal: AbortSignal): Promise<Secret>;
  /** The service refused this token: the next one should be another. False when there can be no other. */
  refuse(token: Secret): boolean;
}

const defaultDeadlineMs = 20_000;

/** Calls with a deadline, a bounded repeat and our errors; one channel per address. */
export class Wire implements Disposable {
  readonly endpoint: string;
  readonly #options: WireOptions;
  readonly #clients = new Map<string, { client: Client; proxy: Proxy | undefined }>();
  #credentials: ChannelCredentials | undefined;
  #listed: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(options: WireOptions) {
    this.#options = options;
    this.endpoint = hostAndPort(options.endpoint);
  }

  async call<Request, Answer>(
    method: UnaryMethod<Request, Answer>,
    request: Request,
    options: CallOptions,
  ): Promise<Answer> {
    const address = await this.#address(method.path, options.signal);
    const attempt = (): Promise<Answer> => this.#signedIn(address, method, request, options);
    if (options.safe !== true && options.idempotencyKey === undefined) return attempt();
    return retrying(attempt, this.#options.retry ?? defaultRetry, options.signal);
  }

  dispose(): void {
    for (const { client } of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  async #signedIn<Request, Answer>(
    address: string,
    method: UnaryMethod<Request, Answer>,
    request: Request,
    options: CallOptions,
  ): Promise<Answer> {
    const token = await options.tokens?.token(options.signal);
    try {
      return await this.#once(address, method, request, options, token);
    } catch (error) {
      if (token === undefined || !isAppError(error, 'signed-out')) throw error;
      if (options.tokens?.refuse(token) !== true) throw error;
      const other = await options.tokens.token(options.signal);
      if (other.equals(token)) throw error;
      return this.#once(address, method, request, options, other);
    }
  }

  #once<Request, Answer>(
    address: string,
    method: UnaryMethod<Request, Answer>,
    request: Request,
    options: CallOptions,
    token: Secret | undefined,
  ): Promise<Answer> {
    const { signal, purpose, idempotencyKey } = options;
    throwIfAborted(signal);
    const requestId = randomUUID();
    const metadata = new Metadata();
    metadata.set('x-client-request-id', requestId);
    if (token !== undefined) metadata.set('authorization', `Bearer ${token.reveal()}`);
    if (idempotencyKey !== undefined) metadata.set('idempotency-key', idempotencyKey);
    const deadline = Date.now() + (this.#options.deadlineMs ?? defaultDeadlineMs);
    return new Promise((resolve, reject) => {
      const call = this.#client(address).makeUnaryRequest(
        method.path,
        method.requestSerialize,
        (bytes) => readAnswer(method, bytes, purpose),
        request,
        metadata,
        { deadline },
        (error, answer) => {
          forget();
          if (error) {
            error.metadata.set('x-client-request-id', requestId);
            reject(asError(classify(error, purpose, signal)));
          } else if (answer instanceof AppError) {
            reject(answer);
          } else if (answer === undefined) {
            reject(unreadable(purpose, undefined));
          } else {
            resolve(answer);
          }
        },
      );
      const forget = whenAborted(signal, () => call.cancel());
    });
  }

  /** The proxy of now counts: a client that went another way is replaced, its calls under way go on. */
  #client(address: string): Client {
    const to = splitAddress(address);
    const proxy = this.#options.proxy?.(to.host, to.port);
    const known = this.#clients.get(address);
    if (known && sameProxy(known.proxy, proxy)) return known.client;
    known?.client.close();
    const trust = trustContext(this.#options.ca);
    this.#credentials ??= ChannelCredentials.createFromSecureContext(trust, {
      // Nothing from outside switches the verification off.
      rejectUnauthorized: true,
    });
    const options = {
      'grpc.enable_retries': 0,
      'grpc.keepalive_time_ms': 30_000,
      'grpc.max_receive_message_length': 32 * 1024 * 1024,
      'grpc.initial_reconnect_backoff_ms': 200,
      'grpc.max_reconnect_backoff_ms': 5_000,
      // Proxies are ours to choose; see ProxiedCredentials.
      'grpc.enable_http_proxy': 0,
    };
    const client = proxy
      ? new Client(
          `dns:${proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host}:${proxy.port}`,
          new ProxiedCredentials(this.#credentials, proxy, to, trust),
          { ...options, 'grpc.default_authority': address },
        )
      : new Client(address, this.#credentials, options);
    this.#clients.set(address, { client, proxy });
    return client;
  }

  async #address(path: string, signal: AbortSignal): Promise<string> {
    throwIfAborted(signal);
    // Shared by all callers, so that one caller's cancel does not end it for the others.
    this.#listed ??= this.#discover().catch((error: unknown) => {
      this.#listed = undefined;
      throw error;
    });
    return addressFor(path, await abortable(this.#listed, signal), this.endpoint);
  }

  async #discover(): Promise<ReadonlyMap<string, string>> {
    const method = ApiEndpointServiceService.list;
    const purpose = { doing: `ask “${this.endpoint}” for the services of Yandex Cloud` };
    const found = new Map<string, string>();
    let pageToken = '';
    do {
      const request = { pageSize: 1000, pageToken };
      const answer = await retrying(
        () => this.#once(this.endpoint, method, request, { purpose, signal: never }, undefined),
        this.#options.retry ?? defaultRetry,
        never,
      );
      for (const { id, address } of answer.endpoints) found.set(id, hostAndPort(address));
      pageToken = answer.nextPageToken;
    } while (pageToken !== '');
    return found;
  }
}

function sameProxy(a: Proxy | undefined, b: Proxy | undefined): boolean {
  if (!a || !b) return a === b;
  const [one, other] = [a.authorization?.reveal(), b.authorization?.reveal()];
  return a.host === b.host && a.port === b.port && a.secure === b.secure && one === other;
}

/** Bytes that cannot be read become an error of ours here, since grpc-js would hide what they are. */
function readAnswer<Answer>(
  method: UnaryMethod<never, Answer>,
  bytes: Buffer,
  purpose: Purpose,
): Answer | AppError {
  try {
    return method.responseDeserialize(bytes);
  } catch (error) {
    return unreadable(purpose, error);
  }
}

function unreadable(purpose: Purpose, cause: unknown): AppError {
  return new AppError(
    'remote',
    `Cannot ${purpose.doing}: Yandex Cloud answered with something that cannot be read. Try again.`,
    { cause, fix: 'retry' },
  );
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      try {
        throwIfAborted(signal);
      } catch (error) {
        reject(asError(error));
      }
    };
    const forget = whenAborted(signal, stop);
    work.then(resolve, reject).finally(forget);
  });
}
