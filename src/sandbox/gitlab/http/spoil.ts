import { type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { wait } from '../../../base/wait';
import { type Fault } from '../../faults';
import { type Reply } from '../exchange';

/** Cuts the connection under a response, with a TCP reset where the system lets us. */
export type Cut = (response: ServerResponse) => void;

/** What a fault puts in place of the work, if it does. `taken`: nothing more is to be done. */
export type Instead = { readonly reply: Reply } | 'taken' | undefined;

/** Acts before the work: answers, cuts, never answers, or waits first. */
export async function spoilBefore(
  fault: Fault,
  response: ServerResponse,
  cut: Cut,
  signal: AbortSignal,
): Promise<Instead> {
  switch (fault.kind) {
    case 'status':
      return { reply: statusReply(fault) };
    case 'hang':
      return 'taken';
    case 'reset':
      cut(response);
      return 'taken';
    case 'garbage':
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(Buffer.from('\u0000\u0001{"half":[\u00ff<html>%%', 'latin1'));
      return 'taken';
    case 'delay':
      await wait(fault.ms, signal);
      return undefined;
    case 'lost-answer':
    case 'hold-answer':
    case 'truncate':
    case 'trickle':
      spoilAnswer(fault, response, cut, signal);
      return undefined;
  }
}

function statusReply(fault: Fault & { kind: 'status' }): Reply {
  const status = Number(fault.status);
  const headers = fault.headers ?? {};
  if (fault.body !== undefined) return { status, text: fault.body, headers };
  if (status === 429) return { status, text: fault.message ?? 'Retry later\n', headers };
  return {
    status,
    json: { message: fault.message ?? `${status} ${words[status] ?? 'Error'}` },
    headers,
  };
}

const words: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** Lets the work go on, keeps its bytes, and at the end loses, halves or drips them. */
function spoilAnswer(
  fault: Fault & { kind: 'lost-answer' | 'hold-answer' | 'truncate' | 'trickle' },
  response: ServerResponse,
  cut: Cut,
  signal: AbortSignal,
): void {
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown): void => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const flushHeaders = response.flushHeaders.bind(response);
  const write = response.write.bind(response);
  const end = response.end.bind(response);
  Object.assign(response, {
    flushHeaders: () => undefined,
    write(chunk: unknown, ...rest: unknown[]): boolean {
      keep(chunk);
      rest.find(isCallback)?.();
      return true;
    },
    end(chunk?: unknown): ServerResponse {
      keep(chunk);
      Object.assign(response, { write, end });
      const body = Buffer.concat(chunks);
      switch (fault.kind) {
        case 'lost-answer':
          cut(response);
          break;
        case 'hold-answer':
          // Neither an answer nor an end: the caller's deadline has to come.
          break;
        case 'truncate':
          flushHeaders();
          write(body.subarray(0, Math.floor(body.byteLength / 2)));
          // One turn later the first half has left; an empty body ends after its headers.
          setTimeout(() => cut(response), 20);
          break;
        case 'trickle':
          void trickle(body, fault.ms, write, end, signal);
          break;
      }
      return response;
    },
  });
}

function isCallback(value: unknown): value is () => void {
  return typeof value === 'function';
}

async function trickle(
  body: Buffer,
  ms: number,
  write: (chunk: Buffer) => boolean,
  end: () => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (let at = 0; at < body.byteLength; at += 8) {
      write(body.subarray(at, at + 8));
      await wait(ms, signal);
    }
    end();
  } catch {
    // The server stops or the caller is gone; the connection is closed by whoever ended it.
  }
}

/** Remembers the TCP socket under each TLS socket, so that a reset is a real one. */
export class Sockets {
  readonly #all = new Set<Duplex>();
  readonly #raw = new Map<string, Socket>();

  opened(socket: Duplex): void {
    this.#all.add(socket);
    socket.once('close', () => this.#all.delete(socket));
    if (!(socket instanceof Socket)) return;
    const key = peer(socket);
    this.#raw.set(key, socket);
    socket.once('close', () => {
      if (this.#raw.get(key) === socket) this.#raw.delete(key);
    });
  }

  readonly cut: Cut = (response) => {
    const { socket } = response;
    if (socket === null) return;
    this.#raw.get(peer(socket))?.resetAndDestroy();
    socket.destroy();
  };

  destroyAll(): void {
    for (const socket of this.#all) socket.destroy();
  }
}

function peer(socket: Socket): string {
  return `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`;
}
