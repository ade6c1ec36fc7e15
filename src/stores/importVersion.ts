import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError, errorText, throwIfAborted } from '../base/errors';
import { type ModelId } from '../model/ids';
import {
  leftOutNames,
  type LocalFile,
  localFilesProblem,
  mostFiles,
} from '../model/registry/localFiles';
import { type ModelVersion, type PackageFile } from '../model/registry';
import { versionProblem } from '../model/semver';
import { type GitLabSessionStore } from './gitlabSessionStore';

export interface ImportRequest {
  readonly model: ModelId;
  readonly version: string;
  readonly description: string;
  readonly folder: string;
}

export interface ImportProgress {
  readonly file: string;
  /** Files that are there, of all. */
  readonly done: number;
  readonly files: number;
  /** Of all files. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** What is in a folder, links and what nobody wants left out. Sorted by path. */
export async function listLocalFiles(folder: string, signal: AbortSignal): Promise<LocalFile[]> {
  const found: LocalFile[] = [];
  const walk = async (below: string): Promise<void> => {
    throwIfAborted(signal);
    for await (const entry of await opendir(join(folder, below))) {
      if (leftOutNames.has(entry.name) || found.length > mostFiles) continue;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile()) {
        found.push({ path, size: (await stat(join(folder, path))).size });
      }
    }
  };
  if ((await stat(folder).catch(() => undefined))?.isFile() === true) {
    throw new AppError(
      'invalid',
      `"${basename(folder)}" is a file. A version is made of a folder: put the file into one, and import that.`,
    );
  }
  try {
    await walk('');
  } catch (cause) {
    throwIfAborted(signal);
    throw new AppError('invalid', `The folder cannot be read: ${errorText(cause)}.`, { cause });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Makes a version of a local folder. A version that is there already without a run's files is filled up: what an import
 * that broke off had sent is compared by digest and not sent again.
 */
export async function importVersion(
  session: Pick<GitLabSessionStore, 'client' | 'project'>,
  request: ImportRequest,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<ModelVersion> {
  const files = await listLocalFiles(request.folder, signal);
  const problem = localFilesProblem(files) ?? versionProblem(request.version);
  if (problem !== undefined) throw new AppError('invalid', problem);
  const [gitlab, project] = [await session.client(), await session.project(signal)];
  const taken = await gitlab.registry.versions(request.model, signal);
  const version =
    taken.find((one) => one.version === request.version) ??
    (await gitlab.registry.createVersion(
      project,
      {
        modelId: request.model,
        version: request.version,
        description: request.description,
      },
      signal,
    ));
  const there =
    version.packageId === undefined
      ? []
      : await gitlab.packages.files(project.id, version.packageId, signal);
  const totalBytes = files.reduce((sum, file) => sum + file.size, 0);
  let bytes = 0;
  for (const [done, file] of files.entries()) {
    const told = (sent: number): void =>
      onProgress({ file: file.path, done, files: files.length, bytes: bytes + sent, totalBytes });
    told(0);
    const local = join(request.folder, file.path);
    if (!(await isThere(there, file, local, signal))) {
      try {
        const to = { kind: 'version', id: version.id } as const;
        await gitlab.packages.upload(project.id, to, file.path, local, told, signal);
      } catch (error) {
        throw brokenOff(request.version, done, files.length, error);
      }
    }
    bytes += file.size;
  }
  return version;
}

async function isThere(
  there: readonly PackageFile[],
  file: LocalFile,
  local: string,
  signal: AbortSignal,
): Promise<boolean> {
  const same = there.filter((one) => one.path === file.path && one.size === file.size);
  if (same.length === 0) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(local), hash, { signal });
  const digest = hash.digest('hex');
  return same.some((one) => one.sha256?.toLowerCase() === digest);
}

function brokenOff(version: string, done: number, all: number, error: unknown): AppError {
  const kind = error instanceof AppError ? error.kind : 'remote';
  const fix = error instanceof AppError ? error.fix : undefined;
  return new AppError(
    kind,
    `Version ${version} has ${done} of ${all} files. ${errorText(error)} Import the same folder as the same version to send the rest.`,
    { cause: error, ...(fix === undefined ? {} : { fix }) },
  );
}
