import { type IncomingMessage } from 'node:http';
import { isRecord } from '../../../base/record';
import { formFields } from './params';
import { badParameter, refuse } from './refusals';

const mebibyte = 1024 * 1024;

/** The whole body; 413 beyond `limit` bytes (default 64 MiB). */
export async function readBody(request: IncomingMessage, limit = 64 * mebibyte): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > limit) throw refuse(413, { message: '413 Request Entity Too Large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Query and body together, the body winning, as GitLab reads parameters. */
export async function readFields(
  request: IncomingMessage,
  query: URLSearchParams,
  body: () => Promise<Buffer>,
): Promise<Record<string, unknown>> {
  const fromQuery = formFields(query);
  if (request.method === 'GET' || request.method === 'HEAD') return fromQuery;
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) {
    return { ...fromQuery, ...(await multipart(type, await body())) };
  }
  const text = (await body()).toString('utf8');
  if (text === '') return fromQuery;
  if (!type.includes('json')) return { ...fromQuery, ...formFields(new URLSearchParams(text)) };
  return { ...fromQuery, ...json(text) };
}

function json(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badParameter('message body does not match declared format');
  }
  if (!isRecord(value)) throw badParameter('message body does not match declared format');
  return value;
}

/** Text fields of a form; files are not taken here. */
async function multipart(type: string, body: Buffer): Promise<Record<string, unknown>> {
  const form = new URLSearchParams();
  try {
    const read = await new Response(new Uint8Array(body), {
      headers: { 'Content-Type': type },
    }).formData();
    for (const [name, value] of read) if (typeof value === 'string') form.append(name, value);
  } catch {
    throw badParameter('message body does not match declared format');
  }
  return formFields(form);
}
