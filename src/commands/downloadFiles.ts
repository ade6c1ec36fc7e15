import { AppError, isAppError } from '../base/errors';
import { type Ui } from '../host/ui';
import { type PackageId } from '../model/ids';
import { type FileSource } from '../model/ports/gitlab';
import { type ModelVersion, type PackageFile } from '../model/registry';
import { type Project } from '../model/project';
import { type Run } from '../model/run';
import { plural, sizeText } from '../model/words';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';

export interface DownloadNeeds {
  readonly ui: Ui;
  readonly session: Pick<GitLabSessionStore, 'client' | 'project'>;
  readonly revealFolder: (path: string) => Promise<void>;
}

/**
 * Asks for a folder and saves the run's files there.
 * @param only one of them, by its path
 * @param project where the run lives; without it the one that is chosen
 */
export async function downloadRun(
  needs: DownloadNeeds,
  run: Run,
  only?: string,
  project?: Project,
): Promise<void> {
  if (run.packageId === undefined) throw new AppError('not-found', `"${run.name}" kept no files.`);
  await download(needs, run.name, run.packageId, { kind: 'run', iid: run.iid }, only, project);
}

/** @param project where the version lives; without it the one that is chosen */
export async function downloadVersion(
  needs: DownloadNeeds,
  version: ModelVersion,
  project?: Project,
): Promise<void> {
  if (version.packageId === undefined) {
    throw new AppError('not-found', `Version ${version.version} has no files.`);
  }
  const source = { kind: 'version', id: version.id } as const;
  const name = `version ${version.version}`;
  await download(needs, name, version.packageId, source, undefined, project);
}

async function download(
  needs: DownloadNeeds,
  name: string,
  packageId: PackageId,
  source: FileSource,
  only?: string,
  project?: Project,
): Promise<void> {
  const what = only === undefined ? `Files of ${name}` : only;
  const folder = await needs.ui.chooseFolder({ title: what, openLabel: 'Save Here' });
  if (folder === undefined) return;
  await save(needs, { name, packageId, source, only, project, folder, done: new Set() });
}

interface Order {
  readonly name: string;
  readonly packageId: PackageId;
  readonly source: FileSource;
  readonly only: string | undefined;
  readonly project: Project | undefined;
  readonly folder: string;
  /** Files that are saved already. */
  readonly done: Set<number>;
}

/** A cancel or a lost connection keeps what came; "Resume" goes on from there. */
async function save(needs: DownloadNeeds, order: Order): Promise<void> {
  const { ui } = needs;
  const { name, folder, done } = order;
  const open = { label: 'Open Folder', run: () => needs.revealFolder(folder) };
  const resume = { label: 'Resume', run: () => save(needs, order) };
  let total = 0;
  try {
    await ui.progress({
      title: `Downloading ${order.only ?? `the files of ${name}`}…`,
      run: async (report, signal) => {
        const [gitlab, project] = [
          await needs.session.client(),
          order.project ?? (await needs.session.project(signal)),
        ];
        const all = await gitlab.packages.files(project.id, order.packageId, signal);
        const files = all.filter(({ path }) => order.only === undefined || path === order.only);
        total = files.length;
        if (total === 0) throw new AppError('not-found', `"${name}" has no such file any more.`);
        for (const [index, file] of files.entries()) {
          if (done.has(file.id)) continue;
          const onBytes = (bytes: number): void => report(progressText(index, total, file, bytes));
          await gitlab.packages.download(project.id, file, order.source, folder, onBytes, signal);
          done.add(file.id);
        }
      },
    });
  } catch (error) {
    if (!isAppError(error, 'cancelled', 'unreachable') || total === 0) throw error;
    const reason = error.kind === 'cancelled' ? 'Cancelled' : error.message;
    ui.warn(`${reason}: ${done.size} of ${plural(total, 'file')} of ${name} saved.`, resume);
    return;
  }
  ui.tell(`${plural(total, 'file')} of ${name} saved.`, open);
}

function progressText(index: number, total: number, file: PackageFile, bytes: number): string {
  const share = `${file.path}, ${sizeText(bytes)} of ${sizeText(file.size)}`;
  return total === 1 ? share : `${index + 1} of ${total}: ${share}`;
}
