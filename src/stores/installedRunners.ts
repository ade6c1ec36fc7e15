import { type RunnerId } from '../model/ids';
import { type KnownRunners } from '../provision/ownRunners';
import { type Memory } from './memory';

/** Which runners were installed on which machine from here: proof enough to sign them off with the machine. */
export class InstalledRunners implements KnownRunners {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  of(machine: string, gitlabUrl: string): readonly RunnerId[] {
    // By hand: the schema library would be loaded with the editor.
    const known = this.#memory.get(key(machine, gitlabUrl));
    return Array.isArray(known) && known.every(Number.isSafeInteger) ? (known as RunnerId[]) : [];
  }

  async add(machine: string, gitlabUrl: string, runner: RunnerId): Promise<void> {
    const next = [...new Set([...this.of(machine, gitlabUrl), runner])];
    await this.#memory.set(key(machine, gitlabUrl), next);
  }

  async forget(machine: string, gitlabUrl: string): Promise<void> {
    await this.#memory.set(key(machine, gitlabUrl), undefined);
  }
}

function key(machine: string, gitlabUrl: string): string {
  return `runners ${machine} ${gitlabUrl}`;
}
