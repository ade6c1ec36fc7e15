import { unzipSync } from 'fflate';
import { type GitLabContext } from '../exchange';
import { type Job } from '../ciRows';
import { type Ci, ciOf } from './ci';

export function artifactsExpired(job: Job, now: number): boolean {
  return job.artifacts?.expireAt !== undefined && job.artifacts.expireAt <= now;
}

/** The zip of a job's artifacts, or undefined when there is none (any more). */
export async function archiveOf(ci: Ci, job: Job): Promise<Buffer | undefined> {
  if (job.artifacts === undefined || artifactsExpired(job, ci.context.now())) return undefined;
  return ci.files.artifact(job.id, 'archive');
}

/** One file of an archive, by its exact path. */
export function fileInArchive(archive: Uint8Array, path: string): Uint8Array | undefined {
  const wanted = path.replace(/^\.?\/+/, '');
  return unzipSync(archive, { filter: (file) => file.name === wanted })[wanted];
}

/** Archive, reports and log, as a job lists them. */
export async function jobArtifacts(
  context: GitLabContext,
  job: Job,
): Promise<Record<string, unknown>[]> {
  const archive = artifactsExpired(job, context.now()) ? undefined : job.artifacts;
  const log = await ciOf(context).files.traceSize(job.id);
  return [
    ...(archive
      ? [
          {
            file_type: 'archive',
            size: archive.size,
            filename: archive.fileName,
            file_format: 'zip',
          },
        ]
      : []),
    ...(job.reports ?? []).map((report) => ({
      file_type: report.fileType,
      size: report.size,
      filename: report.fileName,
      file_format: report.format,
    })),
    ...(log > 0 && job.finishedAt !== undefined
      ? [{ file_type: 'trace', size: log, filename: 'job.log', file_format: null }]
      : []),
  ];
}
