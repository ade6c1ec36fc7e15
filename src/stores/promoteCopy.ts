import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, errorText } from '../base/errors';
import { type GitLab } from '../model/ports/gitlab';
import { type ModelId } from '../model/ids';
import { type Points } from '../model/points';
import { type Project } from '../model/project';
import { type ModelVersion } from '../model/registry';
import { type LoggedData, type Run } from '../model/run';

export interface CopyRequest {
  readonly run: Run;
  /** Every point of a metric of the run. */
  readonly points: (metric: string) => Promise<Points | undefined>;
  readonly modelId: ModelId;
  readonly version: string;
  readonly description: string;
}

/** Says on the copy which run it was made from. */
export const copiedFromTag = 'mlops.copied_from';
const undoMs = 60_000;

/**
 * Makes a version with a run of its own that has what another run logged, and copies of its files. The run stays where it
 * is and can be promoted again. All or nothing: what was made is taken back when something fails or is cancelled.
 */
export async function promoteCopy(
  gitlab: GitLab,
  project: Project,
  { run, points, modelId, version, description }: CopyRequest,
  report: (message: string) => void,
  signal: AbortSignal,
): Promise<ModelVersion> {
  const made = await gitlab.registry.createVersion(
    project,
    { modelId, version, description },
    signal,
  );
  try {
    report('copying what was logged');
    await gitlab.runs.log(project, made.run.eid, await loggedBy(run, points), signal);
    await copyFiles(gitlab, project, run, made, report, signal);
    return made;
  } catch (error) {
    await takeBack(gitlab, made, error);
    throw error;
  }
}

async function loggedBy(run: Run, pointsOf: CopyRequest['points']): Promise<LoggedData> {
  const points: LoggedData['points'][number][] = [];
  for (const { name } of run.metrics) {
    const all = await pointsOf(name);
    all?.values.forEach((value, index) => {
      const at = all.times[index] ?? Number.NaN;
      // GitLab takes no other numbers.
      if (Number.isFinite(value)) {
        points.push({
          name,
          value,
          step: all.steps[index] ?? 0,
          at: Number.isFinite(at) ? at : undefined,
        });
      }
    });
  }
  // A version belongs to no job; the link to the run says where it comes from.
  const tags = run.tags.filter(({ name }) => name !== 'gitlab.CI_JOB_ID');
  return { params: run.params, tags: [...tags, { name: copiedFromTag, value: run.eid }], points };
}

async function copyFiles(
  gitlab: GitLab,
  project: Project,
  run: Run,
  to: ModelVersion,
  report: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (run.packageId === undefined) return;
  const files = await gitlab.packages.files(project.id, run.packageId, signal);
  const folder = await mkdtemp(join(tmpdir(), 'mlops-copy-'));
  try {
    for (const [index, file] of files.entries()) {
      const which = `${index + 1} of ${files.length}: ${file.path}`;
      report(`fetching ${which}`);
      const from = { kind: 'run', iid: run.iid } as const;
      const saved = await gitlab.packages.download(
        project.id,
        file,
        from,
        folder,
        undefined,
        signal,
      );
      report(`sending ${which}`);
      const target = { kind: 'version', id: to.id } as const;
      await gitlab.packages.upload(project.id, target, file.path, saved, undefined, signal);
      await rm(saved, { force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function takeBack(gitlab: GitLab, made: ModelVersion, cause: unknown): Promise<void> {
  try {
    await gitlab.registry.deleteVersion(made.id, AbortSignal.timeout(undoMs));
  } catch (error) {
    throw new AppError(
      'remote',
      `${errorText(cause)} Version ${made.version} is there but not complete, and could not be deleted (${errorText(error)}): delete it and promote again.`,
      { cause },
    );
  }
}
