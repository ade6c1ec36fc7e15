import { type GitAccess } from './access';
import { type ProgressLine } from './parse';
import { type ProcessResult } from './process';

export type OnProgress = (line: ProgressLine) => void;

export interface GitCommand {
  readonly args: readonly string[];
  /** Start of the sentence that tells of a failure: `Cannot push "main"`. */
  readonly doing: string;
  readonly cwd?: string | undefined;
  readonly network?: boolean | undefined;
  readonly access?: GitAccess | undefined;
  readonly stdin?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Exit codes that are answers. Default: 0 alone. */
  readonly accepts?: readonly number[] | undefined;
}

export type RunGit = (command: GitCommand, signal: AbortSignal) => Promise<ProcessResult>;
