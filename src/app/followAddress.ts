import { type Disposable } from '../base/disposable';
import { resourcesOf } from '../model/environment';
import { type MachineAccess } from '../model/ports/machine';
import { type EnvironmentStore } from '../stores/environmentStore';
import { type Memory, textFrom } from '../stores/memory';

export interface FollowNeeds {
  readonly environment: EnvironmentStore;
  readonly memory: Memory;
  readonly access: () => Promise<MachineAccess>;
  readonly report: (error: unknown) => void;
}

/**
 * A machine with a dynamic address has another one after each start, whoever started it: `ssh <machine>` goes on
 * working. Its host keys are kept by the machine's id, so they hold for any address.
 */
export function followAddress({ environment, memory, access, report }: FollowNeeds): Disposable {
  return environment.onDidChange(() => {
    const machine = resourcesOf(environment.current)?.machine;
    const address = machine?.publicAddress;
    if (!machine || address === undefined) return;
    const key = `machine.address ${machine.id}`;
    const before = textFrom(memory, key);
    if (before === address) return;
    const follow = async (): Promise<void> => {
      await memory.set(key, address);
      if (before === undefined) return;
      await (await access()).moveAlias(machine.name, address, AbortSignal.timeout(10_000));
    };
    follow().catch(report);
  });
}
