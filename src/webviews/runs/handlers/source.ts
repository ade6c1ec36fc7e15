import { AppError } from '../../../base/errors';
import { type RunFrame } from '../../../model/frame/frame';
import { type RunId } from '../../../model/ids';
import { type Points } from '../../../model/points';
import { type GitLab } from '../../../model/ports/gitlab';
import { type Project } from '../../../model/project';
import { type Run } from '../../../model/run';

/** The runs that a page shows, as its handlers need them. */
export interface RunSource {
  readonly frame: RunFrame;
  readonly revision: number;
  /**
   * With the last value of each metric; `points` tells the others. Rejects when the run is gone. `project` is where
   * it lives now, which need not be the project that is chosen in the window.
   */
  run(id: RunId): SourceRun;
  /** Every point of a metric; undefined when the run has no such metric. */
  points(id: RunId, metric: string, signal: AbortSignal): Promise<Points | undefined>;
  refresh(): Promise<void>;
}

export interface SourceRun {
  readonly run: Run;
  readonly experiment: string;
  readonly project: Project;
}

/** Where the runs live. */
export interface RunServer {
  client(): Promise<GitLab>;
  project(signal: AbortSignal): Promise<Project>;
}

export function runIsGone(): AppError {
  return new AppError('not-found', 'This run is not there any more. Refresh the page.');
}
