import { isAppError, throwIfAborted } from '../../base/errors';
import { withGrace } from '../../base/wait';
import { finished, type Operation } from '../../model/cloud';
import { type Outputs } from '../../model/journal';
import { type StepContext } from '../step';
import { type CloudTools } from './tools';

export interface Change {
  /** Names the key and the operation in the journal. */
  readonly name: string;
  readonly call: (key: string, signal: AbortSignal) => Promise<Operation>;
  /** What to write down of the cloud's first answer, beside the operation. */
  readonly learn?: (operation: Operation) => Outputs;
  /** Outputs that are void when the operation fails. */
  readonly learned?: readonly string[];
  /** Names it in notes and while one waits for its answer. */
  readonly doing: string;
  /** Shown beside the step's title while it goes on; `doing` otherwise. */
  readonly shown?: string;
}

/** Another operation may come in between again and again; not for ever. */
const maxConflicts = 20;

/**
 * Makes one change and waits for it: key on disk before the call, operation on disk before the wait. Any later
 * attempt goes on from there. A failed operation is forgotten, so that the next attempt makes a new one.
 */
export async function perform(
  context: StepContext,
  tools: CloudTools,
  change: Change,
  signal: AbortSignal,
): Promise<void> {
  const { cloud } = tools;
  const slot = operationSlot(change.name);
  const forget = (): Promise<void> =>
    context.forget([change.name, slot, ...(change.learned ?? [])]);
  for (;;) {
    const known = context.recorded[slot];
    const id = known ?? (await begin(context, tools, change, signal));
    context.report({ text: change.shown ?? change.doing });
    try {
      const settled = await cloud.settle(id as Operation['id'], signal);
      if (settled.kind === 'failed') await forget();
      finished(settled);
      return;
    } catch (error) {
      // The cloud keeps operations for some weeks only; the change itself has to be looked at afresh.
      const expired = known !== undefined && isAppError(error, 'not-found');
      if (!expired || context.recorded[slot] === undefined) throw error;
      await forget();
    }
  }
}

export function operationSlot(name: string): string {
  return `${name}.operation`;
}

async function begin(
  context: StepContext,
  tools: CloudTools,
  change: Change,
  signal: AbortSignal,
): Promise<string> {
  const key = await context.key(change.name);
  throwIfAborted(signal);
  context.report({ text: change.shown ?? change.doing });
  for (let conflicts = 0; ; conflicts++) {
    try {
      const operation = await answered(context, tools, change, key, signal);
      await context.record(
        { [operationSlot(change.name)]: operation.id, ...change.learn?.(operation) },
        `operation ${operation.id} accepted`,
      );
      return operation.id;
    } catch (error) {
      if (conflicts >= maxConflicts || !(await tools.cloud.settleConflict(error, signal)))
        throw error;
    }
  }
}

/**
 * Once a call is on its way its answer is worth waiting for, but not for long on a dead network: the key is on disk,
 * so that the same call can be made again and makes nothing twice.
 */
async function answered(
  context: StepContext,
  { pace }: CloudTools,
  { call, doing }: Change,
  key: string,
  signal: AbortSignal,
): Promise<Operation> {
  try {
    return await withGrace(
      (s) => call(key, s),
      pace.answerMs,
      signal,
      () => context.report({ text: `stopping, waits for the answer to ${doing}` }),
    );
  } catch (error) {
    if (isAppError(error, 'cancelled')) {
      await context.note(
        `stopped before ${doing} was answered; resuming finds out what came of it`,
      );
    }
    throw error;
  }
}
