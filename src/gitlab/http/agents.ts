import * as http from 'node:http';
import * as https from 'node:https';
import { isIP } from 'node:net';
import { type Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { type Disposable } from '../../base/disposable';
import { type FindProxy } from '../../model/proxy';
import { trustContext } from '../../net/trust';
import { openTunnel } from '../../net/tunnel';
import { type Agents } from './exchange';

/** Idle connections are closed before GitLab's web server does it (65 s), so that no request meets a dead one. */
const idleMs = 20_000;
const usual = { keepAlive: true, maxSockets: 8, timeout: idleMs, scheduling: 'lifo' } as const;

export interface Network {
  /** Certificates in PEM that are trusted besides the usual ones. */
  readonly ca?: string | undefined;
  /** Nothing: no proxy. */
  readonly proxy?: FindProxy | undefined;
}

export function createAgents(network: Network): Agents & Disposable {
  // Without TLS there is only loopback, to which no proxy leads.
  const agents = { http: new http.Agent(usual), https: new SecureAgent(network) };
  return {
    ...agents,
    dispose() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** Goes through a proxy where there is one. The server's certificate is checked either way. */
class SecureAgent extends https.Agent {
  readonly #ca: string | undefined;
  readonly #proxy: FindProxy;

  constructor({ ca, proxy = () => undefined }: Network) {
    super(usual);
    this.#ca = ca;
    this.#proxy = proxy;
  }

  override createConnection(
    options: https.RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const host = options.host ?? options.hostname ?? '';
    const port = Number(options.port ?? 443);
    const done = callback as (error: Error | null, stream?: Duplex) => void;
    let proxy: ReturnType<FindProxy>;
    try {
      proxy = this.#proxy(host, port);
    } catch (error) {
      queueMicrotask(() => done(error as Error));
      return undefined;
    }
    const secureContext = trustContext(this.#ca);
    // Nothing from outside, such as NODE_TLS_REJECT_UNAUTHORIZED, switches the verification off.
    const checked = {
      ...options,
      secureContext,
      rejectUnauthorized: true,
    };
    if (!proxy) return super.createConnection(checked, callback);
    openTunnel(proxy, { host, port }, secureContext).then(
      (socket) => {
        const servername = isIP(host) === 0 ? host : '';
        done(
          null,
          tls.connect({ socket, host, servername, secureContext, rejectUnauthorized: true }),
        );
      },
      (error: unknown) => done(error as Error),
    );
    return undefined;
  }
}
