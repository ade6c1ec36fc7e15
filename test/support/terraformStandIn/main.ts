import { existsSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { Secret } from '../../../src/base/secret';
import { wait } from '../../../src/base/wait';
import { type FolderId } from '../../../src/model/ids';
import { defaultRetry } from '../../../src/base/retry';
import { createYandex } from '../../../src/yandex/cloud';
import { readConfiguration, type Wanted } from './configuration';
import { Provider } from './provider';
import {
  drop,
  forceUnlock,
  type Kept,
  lock,
  readState,
  type State,
  unlock,
  writeState,
} from './state';

/** What a test wants to go wrong; `stand-in.json` in the working folder. */
interface Faults {
  readonly version?: string;
  /** The registry cannot be reached. */
  readonly noProvider?: boolean;
  /** Lines that are no events, and events in halves. */
  readonly garbage?: boolean;
  /** Error of an address, instead of making it. */
  readonly fail?: Readonly<Record<string, string>>;
  /** Milliseconds that an address takes longer; an interrupt ends them. */
  readonly slow?: Readonly<Record<string, number>>;
  /** Waits at this address until there is a file `go`. */
  readonly hold?: string;
  /** Killed after the cloud has made it and before the state says so. */
  readonly die?: string;
  /** Prints its token. */
  readonly tells?: boolean;
}

interface Change {
  readonly address: string;
  readonly type: string;
  readonly actions: readonly string[];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly importing?: string;
  readonly reason?: string;
  readonly id?: string;
}

interface Plan {
  readonly serial: number;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly changes: readonly Change[];
}

const faults: Faults = existsSync('stand-in.json')
  ? (JSON.parse(readFileSync('stand-in.json', 'utf8')) as Faults)
  : {};
const ready = '.terraform/ready';
const interrupt = new AbortController();
let interrupts = 0;

process.on('SIGINT', () => {
  interrupts++;
  if (interrupts > 1) {
    say({ type: 'log', '@message': 'Two interrupts received. Exiting immediately.' });
    process.exit(1);
  }
  say({ type: 'log', '@message': '\nInterrupt received.\nPlease wait for Terraform to exit.\n' });
  interrupt.abort();
});

function say(value: object, level = 'info'): void {
  const line = JSON.stringify({
    '@level': level,
    '@message': 'stand-in',
    '@module': 'terraform.ui',
    ...value,
  });
  if (!faults.garbage) return void process.stdout.write(`${line}\n`);
  process.stdout.write('warming up \u0007 {"type":\n');
  const middle = Math.floor(line.length / 2);
  process.stdout.write(line.slice(0, middle));
  process.stdout.write(`${line.slice(middle)}\n`);
}

function diagnose(summary: string, detail: string, address?: string): void {
  say(
    {
      type: 'diagnostic',
      '@message': `Error: ${summary}`,
      diagnostic: { severity: 'error', summary, detail, ...(address && { address }) },
    },
    'error',
  );
}

const hook = (address: string, action: string, more: object = {}) => ({
  hook: { resource: { addr: address }, action, ...more },
});

function cloud() {
  const caFile = process.env['SSL_CERT_FILE'];
  return createYandex({
    endpoint: process.env['YC_ENDPOINT'] ?? '',
    ca: caFile === undefined ? undefined : readFileSync(caFile, 'utf8'),
    credentials: { kind: 'iam-token', token: new Secret(process.env['YC_TOKEN'] ?? '') },
    retry: { ...defaultRetry, firstDelayMs: 5, maxDelayMs: 20 },
    pace: { minMs: 5, maxMs: 20, patienceMs: 10_000 },
    deadlineMs: 5_000,
  });
}

async function provider(state: State): Promise<Provider> {
  const configuration = await readConfiguration('.');
  return new Provider(
    cloud(),
    (process.env['YC_FOLDER_ID'] ?? '') as FolderId,
    configuration,
    (address) => state.resources[address]?.id,
    new AbortController().signal,
  );
}

async function init(): Promise<number> {
  if (faults.noProvider) {
    process.stderr.write(
      'Error: Failed to query available provider packages\n\nCould not retrieve the list of available versions for provider yandex-cloud/yandex: could not connect to registry.terraform.io\n',
    );
    return 1;
  }
  await mkdir('.terraform', { recursive: true });
  await writeFile(ready, '');
  return 0;
}

async function plan(out: string, destroy: boolean): Promise<number> {
  say({ type: 'version', terraform: '1.11.4', ui: '1.2' });
  if (!existsSync(ready)) {
    diagnose('Inconsistent dependency lock file', 'To make the selections, run: terraform init');
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
    const works = await provider(state);
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
    const made: Plan = { serial: read.serial, variables: configuration.variables, changes };
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

function counts(changes: readonly Change[]): {
  add: number;
  change: number;
  remove: number;
  import: number;
} {
  const of = (action: string): number =>
    changes.filter((one) => one.actions.includes(action)).length;
  return {
    add: of('create'),
    change: of('update'),
    remove: of('delete'),
    import: changes.filter((one) => one.importing !== undefined).length,
  };
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

async function show(file: string): Promise<number> {
  const { changes, variables } = JSON.parse(await readFile(file, 'utf8')) as Plan;
  process.stdout.write(
    JSON.stringify({
      format_version: '1.2',
      terraform_version: '1.11.4',
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [name, { value }]),
      ),
      resource_changes: changes.map(
        ({ address, type, actions, before, after, importing, reason }) => ({
          address,
          mode: 'managed',
          type,
          ...(reason && { action_reason: reason }),
          change: {
            actions,
            before,
            after,
            after_unknown: actions.includes('create') ? { id: true } : {},
            ...(reason === 'replace_because_cannot_update' && { replace_paths: [['zone']] }),
            ...(importing && { importing: { id: importing } }),
          },
        }),
      ),
    }),
  );
  return 0;
}

async function apply(file: string): Promise<number> {
  say({ type: 'version', terraform: '1.11.4', ui: '1.2' });
  const { serial, changes } = JSON.parse(await readFile(file, 'utf8')) as Plan;
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
  const works = await provider(state);
  let failed = false;
  for (const change of changes) {
    if (failed || interrupt.signal.aborted) break;
    failed = !(await perform(change, state, works));
  }
  await writeState(state);
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

async function forget(addresses: readonly string[]): Promise<number> {
  const state = await readState();
  for (const address of addresses) drop(state, address);
  await writeState(state);
  return 0;
}

async function main(args: readonly string[]): Promise<number> {
  if (args[0] !== 'version') await appendFile('calls.log', `${args.join(' ')}\n`);
  const positional = args.filter((one) => !one.startsWith('-'));
  const [command = ''] = args;
  switch (command) {
    case 'version':
      process.stdout.write(JSON.stringify({ terraform_version: faults.version ?? '1.11.4' }));
      return 0;
    case 'init':
      return init();
    case 'plan':
      return plan(
        args.find((one) => one.startsWith('-out='))?.slice(5) ?? '',
        args.includes('-destroy'),
      );
    case 'show':
      return show(positional[1] ?? '');
    case 'apply':
      return apply(positional[1] ?? '');
    case 'state':
      return forget(positional.slice(2));
    case 'force-unlock':
      if (await forceUnlock(positional[1] ?? '')) return 0;
      process.stderr.write('Failed to unlock state: LocalState not locked\n');
      return 1;
    default:
      return 1;
  }
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  diagnose(error instanceof Error ? error.message : String(error), '');
  await unlock();
  process.exit(1);
}
