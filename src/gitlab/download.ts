import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable } from 'node:stream';
import { AppError, errorText, isAppError } from '../base/errors';
import { type OnBytes } from '../model/ports/gitlab';
import { safeSegments } from '../model/safePath';
import { type Http } from './http/http';
import { type HttpRequest } from './http/request';

export interface Expected {
  readonly sha256?: string | undefined;
  readonly size?: number | undefined;
}

/** Where a file with a foreign name goes: always below `folder`. */
export function pathBelow(folder: string, foreignPath: string): string {
  return join(folder, ...safeSegments(foreignPath));
}

/**
 * Saves an answer as a file, by way of a neighbour that is renamed when everything is there and has the expected
 * digest. Where the digest is known, a download that breaks off goes on from where it was, at once or when it is asked
 * for again: the part stays until then. A server that sends no ranges starts over. Otherwise nothing stays behind.
 */
export async function downloadTo(
  http: Http,
  request: HttpRequest,
  file: string,
  expected: Expected,
  onProgress: OnBytes | undefined,
  signal: AbortSignal,
): Promise<void> {
  const digest = expected.sha256?.toLowerCase();
  const part = `${file}.${digest?.slice(0, 8) ?? process.pid}.part`;
  const transfer = { http, request, part, expected, onProgress };
  try {
    await mkdir(dirname(file), { recursive: true }).catch(asFileFailure(request.purpose, file));
    const found = await receive(transfer, digest !== undefined, signal);
    if (digest !== undefined && found !== digest) {
      await rm(part, { force: true });
      throw damaged(request.purpose);
    }
    await rename(part, file).catch(asFileFailure(request.purpose, file));
  } catch (error) {
    // The failure that led here says more than one of cleaning up would.
    if (digest === undefined || (await sizeOf(part)) === 0) {
      await rm(part, { force: true }).catch(() => undefined);
    }
    throw error;
  }
}

interface Transfer {
  readonly http: Http;
  readonly request: HttpRequest;
  readonly part: string;
  readonly expected: Expected;
  readonly onProgress: OnBytes | undefined;
}

/** Goes on as long as every break brought something; answers the digest of the whole part. */
async function receive(transfer: Transfer, resumes: boolean, signal: AbortSignal): Promise<string> {
  const { part, expected } = transfer;
  for (;;) {
    const have = resumes ? await sizeOf(part) : 0;
    if (have > 0 && have === expected.size) return (await digestOf(part)).digest('hex');
    const from = have < (expected.size ?? Number.MAX_SAFE_INTEGER) ? have : 0;
    try {
      return await receiveFrom(transfer, from, signal);
    } catch (error) {
      const refusedRange = from > 0 && isAppError(error) && /^HTTP 416/.test(error.detail ?? '');
      if (refusedRange) await rm(part, { force: true });
      else if (!resumes || signal.aborted || !isAppError(error, 'unreachable')) throw error;
      else if ((await sizeOf(part)) <= from) throw error;
    }
  }
}

async function receiveFrom(
  { http, request, part, expected, onProgress }: Transfer,
  from: number,
  signal: AbortSignal,
): Promise<string> {
  const headers: Record<string, string> = {
    ...request.headers,
    accept: '*/*',
    'accept-encoding': 'identity',
  };
  if (from > 0) headers['range'] = `bytes=${from}-`;
  return http.stream(
    { ...request, headers },
    async (content, answered) => {
      const at = startOf(answered['content-range']);
      if (at !== undefined && at !== from) throw damaged(request.purpose);
      const start = at ?? 0;
      const announced = Number(answered['content-length'] ?? Number.NaN);
      const total = Number.isFinite(announced) ? start + announced : expected.size;
      const hash = start > 0 ? await digestOf(part) : createHash('sha256');
      await save(content, { part, start, total, hash }, onProgress, request.purpose);
      return hash.digest('hex');
    },
    signal,
  );
}

async function save(
  content: Readable,
  to: {
    readonly part: string;
    readonly start: number;
    readonly total: number | undefined;
    readonly hash: Hash;
  },
  onProgress: OnBytes | undefined,
  purpose: string,
): Promise<void> {
  const failed = asFileFailure(purpose, to.part);
  const file = await open(to.part, to.start > 0 ? 'a' : 'w', 0o600).catch(failed);
  let done = to.start;
  // One after the other: what is counted is on the disk, and nothing is written any more when a break is told.
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      await file.writeFile(chunk).catch(failed);
      to.hash.update(chunk);
      done += chunk.length;
      onProgress?.(done, to.total);
    }
  } finally {
    await file.close();
  }
}

/** First byte of a partial answer; undefined when the whole came. */
function startOf(range: string | undefined): number | undefined {
  const start = /^bytes (\d+)-/.exec(range ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function digestOf(path: string): Promise<Hash> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash;
}

function asFileFailure(purpose: string, file: string): (cause: unknown) => never {
  return (cause) => {
    if (isAppError(cause)) throw cause;
    throw new AppError(
      'invalid',
      `Cannot ${purpose}: the file "${file}" cannot be written (${errorText(cause)}). Choose another folder or make room.`,
      { cause },
    );
  };
}

export function damaged(purpose: string): AppError {
  return new AppError(
    'remote',
    `Cannot ${purpose}: the file arrived damaged, its digest is not the one GitLab announced. Try again.`,
    { fix: 'retry' },
  );
}
