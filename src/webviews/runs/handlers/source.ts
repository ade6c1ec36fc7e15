import { AppError } from '../../../base/errors';
import { type RunFrame } from '../../../model/frame/frame';
import { type RunId } from '../../../model/ids';
import { type GitLab } from '../../../model/ports/gitlab';
import { type Project } from '../../../model/project';
import { type Run } from '../../../model/run';

/** The runs that a page shows, as its handlers need them. */
export interface RunSource {
  readonly frame: RunFrame;
  readonly revision: number;
  /** With all that was logged; rejects when the run is gone. */
  run(id: RunId): { readonly run: Run; readonly experiment: string };
  refresh(): Promise<void>;
}

/** Where the runs live. */
export interface RunServer {
  client(): Promise<GitLab>;
  project(signal: AbortSignal): Promise<Project>;
}

export function runIsGone(): AppError {
  return new AppError('not-found', 'This run is not there any more. Refresh the page.');
}
