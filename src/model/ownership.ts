import { AppError } from '../base/errors';
import { type RunKind } from './journal';
import { momentText } from './words';

/** The mark in a journal that an environment belongs to Terraform. */
export interface TerraformOwner {
  readonly kind: 'terraform';
  /** Its working folder on this machine, absolute. */
  readonly folder: string;
  /** ms since 1970. */
  readonly since: number;
  /** What Terraform was started for and has not been seen to end. */
  readonly work?: TerraformWork | undefined;
  /** When it was last ended at once instead of in good order: its state may miss something and be locked still. */
  readonly brokenOff?: number | undefined;
}

export interface TerraformWork {
  readonly kind: RunKind;
  readonly since: number;
  /** The saved plan that it does, and the file that it prints into. */
  readonly file: string;
  readonly log: string;
  /** Undefined: not known yet. */
  readonly pid?: number | undefined;
  /** When that process began, in the words of its system. */
  readonly started?: string | undefined;
  /** Since when a window listens that did not start it. */
  readonly attachedAt?: number | undefined;
}

/** Whether a window that did not start it can tell for sure which process it is, and interrupt that. */
export function canBeInterrupted({ pid, started, attachedAt }: TerraformWork): boolean {
  return attachedAt === undefined || (pid !== undefined && started !== undefined);
}

/** Why the extension's own ways leave an environment alone, and where to go on. */
export function ownedByTerraform(stackId: string, { folder, since }: TerraformOwner): AppError {
  return new AppError(
    'conflict',
    `Terraform owns “${stackId}” since ${momentText(since)}: change it with the configuration in “${folder}”, or take it back from Terraform first.`,
    { fix: 'open-terraform' },
  );
}

export function stillWorking(stackId: string, { pid }: TerraformWork): AppError {
  return new AppError(
    'conflict',
    `Terraform still works on “${stackId}”${pid === undefined ? '' : ` (process ${pid})`}. Wait until it is done.`,
  );
}
