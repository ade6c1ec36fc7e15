import { errorText } from '../../base/errors';
import { type CloudContext } from './context';
import { type InstanceRow } from './rows';
import { type RunningMachine } from '../ports';

type Context = Pick<CloudContext, 'background' | 'machines' | 'stopping' | 'world'>;

/**
 * The machines behind instances. An instance is RUNNING as soon as it is powered; that its system has booted
 * shows on the serial port only, as in the real cloud.
 */
export class Machines {
  readonly #context: Context;
  readonly #running = new Map<string, RunningMachine>();
  readonly #turns = new Map<string, Promise<void>>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Starts to boot, after whatever is still going on with this machine. */
  boot(row: InstanceRow): void {
    const { machines } = this.#context;
    if (!machines?.available.ok) {
      const reason =
        machines?.available.ok === false
          ? machines.available.reason
          : 'the sandbox has no machines';
      row.serialOutput = `[    0.000000] Sandbox machine ${row.name}\nNo SSH here: ${reason}\n`;
      this.#context.world.changed();
      return;
    }
    row.serialOutput = '[    0.000000] Sandbox machine is booting\n';
    void this.#turn(row.id, async () => {
      try {
        const running = await machines.boot(
          {
            id: row.id,
            name: row.fqdn.split('.')[0] ?? row.id,
            metadata: row.metadata,
            address: row.network.nat?.address || '127.0.0.1',
          },
          this.#context.stopping,
        );
        this.#running.set(row.id, running);
      } catch (error) {
        if (this.#context.stopping.aborted) return;
        row.serialOutput += `The machine did not boot: ${errorText(error)}\n`;
        this.#context.world.changed();
      }
    });
  }

  /** Powers off; the files stay. */
  async halt(row: InstanceRow): Promise<void> {
    row.serialOutput = this.serialOutput(row);
    await this.#turn(row.id, async () => {
      this.#running.delete(row.id);
      await this.#context.machines?.halt(row.id);
    });
  }

  async remove(row: InstanceRow): Promise<void> {
    await this.#turn(row.id, async () => {
      this.#running.delete(row.id);
      await this.#context.machines?.remove(row.id);
    });
    this.#turns.delete(row.id);
  }

  serialOutput(row: InstanceRow): string {
    return this.#running.get(row.id)?.serialOutput() ?? row.serialOutput;
  }

  /** One thing at a time per machine. */
  #turn(id: string, work: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(id) ?? Promise.resolve();
    const turn = before.then(work);
    this.#turns.set(
      id,
      turn.catch(() => undefined),
    );
    this.#context.background(() => turn);
    return turn;
  }
}
