import { AppError, isAppError } from '../base/errors';
import { wait } from '../base/wait';
import { type Machine } from '../model/cloud';
import { type MachineAccess, type MachineAddress } from '../model/ports/machine';

export interface ReachNeeds {
  /** The machine as the cloud has it now: its address changes with each start. */
  readonly look: (
    signal: AbortSignal,
  ) => Promise<{ readonly machine: Machine; readonly address: MachineAddress }>;
  readonly access: Pick<MachineAccess, 'check'>;
  readonly pace?: ReachPace;
  readonly now: () => number;
}

/** Pauses in ms. */
export interface ReachPace {
  /** Between two tries. */
  readonly againMs: number;
  /** How long something may be in the way that passes by itself after a start. */
  readonly patienceMs: number;
  /** How long the cloud may take to start a machine. */
  readonly startMs: number;
  /** So long after its creation a machine may still be making its users and keys. */
  readonly freshMs: number;
}

export const defaultReachPace: ReachPace = {
  againMs: 3_000,
  patienceMs: 2 * 60_000,
  startMs: 5 * 60_000,
  freshMs: 15 * 60_000,
};

/**
 * A machine that has just started runs some time before it lets anybody in: waits for that, as long as it is worth it.
 * @returns where it was reached
 * @throws AppError that names the hop which is in the way, at once when waiting would not help
 */
export async function reachMachine(
  { look, access, pace = defaultReachPace, now }: ReachNeeds,
  report: (text: string) => void,
  signal: AbortSignal,
): Promise<MachineAddress> {
  const begun = now();
  let runningSince: number | undefined;
  for (;;) {
    const { machine, address } = await look(signal);
    const starting = isStarting(machine);
    if (!starting) runningSince ??= now();
    if (starting) {
      if (now() - begun >= pace.startMs) throw stillStarting(machine, now() - begun);
      report(`${machine.name} is ${machine.state}`);
    } else {
      try {
        await access.check(address, report, signal);
        return address;
      } catch (error) {
        if (!isAppError(error)) throw error;
        const waited = now() - (runningSince ?? begun);
        const patience = patienceWith(error, machine, pace, now());
        if (waited >= patience) throw waited === 0 ? error : afterWaiting(error, waited);
        const left = seconds(patience - waited);
        report(`${machine.name} does not let anybody in yet (${hopOf(error)}), waits ${left} more`);
      }
    }
    await wait(pace.againMs, signal);
  }
}

function isStarting({ state }: Machine): boolean {
  return state === 'provisioning' || state === 'starting' || state === 'restarting';
}

/** How long it makes sense to wait for this to pass by itself, ms. */
function patienceWith(error: AppError, machine: Machine, pace: ReachPace, now: number): number {
  const running = machine.state === 'running';
  const fresh = machine.createdAt !== undefined && now - machine.createdAt < pace.freshMs;
  switch (error.code ?? '') {
    case 'refused':
    case 'no-ssh':
    case 'reset':
      return pace.patienceMs;
    case 'no-address':
      return running ? pace.patienceMs : 0;
    // Also what a security group that keeps us out looks like.
    case 'timeout':
      return pace.patienceMs / 2;
    // Users and host keys are made at the first start only.
    case 'auth':
    case 'no-host-key':
      return fresh ? pace.patienceMs : 0;
    default:
      return 0;
  }
}

function hopOf(error: AppError): string {
  const words: Partial<Record<string, string>> = {
    refused: 'nothing listens on its port',
    'no-ssh': 'SSH does not answer',
    reset: 'the connection was cut',
    'no-address': 'it has no public address',
    timeout: 'no answer from its port',
    auth: 'the key is not known there',
    'no-host-key': 'its console shows no host key',
  };
  return words[error.code ?? ''] ?? error.message;
}

function afterWaiting(error: AppError, waited: number): AppError {
  const { cause, code, detail, fix } = error;
  const message = `${error.message} It was tried for ${seconds(waited)}.`;
  return new AppError(error.kind, message, { cause, code, detail, fix });
}

function stillStarting({ name, state }: Machine, waited: number): AppError {
  return new AppError(
    'conflict',
    `“${name}” is still ${state} after ${seconds(waited)}. Look at it in the console, or try again later.`,
    { fix: 'retry' },
  );
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1_000)} s`;
}
