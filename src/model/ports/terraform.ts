import { type Secret } from '../../base/secret';
import { type CloudId, type FolderId } from '../ids';
import { type TerraformEvent } from '../terraform/events';
import { type TerraformPlanned } from '../terraform/planned';

export interface TerraformProgram {
  readonly path: string;
  readonly name: 'Terraform' | 'OpenTofu';
  readonly version: string;
}

/** Where and as whom Terraform works. Secrets reach it by its environment only. */
export interface TerraformPlace {
  /** Absolute. */
  readonly folder: string;
  /** Good for some time; a fresh one for each command. */
  readonly token: Secret;
  readonly cloudId: CloudId;
  readonly folderId: FolderId;
  /** `host:port` of the cloud. */
  readonly endpoint: string;
  /** PEM file of a private authority. */
  readonly caFile: string | undefined;
}

export type OnTerraformEvent = (event: TerraformEvent) => void;

/** A `terraform` or `tofu` program. Every failure is an AppError. */
export interface Terraform {
  /** @throws AppError `not-found` when there is none, `invalid` when it is too old */
  program(signal: AbortSignal): Promise<TerraformProgram>;
  /** Makes the folder ready where it is not, then plans into a file. */
  plan(
    place: TerraformPlace,
    request: { readonly file: string; readonly destroy: boolean },
    on: OnTerraformEvent,
    signal: AbortSignal,
  ): Promise<void>;
  show(place: TerraformPlace, file: string, signal: AbortSignal): Promise<TerraformPlanned>;
  /** Starts to do what a saved plan says. @param log where Terraform writes, so that it needs no listener */
  apply(
    place: TerraformPlace,
    request: { readonly file: string; readonly log: string },
    on: OnTerraformEvent,
  ): Promise<Applying>;
  /** Goes on listening to a Terraform that another window has started. */
  follow(started: StartedBefore, on: OnTerraformEvent): Applying;
  /** Takes resources out of the state; they stay as they are. */
  forget(place: TerraformPlace, addresses: readonly string[], signal: AbortSignal): Promise<void>;
  unlock(place: TerraformPlace, lockId: string, signal: AbortSignal): Promise<void>;
}

/** A Terraform that another window has started: known by what that window wrote down. */
export interface StartedBefore {
  readonly log: string;
  alive(): Promise<boolean>;
  /** Sends it a signal, if it is surely still that process. */
  signal(name: 'SIGINT' | 'SIGKILL'): Promise<'sent' | 'gone' | 'unsure'>;
}

/** A Terraform that changes things. */
export interface Applying {
  readonly pid: number | undefined;
  /** Resolves when it has ended; `undefined` when all went well. */
  readonly ended: Promise<Error | undefined>;
  /**
   * Asks it to finish what it is just doing, to write its state and to end. One that has ended is asked nothing.
   * @throws AppError `conflict` when it cannot be asked from here
   */
  interrupt(): Promise<void>;
  /** Ends it at once: its state may miss what it was just making. @throws AppError `conflict` as `interrupt` does */
  end(): Promise<void>;
  /** Stops listening; the program itself goes on. */
  dispose(): void;
}
