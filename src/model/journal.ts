import { type ErrorKind, type Fix } from '../base/errors';
import { type Blueprint } from './blueprint';
import { type TerraformOwner } from './ownership';

/** What is kept on disk of one environment: survives a reload, a crash and a cancelled run. */
export interface JournalState<Header> {
  readonly version: 1;
  readonly header: Header;
  readonly runs: Readonly<Record<RunKind, StepRecords>>;
  /** Newest last, bounded. */
  readonly entries: readonly JournalEntry[];
}

export type RunKind = 'create' | 'destroy';
export type StepRecords = Readonly<Record<string, StepRecord>>;

export interface StepRecord {
  /** `running` on disk without a living run: it was interrupted. */
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** Idempotency keys by name, written before the call that carries them. */
  readonly keys: Readonly<Record<string, string>>;
  /** Ids and other facts, written as soon as they are known. Never a secret. */
  readonly outputs: Outputs;
  readonly attempts: number;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly error?: StepError | undefined;
}
export type Outputs = Readonly<Record<string, string>>;

export interface StepError {
  readonly kind: ErrorKind | 'bug';
  readonly message: string;
  readonly fix?: Fix | undefined;
}

export interface JournalEntry {
  readonly at: number;
  readonly step?: string | undefined;
  readonly text: string;
}

export interface StackHeader {
  readonly blueprint: Blueprint;
  readonly cloudName: string;
  readonly folderName: string;
  readonly agreedAt: number;
  /** Absent: the extension itself. */
  readonly owner?: TerraformOwner | undefined;
  /** When it was taken back from Terraform, ms since 1970: the labels still name the old owner. */
  readonly takenBackAt?: number | undefined;
}

/** One environment as this machine remembers it. */
export type Stack = JournalState<StackHeader>;

export const noRecord: StepRecord = { state: 'waiting', keys: {}, outputs: {}, attempts: 0 };

/** A run as it can be watched. */
export interface RunView {
  readonly kind: RunKind;
  /** `stopping`: no new step starts, calls in flight end. `stopped`: can be resumed. */
  readonly state: 'running' | 'stopping' | 'stopped' | 'failed' | 'done';
  readonly steps: readonly StepView[];
  /** Another window drives it; it is cancelled there. */
  readonly elsewhere?: boolean | undefined;
}

export interface StepView {
  readonly id: string;
  readonly title: string;
  readonly after: readonly string[];
  /** How long it usually takes, ms. */
  readonly expectedMs: number;
  readonly state: StepRecord['state'];
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly outputs: Outputs;
  readonly error: StepError | undefined;
  readonly progress: StepProgress | undefined;
}

export interface StepProgress {
  readonly text: string;
  /** 0 to 1 when it can be told. */
  readonly fraction?: number | undefined;
  /** The step waits for the user to do something. */
  readonly needsYou?: boolean | undefined;
  /** What the user has to do, when it is not the activation of GitLab. */
  readonly fix?: Fix | undefined;
}
