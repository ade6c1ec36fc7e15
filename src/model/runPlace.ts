import { type ExperimentId } from './ids';

/** Some experiments of a project. */
export interface RunPlace {
  /** Path; undefined: the project that is chosen in the window. */
  readonly project?: string | undefined;
  /** Undefined: all of them. */
  readonly experiments: readonly ExperimentId[] | undefined;
}
