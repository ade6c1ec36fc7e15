import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Packages } from '@gitbeaker/rest';
import { Transform } from 'node:stream';
import * as z from 'zod';
import { AppError, errorText, isAppError } from '../base/errors';
import { databaseId, type ProjectId } from '../model/ids';
import { type FileSource, type OnBytes, type PackagesPort } from '../model/ports/gitlab';
import { damaged, downloadTo, pathBelow } from './download';
import { type PackageFile } from '../model/registry';
import { type Http } from './http/http';
import { parseValue } from './parse';
import { type Rest } from './rest/rest';
import { packageFileSchema } from './rest/setupSchemas';

export function createPackagesClient(rest: Rest, http: Http): PackagesPort {
  return {
    async files(project, id, signal) {
      const purpose = 'list the files';
      const answer = await rest.with(Packages, purpose, signal).allFiles(project, id);
      return newestOfEach(parseValue(z.array(packageFileSchema), answer, purpose));
    },
    async download(project, file, from, folder, onProgress, signal) {
      const purpose = `download "${file.path}"`;
      const target = pathBelow(folder, file.path);
      await eitherWay(project, file, from, (path) =>
        downloadTo(http, { method: 'GET', path, purpose }, target, file, onProgress, signal),
      );
      return target;
    },
    async read(project, file, from, maxBytes, signal) {
      const purpose = `read "${file.path}"`;
      const headers = { accept: '*/*', 'accept-encoding': 'identity' };
      const { body } = await eitherWay(project, file, from, (path) =>
        http.request({ method: 'GET', path, purpose, headers, maxBytes }, signal),
      );
      const digest = createHash('sha256').update(body).digest('hex');
      if (file.sha256 !== undefined && digest !== file.sha256.toLowerCase()) throw damaged(purpose);
      return body;
    },
    async upload(project, to, name, localFile, onProgress, signal) {
      const purpose = `upload "${name}"`;
      const { size } = await stat(localFile).catch((cause: unknown) => {
        throw new AppError(
          'invalid',
          `Cannot ${purpose}: the file "${localFile}" cannot be read (${errorText(cause)}).`,
          { cause },
        );
      });
      await http.request(
        {
          method: 'PUT',
          path: filesPath(project, to, name),
          purpose,
          body: { kind: 'stream', size, open: () => metered(localFile, size, onProgress) },
          // The server checks and stores before it answers.
          timeoutMs: 120_000,
        },
        signal,
      );
    },
  };
}

/** A name that was sent again has several files; the one with the highest id is what GitLab gives by that name. */
function newestOfEach(files: readonly PackageFile[]): PackageFile[] {
  const byPath = new Map<string, PackageFile>();
  for (const file of files) {
    const before = byPath.get(file.path);
    if (!before || file.id > before.id) byPath.set(file.path, file);
  }
  return [...byPath.values()];
}

/** Packages of older runs are generic ones; 18.4 and later give any file by its id. */
async function eitherWay<T>(
  project: ProjectId,
  file: PackageFile,
  from: FileSource,
  get: (path: string) => Promise<T>,
): Promise<T> {
  try {
    return await get(filesPath(project, from, file.path));
  } catch (first) {
    if (!isAppError(first, 'not-found', 'invalid')) throw first;
    const byId = `api/v4/projects/${project}/packages/${file.packageId}/package_files/${file.id}/download`;
    return get(byId).catch((second: unknown) => {
      throw isAppError(second, 'not-found') ? first : second;
    });
  }
}

function filesPath(project: ProjectId, source: FileSource, name: string): string {
  const owner = source.kind === 'version' ? databaseId(source.id) : `candidate:${source.iid}`;
  const path = name.split('/').map(encodeURIComponent).join('/');
  return `api/v4/projects/${project}/packages/ml_models/${owner}/files/${path}`;
}

function metered(file: string, size: number, onProgress: OnBytes | undefined) {
  let done = 0;
  const source = createReadStream(file);
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      onProgress?.(done, size);
      next(null, chunk);
    },
  });
  source.on('error', (error) => meter.destroy(error));
  meter.on('close', () => source.destroy());
  return source.pipe(meter);
}
