import { isAppError } from '../../base/errors';
import { wait } from '../../base/wait';
import { type MachineId } from '../../model/ids';
import { parseHostKeys } from '../hostKeys';
import { type Step } from '../step';
import { type CloudTools } from './tools';

/**
 * Learns the machine's host keys from its serial console, a way that an impostor on the network cannot touch.
 * Records `fingerprints`, separated by blanks; empty when the console shows none, which is then for the first
 * connection to handle.
 */
export function hostKeyStep(tools: CloudTools): Step {
  const { blueprint, pace } = tools;
  return {
    id: 'host-key',
    title: `Host key of ${blueprint.machine.name}`,
    after: ['machine'],
    expectedMs: 100_000,
    async run(context, signal) {
      const id = context.outputs('machine')['id'] as MachineId;
      context.report({ text: 'reading the serial console' });
      // Pauses are counted, not the clock: a computer that slept has not looked meanwhile.
      for (let waited = 0; waited < pace.hostKeyMs; waited += pace.lookMs) {
        const keys = parseHostKeys(await readConsole(tools, id, signal));
        if (keys !== undefined) {
          const fingerprints = keys.map((key) => key.fingerprint).join(' ');
          await context.record({ fingerprints });
          return;
        }
        await wait(pace.lookMs, signal);
      }
      await context.record({ fingerprints: '' });
      await context.note('the serial console shows no host key');
    },
  };
}

/** A console that is not there yet is an empty one. */
async function readConsole(
  { cloud }: CloudTools,
  id: MachineId,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await cloud.serialOutput(id, signal);
  } catch (error) {
    if (isAppError(error, 'conflict', 'not-found')) return '';
    throw error;
  }
}
