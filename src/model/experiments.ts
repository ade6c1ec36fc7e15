import { type Project } from './project';
import { type Experiment, isUnfinished, type Run } from './run';

export interface ExperimentWithRuns {
  readonly experiment: Experiment;
  /** The newest ones, newest first. */
  readonly runs: readonly Run[];
}

export interface ExperimentsSnapshot {
  readonly project: Project;
  readonly experiments: readonly ExperimentWithRuns[];
}

export function experimentsMove(snapshot: ExperimentsSnapshot): boolean {
  return snapshot.experiments.some(({ runs }) => runs.some(isUnfinished));
}
