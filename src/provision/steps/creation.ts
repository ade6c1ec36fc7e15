import { AppError, isAppError, throwIfAborted } from '../../base/errors';
import {
  isOursAlone,
  type Labels,
  type Operation,
  resourceDescription,
  stackLabels,
} from '../../model/cloud';
import { type FolderId } from '../../model/ids';
import { type StepContext } from '../step';
import { byId, type LookUp, type Resource } from './lookUp';
import { perform } from './perform';
import { type CloudTools } from './tools';

/** How a resource came to be used here. Only the first two are ever deleted. */
export type Origin = 'created' | 'adopted' | 'existing';

export interface Creation<R extends Resource> extends LookUp<R> {
  /** The step and the value of the `component` label. */
  readonly component: string;
  /** `network “net-gitlab”`. */
  readonly what: string;
  readonly name: string;
  readonly create: (
    common: { folderId: FolderId; name: string; description: string; labels: Labels },
    key: string,
    signal: AbortSignal,
  ) => Promise<Operation>;
}

/**
 * Makes sure that the resource is there, and answers it. What was decided in the plan (`origin` and `id` in the
 * journal) is kept to; else it is created, once, whatever happens in between.
 */
export async function ensureCreated<R extends Resource>(
  context: StepContext,
  tools: CloudTools,
  creation: Creation<R>,
  signal: AbortSignal,
): Promise<R> {
  throwIfAborted(signal);
  const { origin } = context.recorded;
  if (origin !== 'existing' && origin !== 'adopted') {
    await create(context, tools, creation, signal);
  }
  return findAgain(context, tools, creation, signal);
}

async function create<R extends Resource>(
  context: StepContext,
  tools: CloudTools,
  creation: Creation<R>,
  signal: AbortSignal,
): Promise<void> {
  const { folderId, stackId } = tools.blueprint;
  const { component, name } = creation;
  const common = {
    folderId,
    name,
    description: resourceDescription,
    labels: stackLabels(stackId, component),
  };
  try {
    await perform(
      context,
      tools,
      {
        name: 'create',
        call: (key, never) => creation.create(common, key, never),
        learn: ({ resourceId }) => ({
          origin: 'created',
          ...(resourceId !== undefined && { id: resourceId }),
        }),
        learned: ['origin', 'id'],
        doing: `creating ${creation.what}`,
        shown: 'creating',
      },
      signal,
    );
  } catch (error) {
    // An answer was lost and the key is no longer known to the cloud: then the resource stands in its own way,
    // by its name, its address range or the quota it uses.
    if (!isAppError(error, 'conflict', 'invalid', 'quota')) throw error;
    const found = await creation.named(folderId, name, signal);
    if (found === undefined || !isOursAlone(found, stackId, component)) throw error;
    await context.record({ origin: 'adopted', id: found.id });
    await context.note(`found again, ${found.id}`);
  }
}

async function findAgain<R extends Resource>(
  context: StepContext,
  { blueprint }: CloudTools,
  creation: Creation<R>,
  signal: AbortSignal,
): Promise<R> {
  const { id } = context.recorded;
  const { folderId, stackId } = blueprint;
  const { name, component } = creation;
  const found =
    id === undefined
      ? await creation.named(folderId, name, signal)
      : await byId(creation, id, folderId, name, signal);
  if (found === undefined || (id === undefined && !isOursAlone(found, stackId, component))) {
    throw new AppError(
      'not-found',
      `The ${creation.what} is not there any more. Plan again to have it made anew.`,
      { fix: 'retry' },
    );
  }
  if (id === undefined) await context.record({ id: found.id });
  return found;
}
