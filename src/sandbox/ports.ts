import { type Secret } from '../base/secret';

/** What the simulated cloud needs from whoever can run a machine. One machine per compute instance. */
export interface MachineHost {
  /** False with a reason when no machine can be run here; the cloud then keeps a machine without SSH. */
  readonly available: { readonly ok: true } | { readonly ok: false; readonly reason: string };
  /** Boots (or boots again) and answers when SSH accepts connections. */
  boot(machine: MachineSpec, signal: AbortSignal): Promise<RunningMachine>;
  /** Stops everything that runs on the machine; its files stay. */
  halt(id: string): Promise<void>;
  /** Stops it and removes its files. */
  remove(id: string): Promise<void>;
}

export interface MachineSpec {
  readonly id: string;
  readonly name: string;
  /** The instance's metadata as the cloud has it (`user-data`, `ssh-keys`, `serial-port-enable`). */
  readonly metadata: Readonly<Record<string, string>>;
  /** Loopback address to listen on; the port is the host's own and the same for all machines. */
  readonly address: string;
}

export interface RunningMachine {
  readonly port: number;
  /** Grows while the machine runs; carries cloud-init's report and the host keys' fingerprints. */
  serialOutput(): string;
}

/** What the simulated cloud needs to give every managed GitLab instance a real GitLab to talk to. */
export interface GitLabHost {
  create(spec: GitLabSpec): Promise<RunningGitLab>;
  /** After a stop, and after a restart of the sandbox; its port may be another one then. */
  start(id: string): Promise<RunningGitLab>;
  stop(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface GitLabSpec {
  readonly id: string;
  readonly name: string;
  readonly domainPrefix: string;
  readonly adminLogin: string;
  readonly adminEmail: string;
}

export interface RunningGitLab {
  /** Host and port, without a scheme. */
  readonly domain: string;
  readonly version: string;
}

/** A letter that a service sends; the sandbox keeps them in its mailbox. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}
export type Mailer = (mail: Mail) => void;

/** Simulated time: durations are divided by the sandbox's `--speed`. All in ms. */
export interface Clock {
  now(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export interface TlsFiles {
  /** PEM texts. */
  readonly ca: string;
  readonly cert: string;
  readonly key: Secret;
  /** Where the CA's PEM lies, for programs that want a file. */
  readonly caFile: string;
}
