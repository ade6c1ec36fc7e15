import * as http from 'node:http';
import * as https from 'node:https';
import { isIP } from 'node:net';
import { type Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { type Disposable } from '../../base/disposable';
import { type FindProxy } from '../../model/proxy';
import { trustedCertificates } from '../../net/trust';
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
  readonly #trusted: string[];
  readonly #proxy: FindProxy;

  constructor({ ca, proxy = () => undefined }: Network) {
    const trusted = trustedCertificates(ca);
    super({ ...usual, ca: trusted });
    this.#trusted = trusted;
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
    if (!proxy) return super.createConnection(options, callback);
    openTunnel(proxy, { host, port }, this.#trusted).then(
      (socket) => {
        const servername = isIP(host) === 0 ? host : '';
        const { ca } = this.options;
        // Only what was decided here: nothing from outside can switch the verification off.
        done(null, tls.connect({ socket, host, servername, ca, ALPNProtocols: ['http/1.1'] }));
      },
      (error: unknown) => done(error as Error),
    );
    return undefined;
  }
}
