import { AppError, isAppError } from '../../base/errors';
import { wait } from '../../base/wait';
import { isOursAlone, type Operation } from '../../model/cloud';
import { noRecord, type Stack, type StepRecord } from '../../model/journal';
import { whyLeftAlone } from '../../model/leftAlone';
import { type Journal } from '../journal';
import { type Runners } from '../runners';
import { type Step, type StepContext } from '../step';
import { byId, type LookUp, type Resource } from './lookUp';
import { operationSlot, perform } from './perform';
import { type CloudTools } from './tools';

export interface DestroyTools extends CloudTools {
  readonly journal: Pick<Journal<Stack['header']>, 'state' | 'forget'>;
  /** Undefined where no GitLab is known. */
  readonly runners?: Runners | undefined;
}

export interface Deletion<R extends Resource> extends LookUp<R> {
  /** The step that made it, and its label. */
  readonly component: string;
  readonly what: string;
  readonly name: string;
  readonly after: readonly string[];
  readonly expectedMs: number;
  readonly remove: (id: R['id'], key: string, signal: AbortSignal) => Promise<Operation>;
  /** What has to happen before, such as taking a protection off. */
  readonly before?: (resource: R, context: StepContext, signal: AbortSignal) => Promise<void>;
  /** Names what is in the way when the cloud says “in use” for good. */
  readonly holders?: (resource: R, signal: AbortSignal) => Promise<readonly string[]>;
  /** Steps of the create run that are void with it. */
  readonly forgets?: readonly string[];
}

/**
 * Deletes one resource when it is in the journal and carries our label, both. Records `result`: `deleted`,
 * `gone`, `kept` or `nothing`.
 */
export function deletionStep<R extends Resource>(tools: DestroyTools, deletion: Deletion<R>): Step {
  return {
    id: deletion.component,
    title: deletion.what,
    after: deletion.after,
    expectedMs: deletion.expectedMs,
    async run(context, signal) {
      const result = await deleteOurs(context, tools, deletion, signal);
      await context.record({ result });
    },
  };
}

async function deleteOurs<R extends Resource>(
  context: StepContext,
  tools: DestroyTools,
  deletion: Deletion<R>,
  signal: AbortSignal,
): Promise<string> {
  const { journal } = tools;
  const { component, what } = deletion;
  const forget = (): Promise<void> =>
    journal.forget('create', [component, ...(deletion.forgets ?? [])]);
  const record = journal.state.runs.create[component] ?? noRecord;
  if (record.outputs['origin'] === 'existing') return 'kept';
  await settleCreation(record, tools, signal);

  const resource = await findOurs(record, tools, deletion, signal);
  if (resource === undefined) {
    const known = record.outputs['id'] !== undefined;
    await forget();
    return known ? 'gone' : 'nothing';
  }
  const leftAlone = whyLeftAlone(journal.state, component, resource);
  if (leftAlone !== undefined) {
    const why = leftAlone === 'lost' ? 'has lost our label' : 'belongs to Terraform by its label';
    await context.note(`${what} ${why} and is left alone`);
    return 'kept';
  }
  await deletion.before?.(resource, context, signal);
  await removeWhenFree(context, tools, deletion, resource, signal);
  await forget();
  return 'deleted';
}

/** What is still being made cannot be deleted yet; how its making ends does not matter. */
async function settleCreation(
  record: StepRecord,
  { cloud }: DestroyTools,
  signal: AbortSignal,
): Promise<void> {
  const operation = record.outputs[operationSlot('create')];
  if (operation === undefined || record.state === 'done') return;
  try {
    await cloud.settle(operation as Operation['id'], signal);
  } catch (error) {
    if (!isAppError(error, 'not-found')) throw error;
  }
}

async function findOurs<R extends Resource>(
  record: StepRecord,
  { blueprint, pace }: DestroyTools,
  deletion: Deletion<R>,
  signal: AbortSignal,
): Promise<R | undefined> {
  const { id } = record.outputs;
  const { component, name } = deletion;
  const { folderId, stackId } = blueprint;
  // Without an id there has to be a key: proof that we asked for it.
  if (id === undefined && record.keys['create'] === undefined) return undefined;
  if (id !== undefined) return byId(deletion, id, folderId, name, signal);
  // What was asked for a moment ago, without an answer, may take some time to show.
  for (let look = 1; ; look++) {
    const there = await deletion.named(folderId, name, signal);
    const ours = there && isOursAlone(there, stackId, component) ? there : undefined;
    if (ours !== undefined || look === looksForUnanswered) return ours;
    await wait(pace.lookMs, signal);
  }
}

const looksForUnanswered = 3;

/** “In use” passes by itself for a while: addresses are given back some time after their holder is gone. */
async function removeWhenFree<R extends Resource>(
  context: StepContext,
  tools: DestroyTools,
  deletion: Deletion<R>,
  resource: R,
  signal: AbortSignal,
): Promise<void> {
  const { pace } = tools;
  let waited = 0;
  const change = {
    name: 'delete',
    call: (key: string, s: AbortSignal) => deletion.remove(resource.id, key, s),
    doing: `deleting ${deletion.what}`,
    shown: 'deleting',
  };
  for (;;) {
    try {
      await perform(context, tools, change, signal);
      return;
    } catch (error) {
      if (isAppError(error, 'not-found')) return;
      if (!isInUse(error)) throw error;
      if (waited >= pace.busyForMs) throw await stillInUse(deletion, resource, error, signal);
      context.report({ text: 'still in use' });
    }
    // A tenth of what was waited already: the last pause costs little against the wait itself.
    const pause = Math.min(Math.max(pace.busyMs, waited / 10), pace.busyMs * 10);
    await wait(pause, signal);
    waited += pause;
  }
}

function isInUse(error: unknown): error is AppError {
  return isAppError(error, 'conflict') && error.code === 'FAILED_PRECONDITION';
}

async function stillInUse<R extends Resource>(
  { what, holders }: Deletion<R>,
  resource: R,
  cause: AppError,
  signal: AbortSignal,
): Promise<AppError> {
  const names = (await holders?.(resource, signal)) ?? [];
  const who = names.length === 0 ? cause.message : `it is used by ${names.join(', ')}.`;
  return new AppError(
    'conflict',
    `Cannot delete the ${what}: ${who} Remove what uses it, then resume.`,
    { cause, code: cause.code, fix: 'resume' },
  );
}
