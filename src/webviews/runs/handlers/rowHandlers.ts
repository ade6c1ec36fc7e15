import { AppError } from '../../../base/errors';
import { type RunId } from '../../../model/ids';
import { type Project } from '../../../model/project';
import { commitOf, type Run } from '../../../model/run';
import { type Handlers } from '../../ipc/contract';
import { type rowContract } from '../contract/rowContract';
import { type RunServer, type RunSource } from './source';

export interface RowActions {
  readonly setBaseline: (run: RunId | undefined) => Promise<void>;
  readonly openExternal: (url: string) => Promise<unknown>;
  readonly copy: (text: string) => Promise<void>;
  readonly followJob: (run: Run) => Promise<void>;
  readonly codeDiff: (
    project: Project,
    from: string,
    to: string,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly downloadArtifacts: (run: Run) => Promise<void>;
  /** Asks first. */
  readonly deleteRun: (run: Run) => Promise<void>;
}

export function rowHandlers(
  source: RunSource,
  server: Pick<RunServer, 'project'>,
  actions: RowActions,
): Handlers<typeof rowContract> {
  return {
    setBaseline: ({ run }) => actions.setBaseline(run),
    openWeb: async ({ run }) => {
      await actions.openExternal(source.run(run).run.webUrl);
    },
    followJob: ({ run }) => actions.followJob(source.run(run).run),
    codeDiff: async ({ from, to }, signal) => {
      const [left, right] = [commitOf(source.run(from).run), commitOf(source.run(to).run)];
      if (left === undefined || right === undefined) {
        throw new AppError(
          'not-found',
          'One of these runs does not say which commit it was trained from. Log the tag gitlab.CI_JOB_ID or mlflow.source.git.commit.',
        );
      }
      await actions.codeDiff(await server.project(signal), left, right, signal);
    },
    downloadArtifacts: ({ run }) => actions.downloadArtifacts(source.run(run).run),
    deleteRun: async ({ run }, signal) => {
      const found = source.run(run);
      if (found.project.id !== (await server.project(signal)).id) {
        throw new AppError(
          'invalid',
          `"${found.run.name}" is in another project: choose that one in the window first.`,
        );
      }
      await actions.deleteRun(found.run);
      await source.refresh();
    },
    copy: ({ text }) => actions.copy(text),
  };
}
