import { getEventListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { createHttp, type HttpOptions } from '../../../src/gitlab/http/http';
import { type HttpRequest } from '../../../src/gitlab/http/request';
import { fixed, quickRetry } from './support';

interface Peer extends AsyncDisposable {
  readonly url: string;
  readonly seen: { readonly url: string; readonly token: string | undefined }[];
  /** Connections that are open now. */
  readonly sockets: Set<Socket>;
}

/** A bare HTTP server, for what a GitLab does rarely: redirects, odd encodings, endless answers. */
async function peer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Peer> {
  const seen: Peer['seen'] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', token: request.headers.authorization });
    answer(request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    sockets,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function client(url: string, more: Partial<HttpOptions> = {}) {
  const http = createHttp({
    baseUrl: url,
    token: fixed(new Secret('glpat-of-the-account')),
    retry: quickRetry,
    timeoutMs: 2_000,
    ...more,
  });
  return { ...http, [Symbol.dispose]: () => http.dispose() };
}

const get: HttpRequest = { method: 'GET', path: 'api/v4/thing', purpose: 'read the thing' };

function redirect(response: ServerResponse, location: string, status = 302): void {
  response.writeHead(status, { location });
  response.end('moved');
}

describe('HTTP to a GitLab', () => {
  it('follows a redirect on the same server with the token', async () => {
    await using server = await peer((request, response) => {
      if (request.url === '/api/v4/moved') response.end('"here"');
      else redirect(response, '/api/v4/moved', 301);
    });
    using http = client(server.url);
    expect((await http.request(get, never)).body.toString()).toBe('"here"');
    expect(server.seen.map((one) => one.token)).toEqual([
      'Bearer glpat-of-the-account',
      'Bearer glpat-of-the-account',
    ]);
  });

  it('follows a redirect to a storage elsewhere without the token, there and after it', async () => {
    await using storage = await peer((request, response) => {
      if (request.url === '/bucket/a') redirect(response, '/bucket/b');
      else response.end('"bytes"');
    });
    await using server = await peer((_request, response) =>
      redirect(response, `${storage.url}/bucket/a`),
    );
    using http = client(server.url);
    expect((await http.request(get, never)).body.toString()).toBe('"bytes"');
    expect(storage.seen).toEqual([
      { url: '/bucket/a', token: undefined },
      { url: '/bucket/b', token: undefined },
    ]);
  });

  it('follows no write, no endless round and no other scheme', async () => {
    await using server = await peer((request, response) =>
      redirect(response, request.url === '/api/v4/file' ? 'file:///etc/passwd' : '/api/v4/round'),
    );
    using http = client(server.url);
    await expect(http.request({ ...get, method: 'POST' }, never)).rejects.toMatchObject({
      kind: 'remote',
      message: expect.stringContaining('sends this request elsewhere') as string,
    });
    expect(server.seen).toHaveLength(1);
    await expect(http.request(get, never)).rejects.toMatchObject({ kind: 'remote' });
    expect(server.seen).toHaveLength(7);
    await expect(http.request({ ...get, path: 'api/v4/file' }, never)).rejects.toMatchObject({
      kind: 'remote',
    });
  });

  it('waits with one listener for the signal of many requests, and leaves none on it', async () => {
    const waiting: ServerResponse[] = [];
    await using server = await peer((_request, response) => void waiting.push(response));
    using http = client(server.url);
    const { signal } = new AbortController();
    const listeners = (): number => getEventListeners(signal, 'abort').length;
    const answers = Array.from({ length: 30 }, () => http.request(get, signal));
    await expect
      .poll(() => {
        for (const response of waiting.splice(1)) response.end('1');
        return server.seen.length;
      })
      .toBe(30);
    expect(listeners()).toBeLessThanOrEqual(1);
    for (const response of waiting) response.end('1');
    await Promise.all(answers);
    await expect.poll(listeners).toBe(0);
  });

  it('unpacks answers, and notices when a packed one is cut', async () => {
    const packed = gzipSync(JSON.stringify('x'.repeat(10_000)));
    await using server = await peer((request, response) => {
      expect(request.headers['accept-encoding']).toBe('gzip');
      response.setHeader('content-encoding', 'gzip');
      response.end(request.url === '/api/v4/cut' ? packed.subarray(0, 30) : packed);
    });
    using http = client(server.url);
    expect((await http.request(get, never)).body.length).toBe(10_002);
    await expect(http.request({ ...get, path: 'api/v4/cut' }, never)).rejects.toMatchObject({
      kind: 'unreachable',
    });
  });

  it('stops reading an answer that is larger than wanted, packed or not', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    await using server = await peer((request, response) => {
      if (request.url === '/api/v4/bomb') {
        response.setHeader('content-encoding', 'gzip');
        response.end(bomb);
        return;
      }
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    });
    using http = client(server.url);
    const read = (path: string) => http.request({ ...get, path, maxBytes: 2_000_000 }, never);
    const tooMuch = {
      kind: 'remote',
      message: expect.stringContaining('more than 2 MB') as string,
    };
    await expect(read('api/v4/endless')).rejects.toMatchObject(tooMuch);
    await expect.poll(() => server.sockets.size).toBe(0);
    await expect(read('api/v4/bomb')).rejects.toMatchObject(tooMuch);
  });

  it('sees an answer that is no HTTP as such', async () => {
    await using server = await peer((request) => request.socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    using http = client(server.url);
    await expect(http.request(get, never)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('is not HTTP') as string,
    });
  });

  it('uses one connection for calls in a row and closes it when it is disposed', async () => {
    await using server = await peer((_request, response) => response.end('1'));
    const http = client(server.url);
    const used = new Set<Socket>();
    for (let i = 0; i < 5; i++) {
      await http.request(get, never);
      for (const socket of server.sockets) used.add(socket);
    }
    expect(used.size).toBe(1);
    http.dispose();
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  it('lets a stream take its time as long as bytes come, and ends one that stalls', async () => {
    await using server = await peer((request, response) => {
      let sent = 0;
      const timer = setInterval(() => {
        response.write('x');
        if (++sent === 6) {
          clearInterval(timer);
          if (request.url !== '/api/v4/stall') response.end();
        }
      }, 60);
    });
    using http = client(server.url, { timeoutMs: 200 });
    const read = (path: string) =>
      http.stream(
        { ...get, path },
        async (content) => {
          let size = 0;
          for await (const chunk of content) size += (chunk as Buffer).length;
          return size;
        },
        never,
      );
    expect(await read('api/v4/slow')).toBe(6);
    await expect(read('api/v4/stall')).rejects.toMatchObject({
      message: expect.stringContaining('did not answer within 0.2 s') as string,
    });
    expect(server.seen).toHaveLength(2);
  });

  it('counts every request that was sent, repeats included', async () => {
    const counted: (number | undefined)[] = [];
    let first = true;
    await using server = await peer((request, response) => {
      if (first) request.socket.destroy();
      else response.end('1');
      first = false;
    });
    using http = client(server.url, { onRequest: (record) => counted.push(record.status) });
    await http.request(get, never);
    expect(counted).toEqual([undefined, 200]);
  });
});
