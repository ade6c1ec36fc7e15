import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Labels } from '../../../src/model/cloud';
import { wait } from '../../../src/base/wait';
import { type Change, counts, type SavedPlan } from './change';
import { faults } from './faults';
import { openProvider } from './openProvider';
import { type Provider } from './provider';
import { drop, lock, readState, type State, unlock, writeState } from './state';
import { diagnose, hook, say } from './words';

const interrupt = new AbortController();
let interrupts = 0;

/** The first lets what is under way come to its end; the second ends it, with the lock still held. */
export function listenForInterrupts(): void {
  process.on('SIGINT', () => {
    interrupts++;
    if (interrupts > 1) {
      say({ type: 'log', '@message': 'Two interrupts received. Exiting immediately.' });
      process.exit(1);
    }
    say({
      type: 'log',
      '@message': '\nInterrupt received.\nPlease wait for Terraform to exit.\n',
    });
    interrupt.abort();
  });
}

/** Does what a saved plan says. */
export async function apply(file: string): Promise<number> {
  say({ type: 'version', terraform: '1.11.4', ui: '1.2' });
  const { serial, changes } = JSON.parse(await readFile(file, 'utf8')) as SavedPlan;
  const held = await lock('OperationTypeApply');
  if (held !== undefined) {
    diagnose('Error acquiring the state lock', held);
    return 1;
  }
  const state = await readState();
  if (state.serial !== serial) {
    await unlock();
    diagnose('Saved plan is stale', 'The given plan file can no longer be applied.');
    return 1;
  }
  const works = await openProvider(state);
  let failed = false;
  for (const change of changes) {
    if (failed || interrupt.signal.aborted) break;
    failed = !(await perform(change, state, works));
    // After each, as Terraform does: whoever is ended at once keeps what was done before.
    await writeState(state);
  }
  await unlock();
  if (failed || interrupt.signal.aborted) {
    if (interrupt.signal.aborted) diagnose('execution halted', '');
    return 1;
  }
  say({ type: 'change_summary', changes: { ...counts(changes), operation: 'apply' } });
  say({ type: 'outputs', outputs: {} });
  return 0;
}

/** @returns false when it failed */
async function perform(change: Change, state: State, works: Provider): Promise<boolean> {
  const { address, type, actions, after, before, importing } = change;
  const keep = (id: string): void => {
    state.resources[address] = { type, id, values: withoutId(after ?? {}) };
  };
  if (importing !== undefined) keep(importing);
  const parts = actions.filter((action) => action !== 'no-op');
  for (const action of parts) {
    say({ type: 'apply_start', ...hook(address, action) });
    try {
      const pause = faults.slow?.[address];
      if (pause !== undefined) {
        say({ type: 'apply_progress', ...hook(address, action, { elapsed_seconds: 1 }) });
        await wait(pause, interrupt.signal);
      }
      while (faults.hold === address && !existsSync('go')) await wait(50, interrupt.signal);
      const reason = faults.fail?.[address];
      if (reason !== undefined) throw new Error(reason);
      if (action === 'create') {
        const id = await works.create({ address, type, values: after ?? {} });
        while (faults.stuck === address) await wait(1_000, new AbortController().signal);
        if (faults.die === address) process.kill(process.pid, 'SIGKILL');
        keep(id);
        say({
          type: 'apply_complete',
          ...hook(address, action, { id_key: 'id', id_value: id, elapsed_seconds: 1 }),
        });
      } else if (action === 'delete') {
        await works.delete(type, change.id ?? '', before ?? {});
        drop(state, address);
        say({ type: 'apply_complete', ...hook(address, action, { elapsed_seconds: 1 }) });
      } else {
        const labels = after?.['labels'];
        if (labels) await works.update(type, change.id ?? '', labels as Labels);
        keep(change.id ?? '');
        say({
          type: 'apply_complete',
          ...hook(address, action, { id_key: 'id', id_value: change.id, elapsed_seconds: 1 }),
        });
      }
    } catch (error) {
      say({ type: 'apply_errored', ...hook(address, action, { elapsed_seconds: 1 }) });
      diagnose(error instanceof Error ? error.message : 'odd', '', address);
      return false;
    }
  }
  return true;
}

function withoutId({
  id: _id,
  ...values
}: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return values;
}
