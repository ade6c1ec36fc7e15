import * as http from 'node:http';
import * as https from 'node:https';
import { whenAborted } from '../../base/abort';
import { type EncodedBody } from './request';

/** Header section of an answer; whoever has it must read or destroy the message. */
export interface Opened {
  readonly message: http.IncomingMessage;
  readonly request: http.ClientRequest;
}

export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/**
 * Sends one request and resolves with the head of its answer. Aborting destroys the socket, at any time until
 * the answer has ended, so that the server notices. Rejects with what the socket says, or the signal's reason.
 * `onSent` is told while a streamed body leaves.
 */
export function open(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: EncodedBody | undefined,
  agents: Agents,
  signal: AbortSignal,
  onSent?: () => void,
): Promise<Opened> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(asError(signal.reason));
      return;
    }
    const secure = url.protocol === 'https:';
    const request = (secure ? https : http).request(url, {
      method,
      headers: { ...headers },
      agent: secure ? agents.https : agents.http,
    });
    const forget = whenAborted(signal, () => request.destroy(asError(signal.reason)));
    request.on('close', forget);
    request.on('error', reject);
    request.on('response', (message) => resolve({ message, request }));
    send(request, body, onSent);
  });
}

function send(
  request: http.ClientRequest,
  body: EncodedBody | undefined,
  onSent: (() => void) | undefined,
): void {
  if (!body) request.end();
  else if (Buffer.isBuffer(body.bytes)) request.end(body.bytes);
  else {
    const source = body.bytes();
    source.on('error', (error) => request.destroy(error));
    if (onSent) source.on('data', onSent);
    request.on('close', () => source.destroy());
    source.pipe(request);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Aborted.');
}
