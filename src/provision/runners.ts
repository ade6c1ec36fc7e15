import { isAppError } from '../base/errors';
import { type Step } from './step';

export interface FoundRunner {
  readonly id: string;
  /** The project or server that it belongs to, in words. */
  readonly where: string;
}

/** The runners that a machine of ours serves in the GitLab that is signed in to. */
export interface Runners {
  /** @param machine id in the cloud. Empty when nobody is signed in */
  of(machine: string, signal: AbortSignal): Promise<readonly FoundRunner[]>;
  /** Deletes them in GitLab. @returns how many */
  unregister(machine: string, signal: AbortSignal): Promise<number>;
}

/**
 * Signs runners off before their machine goes, so that no job waits for them. A GitLab that cannot be asked does not
 * hold up the rest: its runner then shows as offline there.
 */
export function runnersStep(
  runners: Runners,
  machine: { readonly id: string | undefined; readonly name: string },
): Step {
  return {
    id: 'runners',
    title: `Runners of ${machine.name}`,
    after: [],
    expectedMs: 2_000,
    async run(context, signal) {
      context.report({ text: 'signing runners off in GitLab' });
      try {
        const count = machine.id === undefined ? 0 : await runners.unregister(machine.id, signal);
        await context.record({ result: count > 0 ? 'deleted' : 'nothing' });
      } catch (error) {
        if (!isAppError(error) || error.kind === 'cancelled') throw error;
        await context.record(
          { result: 'kept' },
          `the runners could not be signed off and will show as offline: ${error.message}`,
        );
      }
    },
  };
}
