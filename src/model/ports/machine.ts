import { type Secret } from '../../base/secret';

/** A machine to reach over SSH. */
export interface MachineAddress {
  /** The cloud's id: host keys are kept by it, because an address may change or go to another machine. */
  readonly id: string;
  readonly name: string;
  /** Undefined: it has none, which is then what the failure says. */
  readonly host: string | undefined;
  readonly port: number;
  readonly user: string;
  /** The serial console, from which the host keys are learned. */
  readonly serial: (signal: AbortSignal) => Promise<string>;
}

export interface MachineRunner {
  readonly gitlabUrl: string;
  readonly token: Secret;
  readonly name: string;
  readonly executor: 'auto' | 'docker' | 'shell';
  /** PEM that the machine has to trust for this GitLab. */
  readonly caPem: string | undefined;
}

export interface SshAlias {
  readonly alias: string;
  /** Our own configuration, with this host in it. */
  readonly configFile: string;
}

/** What is done on machines over SSH, and what `ssh` needs to know of them. */
export interface MachineAccess {
  /** The public line of our key pair, made when there is none. */
  publicKey(signal: AbortSignal): Promise<string>;
  /** Tries whether the machine lets us in; says which hop is in the way when it does not. */
  check(
    machine: MachineAddress,
    report: (text: string) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Makes `ssh <alias>` work, host key pinned. */
  makeAlias(machine: MachineAddress, signal: AbortSignal): Promise<SshAlias>;
  /** Gives an alias that is there another address; its pinned keys are kept by the machine, not by it. */
  moveAlias(name: string, host: string, signal: AbortSignal): Promise<void>;
  removeAlias(name: string, signal: AbortSignal): Promise<void>;
  installRunner(
    machine: MachineAddress,
    runner: MachineRunner,
    report: (line: string) => void,
    signal: AbortSignal,
  ): Promise<{ readonly executor: string; readonly version: string }>;
}
