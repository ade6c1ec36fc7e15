import { createServer as createPlain, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Secret } from '../../../src/base/secret';
import { type Proxy } from '../../../src/model/proxy';

export interface TestProxyOptions {
  /** Speaks TLS itself. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** `user:password` that it wants. */
  readonly login?: string;
  /** What it does instead of its work. */
  readonly misbehave?: 'refuse' | 'hang-up' | 'garbage' | 'slowly' | 'forbid';
  /** Leads every tunnel to this port of loopback. */
  readonly divertTo?: number;
}

export interface TestProxy extends AsyncDisposable {
  readonly proxy: Proxy;
  /** `host:port` of the tunnels that were asked for. */
  readonly asked: string[];
  readonly plainRequests: () => number;
}

/** An HTTP proxy that makes real tunnels on loopback. */
export async function startProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  let plain = 0;
  const server: Server = options.tls ? createSecure(options.tls) : createPlain();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    if (options.misbehave === 'garbage') socket.end('SSH-2.0-OpenSSH_9.6\r\n\r\n');
    if (options.misbehave === 'hang-up') socket.destroy();
  });
  server.on('request', (_request, response) => {
    plain++;
    response.writeHead(405).end();
  });
  server.on('connect', (request, socket: Socket) => {
    asked.push(request.url ?? '');
    const want = options.login === undefined ? undefined : `Basic ${btoa(options.login)}`;
    if (want !== undefined && request.headers['proxy-authorization'] !== want) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    if (options.misbehave === 'forbid') {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const { hostname, port } = new URL(`http://${request.url ?? ''}`);
    const { divertTo } = options;
    const to =
      divertTo === undefined
        ? { host: hostname, port: Number(port) }
        : { host: '127.0.0.1', port: divertTo };
    const there = connect(to, () => {
      if (options.misbehave === 'slowly') {
        void inPieces(socket, 'HTTP/1.1 200 OK\r\nX-Proxy: test\r\n\r\n').then(() => {
          there.pipe(socket).pipe(there);
        });
        return;
      }
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      there.pipe(socket).pipe(there);
    });
    sockets.add(there);
    there.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('error', () => there.destroy()).on('close', () => there.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    plainRequests: () => plain,
    proxy: {
      secure: options.tls !== undefined,
      host: 'localhost',
      port,
      authorization:
        options.login === undefined ? undefined : new Secret(`Basic ${btoa(options.login)}`),
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function inPieces(socket: Socket, text: string): Promise<void> {
  for (const letter of text) {
    socket.write(letter);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
