import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Exchange, type GitLabContext, type Reply, type Route } from '../exchange';
import { notFound } from '../http/refusals';
import { type PackageFile } from '../mlRows';
import { storedPath } from './storage';

/**
 * Answers a package file: its bytes, as they come from the disk, or with object storage a redirect to a signed
 * address on another origin, which is where the caller's token must not go.
 */
export async function answerFile(
  context: GitLabContext,
  exchange: Exchange,
  file: PackageFile,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply | undefined> {
  if (context.features.objectStorage === true && exchange.method === 'GET') {
    return { status: 302, headers: { Location: signedUrl(context, file) } };
  }
  await sendStored(context, exchange, file.sha256, file.fileName, headers);
  return undefined;
}

/** The storage itself. Like S3 it refuses a request that shows a token beside the signature. */
export function storageRoutes(context: GitLabContext): Route[] {
  const handle = async (exchange: Exchange): Promise<Reply | undefined> => {
    const { query, params, request } = exchange;
    const sha256 = params['sha256'] ?? '';
    if (request.headers.authorization !== undefined || request.headers['private-token']) {
      return xml(400, 'InvalidArgument', 'Only one auth mechanism allowed');
    }
    const [name, expires] = [query.get('name') ?? '', query.get('expires') ?? ''];
    const given = Buffer.from(query.get('signature') ?? '');
    const right = Buffer.from(sign(context, sha256, name, expires));
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      return xml(403, 'SignatureDoesNotMatch', 'The request signature does not match');
    }
    if (Number(expires) < context.now()) return xml(403, 'AccessDenied', 'Request has expired');
    await sendStored(context, exchange, sha256, name, {});
    return undefined;
  };
  return [{ method: 'GET', path: '/-/storage/:sha256', handle }];
}

async function sendStored(
  context: GitLabContext,
  exchange: Exchange,
  sha256: string,
  fileName: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const path = storedPath(context.folder, sha256);
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  );
  if (!/^[0-9a-f]{64}$/.test(sha256) || size === undefined) throw notFound();
  const shown = fileName.replace(/["\\\r\n]/g, '_');
  const ranges = context.features.byteRanges !== false;
  const from = ranges ? startOf(exchange.request.headers.range) : undefined;
  if (from !== undefined && from >= size) {
    exchange.response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  exchange.response.writeHead(from === undefined ? 200 : 206, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(size - (from ?? 0)),
    'Content-Disposition': `attachment; filename="${shown}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    ...(ranges ? { 'Accept-Ranges': 'bytes' } : {}),
    ...(from === undefined ? {} : { 'Content-Range': `bytes ${from}-${size - 1}/${size}` }),
    ...headers,
  });
  if (exchange.request.method === 'HEAD') {
    exchange.response.end();
    return;
  }
  await pipeline(createReadStream(path, { start: from ?? 0 }), exchange.response);
}

/** First byte asked for; only ranges that run to the end are understood, others answer the whole. */
function startOf(range: string | undefined): number | undefined {
  const start = /^bytes=(\d+)-$/.exec(range ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

function signedUrl(context: GitLabContext, file: PackageFile): string {
  const url = new URL(`${context.externalUrl}/-/storage/${file.sha256}`);
  url.hostname = url.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  const expires = String(context.now() + 10 * 60_000);
  url.searchParams.set('name', file.fileName);
  url.searchParams.set('expires', expires);
  url.searchParams.set('signature', sign(context, file.sha256, file.fileName, expires));
  return url.toString();
}

const keys = new WeakMap<GitLabContext, Buffer>();

function sign(context: GitLabContext, ...parts: string[]): string {
  const key = keys.get(context) ?? randomBytes(32);
  keys.set(context, key);
  return createHmac('sha256', key).update(parts.join('\n')).digest('hex');
}

function xml(status: number, code: string, message: string): Reply {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>\n`;
  return { status, text, headers: { 'Content-Type': 'application/xml' } };
}
