import { type Blueprint } from '../../model/blueprint';
import { type ProvisionCloud } from '../ports';

/** What the cloud's steps work with. */
export interface CloudTools {
  readonly cloud: ProvisionCloud;
  readonly blueprint: Blueprint;
  readonly pace: StepPace;
  readonly now: () => number;
}

/** Pauses in ms; a simulated cloud that runs faster is asked more often. */
export interface StepPace {
  /** Between two looks at something that gets ready. */
  readonly lookMs: number;
  /** First pause after “still in use”; doubles up to ten times of it. */
  readonly busyMs: number;
  /** How long “still in use” is believed to pass by itself. */
  readonly busyForMs: number;
  /** How long a serial console may stay without host keys. */
  readonly hostKeyMs: number;
  /** How long a call that is under way may still be answered after a stop. */
  readonly answerMs: number;
}

export const defaultStepPace: StepPace = {
  lookMs: 5_000,
  busyMs: 2_000,
  busyForMs: 10 * 60_000,
  hostKeyMs: 8 * 60_000,
  answerMs: 3_000,
};
