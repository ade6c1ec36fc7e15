import { AppError } from '../../../base/errors';
import { type RunId } from '../../../model/ids';
import { type Project } from '../../../model/project';
import { commitOf, type Run } from '../../../model/run';
import { type Handlers } from '../../ipc/contract';
import { type rowContract } from '../contract/rowContract';
import { type RunSource, type SourceRun } from './source';

export interface RowActions {
  readonly setBaseline: (run: RunId | undefined) => Promise<void>;
  readonly openExternal: (url: string) => Promise<unknown>;
  readonly copy: (text: string) => Promise<void>;
  /** Each with the project where the run lives. */
  readonly followJob: (run: Run, of: Project) => Promise<void>;
  readonly codeDiff: (
    project: Project,
    from: string,
    to: string,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly downloadArtifacts: (run: Run, of: Project) => Promise<void>;
  /** Asks first. */
  readonly deleteRun: (run: Run, of: Project) => Promise<void>;
}

export function rowHandlers(source: RunSource, actions: RowActions): Handlers<typeof rowContract> {
  return {
    setBaseline: ({ run }) => actions.setBaseline(run),
    openWeb: async ({ run }) => {
      await actions.openExternal(source.run(run).run.webUrl);
    },
    followJob: ({ run }) => withPlace(source.run(run), actions.followJob),
    codeDiff: async ({ from, to }, signal) => {
      const [before, after] = [source.run(from), source.run(to)];
      const [left, right] = [commitOf(before.run), commitOf(after.run)];
      if (left === undefined || right === undefined) {
        throw new AppError(
          'not-found',
          'One of these runs does not say which commit it was trained from. Log the tag gitlab.CI_JOB_ID or mlflow.source.git.commit.',
        );
      }
      if (before.project.id !== after.project.id) throw ofTwoProjects(before, after);
      await actions.codeDiff(after.project, left, right, signal);
    },
    downloadArtifacts: ({ run }) => withPlace(source.run(run), actions.downloadArtifacts),
    deleteRun: async ({ run }) => {
      await withPlace(source.run(run), actions.deleteRun);
      await source.refresh();
    },
    copy: ({ text }) => actions.copy(text),
  };
}

function withPlace(
  { run, project }: SourceRun,
  act: (run: Run, of: Project) => Promise<void>,
): Promise<void> {
  return act(run, project);
}

function ofTwoProjects(a: SourceRun, b: SourceRun): AppError {
  return new AppError(
    'invalid',
    `"${a.run.name}" was trained in ${a.project.path} and "${b.run.name}" in ${b.project.path}: there is no diff between the code of two projects.`,
  );
}
