import { type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { wait } from '../../../base/wait';
import { encodeMessage } from './frames';
import { type CloudError, codes, encodeStatus } from './status';

/** The answer to one call: a message with trailers, an error, or something that is neither. */
export class Answer {
  readonly #stream: ServerHttp2Stream;
  readonly #headers: OutgoingHttpHeaders;
  readonly #cutWire: () => void;
  #finished = false;

  /** @param cutWire ends the connection below HTTP/2, whose own ways of closing say good-bye */
  constructor(stream: ServerHttp2Stream, requestId: string, traceId: string, cutWire: () => void) {
    this.#stream = stream;
    this.#cutWire = cutWire;
    this.#headers = {
      ':status': 200,
      'content-type': 'application/grpc+proto',
      'grpc-accept-encoding': 'identity,deflate,gzip',
      'x-request-id': requestId,
      'x-server-trace-id': traceId,
    };
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Not gRPC at all. */
  refuse(status: number): void {
    this.#finished = true;
    if (this.#gone() || this.#stream.headersSent) return;
    this.#stream.respond({ ':status': status }, { endStream: true });
  }

  succeed(body: Buffer): void {
    this.#finished = true;
    if (this.#gone() || this.#stream.headersSent) return;
    this.#open({ 'grpc-status': '0' });
    this.#stream.end(body);
  }

  fail(error: CloudError, headersFirst: boolean, extra: OutgoingHttpHeaders = {}): void {
    this.#finished = true;
    if (this.#gone() || this.#stream.headersSent) return;
    const trailers: OutgoingHttpHeaders = {
      'grpc-status': String(codes[error.code]),
      'grpc-message': encodeMessage(error.message),
      ...(error.details.length > 0
        ? { 'grpc-status-details-bin': encodeStatus(error).toString('base64') }
        : {}),
      ...extra,
    };
    if (headersFirst) {
      this.#open(trailers);
      this.#stream.end();
    } else {
      this.#stream.respond({ ...this.#headers, ...trailers }, { endStream: true });
    }
  }

  /** The whole answer, `size` bytes at a time with `ms` between. */
  async trickle(body: Buffer, size: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.#gone() || this.#stream.headersSent) return;
    this.#open({ 'grpc-status': '0' });
    for (let at = 0; at < body.length && !this.#gone(); at += size) {
      this.#stream.write(body.subarray(at, at + size));
      await wait(ms, signal);
    }
    this.#finished = true;
    if (!this.#gone()) this.#stream.end();
  }

  /** The first half of the answer, and then nothing: the connection is cut. */
  async truncate(body: Buffer): Promise<void> {
    this.#finished = true;
    if (this.#gone() || this.#stream.headersSent) return;
    this.#open({ 'grpc-status': '0' });
    const half = body.subarray(0, Math.ceil(body.length / 2));
    await new Promise((resolve) => this.#stream.write(half, resolve));
    this.cut();
  }

  /** Ends the whole connection as a network does: without a word. */
  cut(): void {
    this.#finished = true;
    this.#cutWire();
  }

  #gone(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }

  #open(trailers: OutgoingHttpHeaders): void {
    this.#stream.once('wantTrailers', () => {
      if (!this.#stream.destroyed) this.#stream.sendTrailers(trailers);
    });
    this.#stream.respond(this.#headers, { waitForTrailers: true });
  }
}
