import { createHash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Reply } from '../exchange';

/** Sends a reply; API answers carry a weak ETag and honour `If-None-Match`. */
export function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { body, type } = encode(reply);
  const headers: Record<string, string> = { ...(type ? { 'Content-Type': type } : {}) };
  Object.assign(headers, reply.headers);
  if (reply.status === 200 && reply.json !== undefined && isRead(request)) {
    const etag = `W/"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
    headers['ETag'] = etag;
    headers['Cache-Control'] = 'max-age=0, private, must-revalidate';
    if (knows(request, etag)) {
      response.writeHead(304, withoutType(headers)).end();
      return;
    }
  }
  if (reply.status !== 204 && reply.status !== 304) {
    headers['Content-Length'] = String(body.byteLength);
  }
  response.writeHead(reply.status, headers);
  response.end(request.method === 'HEAD' || reply.status === 204 ? undefined : body);
}

function encode(reply: Reply): { body: Uint8Array; type: string | undefined } {
  if (reply.json !== undefined) {
    return { body: Buffer.from(JSON.stringify(reply.json)), type: 'application/json' };
  }
  if (reply.text !== undefined) return { body: Buffer.from(reply.text), type: 'text/plain' };
  if (reply.bytes !== undefined) return { body: reply.bytes, type: 'application/octet-stream' };
  return { body: Buffer.alloc(0), type: undefined };
}

function isRead(request: IncomingMessage): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function knows(request: IncomingMessage, etag: string): boolean {
  const asked = request.headers['if-none-match'];
  return asked !== undefined && asked.split(',').some((one) => one.trim() === etag);
}

function withoutType(headers: Record<string, string>): Record<string, string> {
  const { ['Content-Type']: _type, ...rest } = headers;
  return rest;
}
