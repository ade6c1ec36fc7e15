import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { type Change, counts, type SavedPlan } from './change';
import { readConfiguration, type Wanted } from './configuration';
import { faults } from './faults';
import { openProvider } from './openProvider';
import { type Provider } from './provider';
import { drop, type Kept, lock, readState, type State, unlock } from './state';
import { diagnose, hook, say } from './words';

/** What `init` leaves behind. */
export const ready = '.terraform/ready';

/** Reads what is there again, compares it with the configuration and saves what would have to be done. */
export async function plan(out: string, destroy: boolean): Promise<number> {
  say({ type: 'version', terraform: '1.11.4', ui: '1.2' });
  if (!existsSync(ready)) {
    diagnose('Inconsistent dependency lock file', 'To make the selections, run: terraform init');
    return 1;
  }
  if (!(await readdir('.')).some((name) => name.endsWith('.tf'))) {
    diagnose('No configuration files', 'Plan requires configuration to be present.');
    return 1;
  }
  const held = await lock('OperationTypePlan');
  if (held !== undefined) {
    diagnose('Error acquiring the state lock', held);
    return 1;
  }
  try {
    const state = await readState();
    const configuration = await readConfiguration('.');
    const works = await openProvider(state);
    for (const [address, kept] of Object.entries(state.resources)) {
      say({ type: 'refresh_start', ...hook(address, '', { id_value: kept.id }) });
      if (!(await works.read(kept.type, kept.id))) {
        drop(state, address);
        say({ type: 'resource_drift', change: { resource: { addr: address }, action: 'delete' } });
      }
      say({ type: 'refresh_complete', ...hook(address, '', { id_value: kept.id }) });
    }
    if (faults.tells) {
      say({
        type: 'diagnostic',
        diagnostic: { severity: 'warning', summary: 'Told', detail: process.env['YC_TOKEN'] ?? '' },
      });
    }
    const changes = destroy
      ? destructions(state)
      : await Promise.all([
          ...configuration.wanted.map((wanted) =>
            changeFor(wanted, state, configuration.imports, works),
          ),
          ...Object.entries(state.resources)
            .filter(([address]) => !configuration.wanted.some((one) => one.address === address))
            .map(([address, kept]) => Promise.resolve(destruction(address, kept, true))),
        ]);
    const read = await readState();
    const made: SavedPlan = { serial: read.serial, variables: configuration.variables, changes };
    await writeFile(out, JSON.stringify(made));
    tellPlan(changes);
    return 0;
  } finally {
    await unlock();
  }
}

function tellPlan(changes: readonly Change[]): void {
  const moving = changes.filter(({ actions }) => actions[0] !== 'no-op');
  for (const { address, actions } of moving) {
    const action = actions.length > 1 ? 'replace' : actions[0];
    say({ type: 'planned_change', change: { resource: { addr: address }, action } });
  }
  say({ type: 'change_summary', changes: { ...counts(changes), operation: 'plan' } });
}

async function changeFor(
  wanted: Wanted,
  state: State,
  imports: ReadonlyMap<string, string>,
  works: Provider,
): Promise<Change> {
  const { address, type, values } = wanted;
  const kept = state.resources[address];
  const importing = kept ? undefined : imports.get(address);
  if (importing !== undefined) {
    const there = await works.read(type, importing);
    if (!there) throw new Error(`Cannot import non-existent remote object: ${importing}`);
    const before = {
      ...values,
      id: importing,
      ...(values['labels'] ? { labels: there.labels } : {}),
    };
    const after = { ...values, id: importing };
    const same = JSON.stringify(before) === JSON.stringify(after);
    return {
      address,
      type,
      actions: [same ? 'no-op' : 'update'],
      before,
      after,
      importing,
      id: importing,
    };
  }
  if (!kept) return { address, type, actions: ['create'], before: null, after: values };
  const before: Readonly<Record<string, unknown>> = { ...kept.values, id: kept.id };
  const after: Readonly<Record<string, unknown>> = { ...values, id: kept.id };
  const common = { address, type, before, after, id: kept.id };
  if (kept.tainted)
    return {
      ...common,
      actions: ['delete', 'create'],
      after: values,
      reason: 'replace_because_tainted',
    };
  const fixed = ['zone', 'platform_id', 'admin_email', 'domain'];
  const forces = fixed.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (forces)
    return {
      ...common,
      actions: ['delete', 'create'],
      after: values,
      reason: 'replace_because_cannot_update',
    };
  const same = JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
  return { ...common, actions: [same ? 'no-op' : 'update'] };
}

function sorted(values: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(values).sort(([a], [b]) => a.localeCompare(b));
}

function destructions(state: State): Change[] {
  return Object.entries(state.resources)
    .reverse()
    .map(([address, kept]) => destruction(address, kept, false));
}

function destruction(address: string, { type, id, values }: Kept, orphan: boolean): Change {
  return {
    address,
    type,
    actions: ['delete'],
    before: { ...values, id },
    after: null,
    id,
    ...(orphan && { reason: 'delete_because_no_resource_config' }),
  };
}
