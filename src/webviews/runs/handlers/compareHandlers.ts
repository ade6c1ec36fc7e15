import { AppError, isAppError } from '../../../base/errors';
import { mapAtOnce } from '../../../base/parallel';
import { type CodeStats } from '../../../model/codeChanges';
import {
  environmentFiles,
  environmentRows,
  type PythonEnvironment,
  readEnvironment,
} from '../../../model/comparison/packages';
import { collectValues } from '../../../model/comparison/runValues';
import { type RunId } from '../../../model/ids';
import { largestPreview, textOfBytes } from '../../../model/preview/preview';
import { type Project } from '../../../model/project';
import { type PackageFile } from '../../../model/registry';
import { commitOf, type Run } from '../../../model/run';
import { type Handlers } from '../../ipc/contract';
import { type compareContract } from '../contract/compareContract';
import { type RunServer, type RunSource } from './source';

export interface CompareActions {
  /** Shows bytes read-only in whichever editor fits the name. */
  readonly openFile: (file: OpenFile) => Promise<void>;
  readonly diffFiles: (title: string, left: OpenFile, right: OpenFile) => Promise<void>;
  readonly downloadFile: (run: Run, path: string, of: Project) => Promise<void>;
  readonly codeStats: (
    project: Project,
    from: string,
    to: string,
    signal: AbortSignal,
  ) => Promise<CodeStats>;
  readonly checkOut: (run: Run) => Promise<void>;
  readonly reproduce: (run: Run) => Promise<void>;
}

export interface OpenFile {
  /** Whose it is. */
  readonly of: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

const atOnce = 4;
const largestEnvironment = 1024 * 1024;

export function compareHandlers(
  source: RunSource,
  server: RunServer,
  actions: CompareActions,
): Handlers<typeof compareContract> {
  const filesOf = async (run: RunId, signal: AbortSignal): Promise<PackageFile[]> => {
    const { run: found, project } = source.run(run);
    if (found.packageId === undefined) return [];
    const gitlab = await server.client();
    return gitlab.packages.files(project.id, found.packageId, signal);
  };
  const fetchFile = async (
    run: RunId,
    file: PackageFile,
    most: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> => {
    if (file.size > most) {
      throw new AppError('invalid', `"${file.path}" is larger than what is shown here.`);
    }
    const entry = source.run(run);
    const from = { kind: 'run', iid: entry.run.iid } as const;
    const gitlab = await server.client();
    return gitlab.packages.read(entry.project.id, file, from, most, signal);
  };
  const read = async (
    run: RunId,
    path: string,
    most: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> => {
    const file = (await filesOf(run, signal)).find((one) => one.path === path);
    if (!file) throw new AppError('not-found', `This run has no file "${path}" any more.`);
    return fetchFile(run, file, most, signal);
  };
  const open = async (run: RunId, path: string, signal: AbortSignal): Promise<OpenFile> => ({
    of: source.run(run).run.name,
    path,
    bytes: await read(run, path, largestPreview, signal),
  });
  const environmentOf = async (
    run: RunId,
    signal: AbortSignal,
  ): Promise<PythonEnvironment | undefined> => {
    try {
      const files = await filesOf(run, signal);
      const wanted = environmentFiles(files.map((file) => file.path));
      const texts = await mapAtOnce(wanted, atOnce, async (path) => {
        const file = files.find((one) => one.path === path);
        const bytes = file && (await fetchFile(run, file, largestEnvironment, signal));
        return { path, text: (bytes && textOfBytes(bytes)) ?? '' };
      });
      return texts.length === 0 ? undefined : readEnvironment(texts);
    } catch (error) {
      // Files that cannot be read leave a gap; the comparison goes on without them.
      if (!isAppError(error) || error.kind === 'cancelled') throw error;
      return undefined;
    }
  };
  /** The open folder is a checkout of the chosen project: commits of another one do not belong there. */
  const ownRun = async (id: RunId, signal: AbortSignal): Promise<Run> => {
    const { run, project } = source.run(id);
    const own = await server.project(signal);
    if (own.id === project.id) return run;
    throw new AppError(
      'invalid',
      `"${run.name}" was trained in ${project.path}, and the folder that is open is of ${own.path}. Open a checkout of ${project.path} and choose that project there.`,
    );
  };
  return {
    compare: async ({ runs }) => collectValues(runs.map((id) => source.run(id).run)),
    environment: async ({ runs }, signal) =>
      environmentRows(await mapAtOnce(runs, atOnce, (run) => environmentOf(run, signal))),
    artifacts: async ({ run }, signal) =>
      (await filesOf(run, signal)).map(({ path, size }) => ({ path, size })),
    artifact: async ({ run, path, most }, signal) => ownBuffer(await read(run, path, most, signal)),
    openArtifact: async ({ run, path }, signal) => actions.openFile(await open(run, path, signal)),
    diffArtifacts: async ({ from, to, path }, signal) => {
      const [left, right] = [await open(from, path, signal), await open(to, path, signal)];
      await actions.diffFiles(`${path}: ${left.of} ↔ ${right.of}`, left, right);
    },
    downloadArtifact: async ({ run, path }) => {
      const entry = source.run(run);
      await actions.downloadFile(entry.run, path, entry.project);
    },
    codeStats: async ({ from, to }, signal) => {
      const [left, right] = [source.run(from), source.run(to)];
      const [before, after] = [commitOf(left.run), commitOf(right.run)];
      if (before === undefined || after === undefined) return null;
      if (left.project.id !== right.project.id) return null;
      return actions.codeStats(right.project, before, after, signal);
    },
    checkOut: async ({ run }, signal) => actions.checkOut(await ownRun(run, signal)),
    reproduce: async ({ run }, signal) => actions.reproduce(await ownRun(run, signal)),
  };
}

/** The editor sends the whole buffer behind a view. A `Buffer` shares a pool with others, and its `slice` copies nothing. */
function ownBuffer(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength
    ? new Uint8Array(bytes.buffer)
    : new Uint8Array(bytes);
}
