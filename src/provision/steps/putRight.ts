import { type StepContext } from '../step';
import { type Change, operationSlot, perform } from './perform';
import { type CloudTools } from './tools';

/**
 * Makes a change where something is not as it should be. A change of an earlier run whose answer was lost is not made
 * again when it is seen to have been carried out; one that was made and undone since is made anew.
 */
export async function putRight(
  context: StepContext,
  tools: CloudTools,
  needed: boolean,
  change: Change,
  signal: AbortSignal,
): Promise<void> {
  const { name } = change;
  const written = `${name}.written`;
  if (!needed) {
    if (context.hasKey(name)) await context.record({ [written]: 'yes' });
    return;
  }
  if (context.recorded[written] !== undefined) {
    await context.forget([name, operationSlot(name), written]);
  }
  await perform(context, tools, change, signal);
  await context.record({ [written]: 'yes' });
}
