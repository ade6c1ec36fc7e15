import * as net from 'node:net';
import * as tls from 'node:tls';
import { type Proxy } from '../model/proxy';

/** A proxy that would not make a tunnel; `message` says why, without its secrets. */
export class ProxyRefused extends Error {
  override readonly name = 'ProxyRefused';
  readonly code = 'EPROXY';
  /** HTTP status, where the proxy answered. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

const deadlineMs = 20_000;
/** More than any proxy says before the tunnel begins. */
const maxHeadBytes = 16 * 1024;

/** Connects to a server by way of a proxy; what comes through the socket is the server's. */
export async function openTunnel(
  proxy: Proxy,
  to: { readonly host: string; readonly port: number },
  trust: tls.SecureContext,
): Promise<net.Socket> {
  const socket = await connected(proxy);
  try {
    return await tunnelOver(socket, proxy, to, trust);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Makes a tunnel of a socket that is connected to the proxy. The proxy's own certificate is checked as well. */
export async function tunnelOver(
  raw: net.Socket,
  proxy: Proxy,
  to: { readonly host: string; readonly port: number },
  trust: tls.SecureContext,
): Promise<net.Socket> {
  const socket = proxy.secure ? await secured(raw, proxy, trust) : raw;
  const name = to.host.includes(':') ? `[${to.host}]:${to.port}` : `${to.host}:${to.port}`;
  const lines = [`CONNECT ${name} HTTP/1.1`, `Host: ${name}`];
  if (proxy.authorization) lines.push(`Proxy-Authorization: ${proxy.authorization.reveal()}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const { head, rest } = await answerHead(socket, proxy);
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
  if (status !== 200) throw refusal(proxy, name, status);
  if (rest.length > 0) socket.unshift(rest);
  return socket;
}

function connected({ host, port }: Proxy): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port });
    const timer = setTimeout(() => socket.destroy(silent({ host, port })), deadlineMs);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(
        error instanceof ProxyRefused
          ? error
          : new ProxyRefused(
              `the proxy ${host}:${port} cannot be reached (${error.code ?? error.message})`,
            ),
      );
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

function secured(
  raw: net.Socket,
  proxy: Proxy,
  secureContext: tls.SecureContext,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const servername = net.isIP(proxy.host) === 0 ? proxy.host : '';
    const socket = tls.connect({
      socket: raw,
      host: proxy.host,
      servername,
      secureContext,
      rejectUnauthorized: true,
    });
    socket.setTimeout(deadlineMs, () => socket.destroy(silent(proxy)));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.removeListener('error', reject);
      resolve(socket);
    });
  });
}

/** Reads until the empty line; what came behind it belongs to the server. */
function answerHead(
  socket: net.Socket,
  proxy: Proxy,
): Promise<{ readonly head: string; readonly rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const done = (settle: () => void): void => {
      clearTimeout(timer);
      socket.removeListener('data', onData);
      socket.removeListener('error', onError);
      socket.removeListener('close', onClose);
      socket.pause();
      settle();
    };
    const onError = (error: Error): void => done(() => reject(error));
    const onClose = (): void =>
      done(() =>
        reject(new ProxyRefused(`the proxy ${proxy.host}:${proxy.port} hung up without a word`)),
      );
    const onData = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const end = seen.indexOf('\r\n\r\n');
      if (end >= 0) {
        const head = seen.subarray(0, end).toString('latin1');
        done(() => resolve({ head, rest: seen.subarray(end + 4) }));
      } else if (seen.length > maxHeadBytes) {
        done(() => reject(new ProxyRefused(`${proxy.host}:${proxy.port} is not an HTTP proxy`)));
      }
    };
    const timer = setTimeout(() => done(() => reject(silent(proxy))), deadlineMs);
    socket.on('data', onData);
    socket.once('error', onError);
    socket.once('close', onClose);
  });
}

function silent({ host, port }: Pick<Proxy, 'host' | 'port'>): ProxyRefused {
  return new ProxyRefused(
    `the proxy ${host}:${port} did not answer within ${deadlineMs / 1_000} s`,
  );
}

function refusal({ host, port }: Proxy, to: string, status: number): ProxyRefused {
  if (status === 407) {
    return new ProxyRefused(
      `the proxy ${host}:${port} wants a login; put it into "http.proxy" or "http.proxyAuthorization"`,
      status,
    );
  }
  return Number.isNaN(status)
    ? new ProxyRefused(`${host}:${port} is not an HTTP proxy`)
    : new ProxyRefused(
        `the proxy ${host}:${port} does not let us through to ${to} (${status})`,
        status,
      );
}
