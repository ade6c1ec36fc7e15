import * as http from 'node:http';
import * as https from 'node:https';
import * as tls from 'node:tls';
import { type Disposable } from '../../base/disposable';
import { type Agents } from './exchange';

/** Idle connections are closed before GitLab's web server does it (65 s), so that no request meets a dead one. */
const idleMs = 20_000;

/** @param ca certificates in PEM that are trusted besides the usual ones */
export function createAgents(ca: string | undefined): Agents & Disposable {
  const usual = { keepAlive: true, maxSockets: 8, timeout: idleMs, scheduling: 'lifo' } as const;
  const agents = {
    http: new http.Agent(usual),
    https: new https.Agent(ca === undefined ? usual : { ...usual, ca: [...trusted(), ca] }),
  };
  return {
    ...agents,
    dispose() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** What Node trusts by itself, with the certificates of NODE_EXTRA_CA_CERTS where Node tells them (22.15). */
function trusted(): readonly string[] {
  const node: Partial<Pick<typeof tls, 'getCACertificates'>> = tls;
  return node.getCACertificates?.('default') ?? tls.rootCertificates;
}
