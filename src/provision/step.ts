import {
  type Outputs,
  type StepProgress,
  type StepRecord,
  type StepRecords,
} from '../model/journal';

/**
 * One idempotent piece of work. It may be started any number of times: after a crash it finds in `recorded` what
 * an earlier attempt got to know, and its idempotency keys are the same as then.
 */
export interface Step {
  readonly id: string;
  readonly title: string;
  /** Steps that must be done first. */
  readonly after: readonly string[];
  /** How long it usually takes, ms. */
  readonly expectedMs: number;
  /**
   * @param signal aborted when the run is stopped. A call that changes something gets a little longer, since its
   *   answer is worth waiting for.
   */
  run(context: StepContext, signal: AbortSignal): Promise<void>;
}

export interface StepContext {
  /** What this step has recorded so far, in this or an earlier attempt. */
  readonly recorded: Outputs;
  /** What a finished step recorded; `{}` when it recorded nothing. */
  outputs(step: string): Outputs;
  /** On disk when it resolves. Never a secret. @param note a line for the journal's history */
  record(values: Outputs, note?: string): Promise<void>;
  /** The idempotency key of a call, the same in every attempt; on disk when it resolves. */
  key(name: string): Promise<string>;
  /** True when an earlier attempt asked for this key: the call may have reached the server. */
  hasKey(name: string): boolean;
  /** Drops keys and outputs, for a call that ended with nothing and may be made again. */
  forget(names: readonly string[]): Promise<void>;
  report(progress: StepProgress): void;
  /** A line for the journal's history. */
  note(text: string): Promise<void>;
}

/** Where a run keeps what it knows. Every promise resolves when it is on disk. */
export interface RunJournal {
  readonly records: StepRecords;
  update(step: string, change: (record: StepRecord) => StepRecord, note?: string): Promise<void>;
}
