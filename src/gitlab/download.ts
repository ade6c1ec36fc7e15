import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
 * digest. Nothing stays behind after a failure.
 */
export async function downloadTo(
  http: Http,
  request: HttpRequest,
  file: string,
  expected: Expected,
  onProgress: OnBytes | undefined,
  signal: AbortSignal,
): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    await mkdir(dirname(file), { recursive: true }).catch(asFileFailure(request.purpose, file));
    await http.stream(
      { ...request, headers: { ...request.headers, accept: '*/*', 'accept-encoding': 'identity' } },
      async (content, headers) => {
        const announced = Number(headers['content-length'] ?? expected.size);
        const total = Number.isFinite(announced) ? announced : undefined;
        const digest = await save(content, part, total, onProgress, request.purpose);
        if (expected.sha256 !== undefined && digest !== expected.sha256.toLowerCase()) {
          throw damaged(request.purpose);
        }
      },
      signal,
    );
    await rename(part, file).catch(asFileFailure(request.purpose, file));
  } finally {
    // The failure that led here says more than one of cleaning up would.
    await rm(part, { force: true }).catch(() => undefined);
  }
}

async function save(
  content: Readable,
  part: string,
  total: number | undefined,
  onProgress: OnBytes | undefined,
  purpose: string,
): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      done += chunk.length;
      onProgress?.(done, total);
      next(null, chunk);
    },
  });
  const target = createWriteStream(part, { mode: 0o600 });
  let fileProblem: unknown;
  target.on('error', (error) => (fileProblem ??= error));
  try {
    await pipeline(content, meter, target);
  } catch (error) {
    if (fileProblem === error) return asFileFailure(purpose, part)(error);
    throw error;
  }
  return hash.digest('hex');
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

function damaged(purpose: string): AppError {
  return new AppError(
    'remote',
    `Cannot ${purpose}: the file arrived damaged, its digest is not the one GitLab announced. Try again.`,
    { fix: 'retry' },
  );
}
