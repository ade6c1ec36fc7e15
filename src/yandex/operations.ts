import { type Operation as WireOperation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import { OperationServiceService } from '@yandex-cloud/nodejs-sdk/operation/operation_service';
import { AppError, isAppError } from '../base/errors';
import { wait } from '../base/wait';
import { type Operation, type Settled } from '../model/cloud';
import { type OperationId } from '../model/ids';
import { type Calls } from './calls';
import { codeName, refused } from './errors';
import { toOperation } from './mapOperation';
import { parseDetails } from './statusDetails';

export interface PollPace {
  /** First and shortest pause between two looks, ms. */
  readonly minMs: number;
  /** Longest pause, ms; reached slowly, so that a short operation is not overslept. */
  readonly maxMs: number;
  /** How long the operation service may be out of reach before the wait is given up, ms. */
  readonly patienceMs: number;
}

export const defaultPace: PollPace = { minMs: 1_000, maxMs: 5_000, patienceMs: 10 * 60_000 };

/** Waiting for the cloud's long work. The SDK's own helper can wait for ever and loses error codes. */
export class Operations {
  readonly #calls: Pick<Calls, 'read'>;
  readonly #pace: PollPace;
  readonly #now: () => number;

  constructor(calls: Pick<Calls, 'read'>, pace: PollPace, now: () => number) {
    this.#calls = calls;
    this.#pace = pace;
    this.#now = now;
  }

  async settle(
    id: OperationId,
    signal: AbortSignal,
    onPoll?: (operation: Operation) => void,
  ): Promise<Settled> {
    const begun = this.#now();
    let silentMs = 0;
    let looked = begun;
    for (;;) {
      const operation = await this.#get(id, signal).catch((error: unknown) => {
        const passing = isAppError(error, 'unreachable', 'rate-limited', 'remote');
        // A single look cannot take long: the computer was asleep meanwhile, and the cloud not silent.
        silentMs += Math.min(this.#now() - looked, this.#pace.patienceMs / 10);
        if (!passing || silentMs > this.#pace.patienceMs) throw error;
      });
      looked = this.#now();
      if (operation !== undefined) {
        silentMs = 0;
        const read = toOperation(operation);
        // An error before `done` means that the cloud is still taking back what it did.
        if (read.done) return ended(operation, read);
        onPoll?.(read);
      }
      await wait(this.#pause(this.#now() - begun), signal);
    }
  }

  async settleConflict(error: unknown, signal: AbortSignal): Promise<boolean> {
    const id = conflictingOperation(error);
    if (id === undefined) return false;
    try {
      // How it ended is not our concern, only that it did.
      await this.settle(id, signal);
    } catch (failure) {
      // We may have no right to look at somebody else's operation.
      if (!isAppError(failure, 'forbidden', 'not-found')) throw failure;
      await wait(this.#pace.maxMs, signal);
    }
    return true;
  }

  #get(id: OperationId, signal: AbortSignal): Promise<WireOperation> {
    const purpose = { doing: `look at operation “${id}”` };
    return this.#calls.read(OperationServiceService.get, { operationId: id }, purpose, signal);
  }

  /** 3 % of the time already waited, so that the last pause costs little against the work itself. */
  #pause(waitedMs: number): number {
    return Math.min(this.#pace.maxMs, Math.max(this.#pace.minMs, waitedMs * 0.03));
  }
}

/** Two wordings are known: `Conflicting operation d9p… detected` and `conflicting operation "d9p…" detected`. */
export function conflictingOperation(error: unknown): OperationId | undefined {
  if (!(error instanceof AppError)) return undefined;
  const found = /conflicting operation "?([a-z0-9]+)"? detected/i.exec(
    `${error.detail ?? ''} ${error.message}`,
  );
  return found?.[1] as OperationId | undefined;
}

function ended(wire: WireOperation, operation: Operation): Settled {
  if (wire.error === undefined || wire.error.code === 0) return { kind: 'done', operation };
  const error = refused(
    {
      code: codeName(wire.error.code),
      message: wire.error.message,
      details: parseDetails(wire.error.details),
      ids: `operation ${wire.id}`,
      cause: undefined,
    },
    { doing: decapitalize(operation.description) || 'finish the operation' },
  );
  return { kind: 'failed', operation, error };
}

/** `Create network` continues a sentence as `create network`. */
function decapitalize(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
