import { createHash, randomUUID } from 'node:crypto';
import {
  createSecureServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { type AddressInfo } from 'node:net';
import { type TLSSocket } from 'node:tls';
import { cancelled } from '../../../base/errors';
import { Secret } from '../../../base/secret';
import { type Faults } from '../../faults';
import { type TlsFiles } from '../../ports';
import { Answer } from './answer';
import { spoil } from './spoil';
import { parseTimeout, unframe } from './frames';
import { type Call, type Method, qualifiedName, shortName } from './implement';
import { CloudError } from './status';

/** One finished call. Times are ms. */
export interface CallRecord {
  /** `vpc.NetworkService/Create` */
  readonly method: string;
  /** The first letters of the token's SHA-256; undefined without a token. */
  readonly token: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly startedAt: number;
  readonly ms: number;
  /** `OK`, a status name, or `cut` when the connection was cut on demand. */
  readonly status: string;
  /** The client went away or cancelled before it had its answer. */
  readonly cancelled: boolean;
}

export interface GrpcServerOptions {
  readonly tls: TlsFiles;
  readonly methods: readonly Method[];
  readonly faults: Faults;
  /** 0 for any free port. */
  readonly port: number;
  /** Send response headers before an error's trailers; otherwise an error is trailers only. */
  readonly headersFirst: boolean;
  readonly onCall: (record: CallRecord) => void;
  /** Unexpected errors of handlers: bugs of the sandbox. */
  readonly onCrash: (error: unknown) => void;
}

export interface GrpcServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Unary gRPC over HTTP/2 with TLS on 127.0.0.1. It stands on `node:http2` itself so that a fault can be
 * what it is on a real wire: a cut connection, half a message, bytes that are no message.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const methods = new Map(options.methods.map((method) => [method.path, method]));
  const sessions = new Set<Http2Session>();
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const server = createSecureServer({
    cert: options.tls.cert,
    key: options.tls.key.reveal(),
    ALPNProtocols: ['h2'],
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    // A client that is gone is no event for the server.
    session.on('error', () => undefined);
  });
  // A session hides its socket; the port at the other end leads back to it.
  const sockets = new Map<number | undefined, TLSSocket>();
  server.on('secureConnection', (socket: TLSSocket) => {
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  server.on('sessionError', () => undefined);
  server.on('tlsClientError', () => undefined);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const wire = sockets.get(stream.session?.socket.remotePort);
    const work = serve(stream, headers, methods, options, stopping.signal, wire).finally(() =>
      running.delete(work),
    );
    running.add(work);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      stopping.abort(cancelled());
      const closed = new Promise((resolve) => server.close(resolve));
      for (const session of sessions) session.destroy();
      await closed;
      await Promise.allSettled(running);
    },
  };
}

async function serve(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  methods: ReadonlyMap<string, Method>,
  options: GrpcServerOptions,
  stopping: AbortSignal,
  wire: TLSSocket | undefined,
): Promise<void> {
  const startedAt = Date.now();
  const path = headers[':path'] ?? '';
  const method = qualifiedName(path);
  const gone = new AbortController();
  const timeoutMs = parseTimeout(text(headers['grpc-timeout']));
  const deadline =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => gone.abort(deadlineExceeded()), Math.min(timeoutMs, 2 ** 31 - 1));
  const answer = new Answer(stream, requestId(headers), randomUUID(), () => wire?.destroy());
  stream.once('close', () => {
    if (!answer.finished) gone.abort(cancelled());
  });
  const signal = AbortSignal.any([gone.signal, stopping]);
  const token = bearer(text(headers.authorization));
  const idempotencyKey = text(headers['idempotency-key']);
  let status: string;
  try {
    if (!/^application\/grpc(?:$|[+;])/.test(text(headers['content-type']) ?? '')) {
      answer.refuse(415);
      status = 'cut';
    } else {
      const bytes = await readBody(stream);
      const call: Call = { method, bytes, token, idempotencyKey, signal };
      const work = (): Promise<Buffer> => {
        const found = methods.get(path);
        if (!found) throw new CloudError('UNIMPLEMENTED', `unknown method ${path}`);
        return found.answer({
          ...call,
          bytes: unframe(bytes, text(headers['grpc-encoding']) ?? 'identity'),
        });
      };
      const fault = options.faults.take('cloud', shortName(method), method);
      status = await spoil(fault, work, answer, options.headersFirst, signal);
    }
  } catch (error) {
    const failure = toCloudError(error, signal, options.onCrash);
    status = failure.code;
    answer.fail(failure, options.headersFirst);
  } finally {
    clearTimeout(deadline);
  }
  options.onCall({
    method,
    token: token && fingerprint(token),
    idempotencyKey,
    startedAt,
    ms: Date.now() - startedAt,
    status,
    cancelled: gone.signal.aborted && !stopping.aborted,
  });
}

function toCloudError(
  error: unknown,
  signal: AbortSignal,
  onCrash: (error: unknown) => void,
): CloudError {
  if (signal.aborted) {
    return signal.reason instanceof CloudError
      ? signal.reason
      : new CloudError('CANCELLED', 'The call was cancelled.');
  }
  if (error instanceof CloudError) return error;
  onCrash(error);
  return new CloudError('INTERNAL', 'Internal error');
}

function deadlineExceeded(): CloudError {
  return new CloudError('DEADLINE_EXCEEDED', 'Deadline exceeded');
}

async function readBody(stream: ServerHttp2Stream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      chunks.push(chunk);
      if (size > 5 * 1024 * 1024) break;
    }
  } catch {
    throw new CloudError('CANCELLED', 'The request was not sent to its end.');
  }
  if (size > 5 * 1024 * 1024) {
    throw new CloudError('RESOURCE_EXHAUSTED', 'Received message larger than max');
  }
  return Buffer.concat(chunks);
}

function text(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function bearer(header: string | undefined): Secret | undefined {
  const match = /^Bearer (.+)$/i.exec(header ?? '');
  return match?.[1] === undefined ? undefined : new Secret(match[1]);
}

/** A client may name its request itself. */
function requestId(headers: IncomingHttpHeaders): string {
  return text(headers['x-client-request-id']) ?? randomUUID();
}

/** Enough to tell tokens apart in a log, too little to use one. */
export function fingerprint(token: Secret): string {
  return createHash('sha256').update(token.reveal()).digest('hex').slice(0, 12);
}
