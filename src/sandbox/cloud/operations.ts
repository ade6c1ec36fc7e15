import { createHash } from 'node:crypto';
import { type Operation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import type * as z from 'zod';
import { wait } from '../../base/wait';
import { type Faults } from '../faults';
import { type Subject } from './access/access';
import { type ScaledClock } from './context';
import { unpackRow } from './pack';
import { type OperationRow, type PackedRow } from './rows';
import { type Call, shortName } from './wire/implement';
import { CloudError, codeName, codes, unmet } from './wire/status';
import { type CloudWorld, findById, newId } from './world';

/** A kind of work that goes on after its call was answered, and after a restart of the sandbox. */
export interface Work<Args> {
  /** `vpc.network.create`; kept on disk, so it does not change. */
  readonly kind: string;
  readonly args: z.ZodType<Args>;
  /** Makes the result true and answers it. A CloudError fails the operation. */
  readonly finish: (
    args: Args,
    row: OperationRow,
    signal: AbortSignal,
  ) => PackedRow | Promise<PackedRow>;
  /** Takes back what the call began, when the work failed or was cancelled. */
  readonly undo: (args: Args) => void | Promise<void>;
  /** How long taking back lasts, ms at speed 1. */
  readonly undoMs: number;
  /** Whether `OperationService.cancel` can stop it. */
  readonly cancellable?: boolean;
}

export interface Begun<Args> {
  readonly work: Work<Args>;
  readonly args: Args;
  readonly description: string;
  readonly folderId: string;
  readonly resourceId: string;
  /** At speed 1. */
  readonly ms: number;
  readonly metadata: PackedRow;
}

/** How a service words that something else is going on: both are seen in the wild. */
export type ConflictWording = 'plain' | 'quoted';

interface AnyWork {
  finish(row: OperationRow, signal: AbortSignal): Promise<PackedRow>;
  undo(row: OperationRow): Promise<void>;
  readonly undoMs: number;
  readonly cancellable: boolean;
}

/** Asynchronous operations: accepted at once, done later, the same after a restart. */
export class Operations {
  readonly #works = new Map<string, AnyWork>();
  readonly #running = new Map<string, AbortController>();
  readonly #tasks = new Set<Promise<void>>();

  constructor(
    private readonly world: CloudWorld,
    private readonly clock: ScaledClock,
    private readonly faults: Faults,
    private readonly stopping: AbortSignal,
    private readonly onCrash: (error: unknown) => void,
  ) {}

  register<Args>(work: Work<Args>): Work<Args> {
    this.#works.set(work.kind, {
      finish: async (row, signal) => work.finish(work.args.parse(row.args), row, signal),
      undo: async (row) => work.undo(work.args.parse(row.args)),
      undoMs: work.undoMs,
      cancellable: work.cancellable ?? false,
    });
    return work;
  }

  /**
   * The operation of an earlier call with the same idempotency key, whatever became of its resource since.
   * @throws CloudError INVALID_ARGUMENT when that was another request
   */
  repeated(call: Call, subject: Subject): Operation | undefined {
    const idempotency = idempotencyOf(call, subject);
    const earlier = idempotency && this.#earlier(idempotency);
    return earlier && presentOperation(earlier);
  }

  /** Begins a new operation: `begin` checks the request, writes its first rows and says what goes on. */
  run<Args>(call: Call, subject: Subject, begin: () => Begun<Args>): Operation {
    const idempotency = idempotencyOf(call, subject);
    const begun = begin();
    const now = this.clock.now();
    const fault = this.faults.take('operation', shortName(call.method), call.method);
    const row: OperationRow = {
      id: newId(call.method.startsWith('vpc') ? 'enp' : 'fhm'),
      kind: begun.work.kind,
      description: begun.description,
      method: call.method,
      folderId: begun.folderId,
      resourceId: begun.resourceId,
      createdAt: now,
      createdBy: subject.id,
      modifiedAt: now,
      endsAt: now + begun.ms / this.clock.speed,
      stage: 'working',
      cancellable: begun.work.cancellable ?? false,
      metadata: begun.metadata,
      args: begun.args,
      ...(fault?.kind === 'status'
        ? {
            doom: {
              code: codes[codeName(fault.status)],
              message: fault.message ?? 'Failed on demand',
            },
          }
        : {}),
      ...(idempotency ? { idempotency } : {}),
    };
    this.world.tables.operations.push(row);
    this.world.changed();
    this.#drive(row);
    return presentOperation(row);
  }

  /** Goes on with what was running when the sandbox was stopped. */
  resume(): void {
    for (const row of this.world.tables.operations) {
      if (row.stage !== 'done') this.#drive(row);
    }
  }

  runningOn(resourceId: string): OperationRow | undefined {
    return this.world.tables.operations.find(
      (row) => row.stage !== 'done' && row.resourceId === resourceId,
    );
  }

  /** @throws CloudError FAILED_PRECONDITION while another operation works on the resource */
  refuseBusy(resourceId: string, wording: ConflictWording): void {
    const other = this.runningOn(resourceId);
    if (!other) return;
    throw unmet(
      wording === 'plain'
        ? `Conflicting operation ${other.id} detected`
        : `conflicting operation "${other.id}" detected`,
    );
  }

  /** @throws CloudError when it is done or cannot be cancelled */
  cancel(row: OperationRow): void {
    if (row.stage !== 'working' || !row.cancellable) {
      throw unmet(`Operation ${row.id} cannot be cancelled`);
    }
    this.#running.get(row.id)?.abort(new CloudError('CANCELLED', 'Operation was cancelled'));
    this.#fail(row, new CloudError('CANCELLED', 'Operation was cancelled'));
  }

  /** Resolves when nothing runs any more; for use after `stopping` was aborted. */
  async settled(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.allSettled(this.#tasks);
  }

  #earlier(wanted: NonNullable<OperationRow['idempotency']>): OperationRow | undefined {
    const earlier = this.world.tables.operations.find(
      (row) =>
        row.idempotency?.key === wanted.key && row.idempotency.subjectId === wanted.subjectId,
    );
    if (earlier && earlier.idempotency?.requestDigest !== wanted.requestDigest) {
      throw new CloudError(
        'INVALID_ARGUMENT',
        `Idempotency key ${wanted.key} was already used with another request`,
      );
    }
    return earlier;
  }

  #drive(row: OperationRow): void {
    const stop = new AbortController();
    this.#running.set(row.id, stop);
    const signal = AbortSignal.any([stop.signal, this.stopping]);
    const task = this.#work(row, signal)
      .catch((error: unknown) => {
        if (!this.stopping.aborted) this.onCrash(error);
      })
      .finally(() => {
        this.#running.delete(row.id);
        this.#tasks.delete(task);
      });
    this.#tasks.add(task);
  }

  async #work(row: OperationRow, signal: AbortSignal): Promise<void> {
    const work = this.#works.get(row.kind);
    if (!work) throw new Error(`Nobody knows how to finish ${row.kind}.`);
    if (row.stage === 'working') {
      try {
        await this.#until(row.endsAt, signal);
        if (row.doom) throw new CloudError(codeName(row.doom.code), row.doom.message);
        const response = await work.finish(row, signal);
        Object.assign(row, { response, stage: 'done', modifiedAt: this.clock.now() });
        this.world.changed();
        return;
      } catch (error) {
        // At a stop of the sandbox the operation stays as it is and goes on at the next start.
        if (this.stopping.aborted) return;
        if (!signal.aborted) this.#fail(row, this.#asCloudError(error));
      }
    }
    await this.#until(row.endsAt, this.stopping);
    await work.undo(row);
    Object.assign(row, { stage: 'done', modifiedAt: this.clock.now() });
    this.world.changed();
  }

  /** The error shows at once; the operation is done only when its work was taken back. */
  #fail(row: OperationRow, error: CloudError): void {
    const undoMs = this.#works.get(row.kind)?.undoMs ?? 0;
    row.error = {
      code: codes[error.code],
      message: error.message,
      details: error.details.map(({ typeUrl, value }) => ({
        typeUrl,
        value: value.toString('base64'),
      })),
    };
    row.stage = 'rolling-back';
    row.modifiedAt = this.clock.now();
    row.endsAt = this.clock.now() + undoMs / this.clock.speed;
    this.world.changed();
  }

  #asCloudError(error: unknown): CloudError {
    if (error instanceof CloudError) return error;
    this.onCrash(error);
    return new CloudError('INTERNAL', 'Internal error');
  }

  async #until(time: number, signal: AbortSignal): Promise<void> {
    await wait(Math.max(0, time - this.clock.now()), signal);
  }
}

export function operationById(world: CloudWorld, id: string): OperationRow {
  const row = findById(world.tables.operations, id);
  if (!row) throw new CloudError('NOT_FOUND', `Operation ${id} not found`);
  return row;
}

export function presentOperation(row: OperationRow): Operation {
  return {
    id: row.id,
    description: row.description,
    createdAt: new Date(row.createdAt),
    createdBy: row.createdBy,
    modifiedAt: new Date(row.modifiedAt),
    done: row.stage === 'done',
    metadata: unpackRow(row.metadata),
    ...(row.error
      ? { error: { ...row.error, details: row.error.details.map(unpackRow) } }
      : row.response && { response: unpackRow(row.response) }),
  };
}

function idempotencyOf(call: Call, subject: Subject): OperationRow['idempotency'] {
  if (call.idempotencyKey === undefined) return undefined;
  const digest = createHash('sha256').update(call.method).update('\0').update(call.bytes);
  return {
    key: call.idempotencyKey,
    subjectId: subject.id,
    requestDigest: digest.digest('hex'),
  };
}
