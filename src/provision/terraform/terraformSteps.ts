import { AppError, cancelled, isAppError } from '../../base/errors';
import { type Outputs, type RunKind, type Stack } from '../../model/journal';
import { type ChangeGroup, type TerraformChange } from '../../model/terraform/planned';
import { spanText } from '../../model/words';
import { type Journal } from '../journal';
import { type RunJournal, type Step, type StepContext } from '../step';
import { type AddressState, type ApplyWatch } from './applyWatch';

export interface TerraformTools {
  readonly kind: RunKind;
  readonly watch: ApplyWatch;
  /** Starts Terraform once; resolves when it has begun. */
  readonly begin: () => Promise<void>;
  readonly journal: Pick<Journal<Stack['header']>, 'forget'>;
  /** Somebody has asked it to end. */
  readonly interrupted: () => boolean;
  /** Asks the cloud what Terraform does not tell of a resource that is done. */
  readonly look: (step: string, id: string, signal: AbortSignal) => Promise<Outputs>;
  /** Our own steps of the same kind: they know titles, order and how long things take. */
  readonly own: readonly Step[];
}

/** How long something takes that nobody has measured. */
const unknownMs = 15_000;

/** Steps that only watch: Terraform does the work, in its own order, and each step ends when its part is done. */
export function terraformSteps(groups: readonly ChangeGroup[], tools: TerraformTools): Step[] {
  const moving = groups.filter((group) => involved(group, tools.kind));
  const ids = new Set(moving.map(({ id }) => id));
  return moving.map((group) => {
    const own = tools.own.find(({ id }) => id === group.id);
    return {
      id: group.id,
      title: own?.title ?? titles[group.id] ?? group.id,
      after: (own?.after ?? []).filter((id) => ids.has(id)),
      expectedMs: own?.expectedMs ?? unknownMs,
      run: (context, signal) => watched(group, tools, context, signal),
    };
  });
}

/** Of steps that only Terraform has. */
const titles: Readonly<Record<string, string>> = { 'default-group': 'Rules of the default group' };

/** Destroying leaves alone what it does not delete; making looks at everything, so that its ids are known. */
function involved({ changes }: ChangeGroup, kind: RunKind): boolean {
  return kind === 'create'
    ? changes.some(({ action }) => action !== 'forget')
    : changes.some(({ action }) => action === 'delete');
}

async function watched(
  group: ChangeGroup,
  tools: TerraformTools,
  context: StepContext,
  signal: AbortSignal,
): Promise<void> {
  const { watch } = tools;
  await tools.begin();
  for (;;) {
    const parts = group.changes.map((change) => ({ change, state: watch.of(change.address) }));
    if (parts.every(({ change, state }) => isDone(change, state, watch))) {
      await finish(
        group,
        parts.map(({ state }) => state),
        tools,
        context,
        signal,
      );
      return;
    }
    if (watch.ended) {
      if (tools.interrupted()) throw cancelled(watch.ended.error);
      const failed = parts.find(({ state }) => state.state === 'failed');
      throw failed ? partFailed(failed.change, failed.state, watch) : notReached(watch);
    }
    context.report({
      text: progressWords(
        parts.map(({ state }) => state),
        watch,
      ),
    });
    await watch.next();
  }
}

function isDone(change: TerraformChange, state: AddressState, watch: ApplyWatch): boolean {
  switch (change.action) {
    case 'keep':
    case 'forget':
      // Terraform says nothing of what it only takes into its state.
      return change.importing === undefined || wentWell(watch);
    case 'replace':
      return state.state === 'done' && (state.action === 'create' || wentWell(watch));
    case 'create':
    case 'update':
    case 'delete':
      return state.state === 'done';
  }
}

function wentWell({ ended }: ApplyWatch): boolean {
  return ended !== undefined && ended.error === undefined;
}

async function finish(
  group: ChangeGroup,
  states: readonly AddressState[],
  { kind, journal, look }: TerraformTools,
  context: StepContext,
  signal: AbortSignal,
): Promise<void> {
  if (kind === 'destroy' || group.changes.every(({ action }) => action === 'delete')) {
    await journal.forget('create', [group.id, ...(forgets[group.id] ?? [])]);
    if (kind === 'destroy') await context.record({ result: 'deleted' });
    return;
  }
  const outputs = outputsOf(group, states);
  await context.record(outputs);
  const { id } = outputs;
  if (id === undefined) return;
  try {
    await context.record(await look(group.id, id, signal));
  } catch (error) {
    // Terraform has said that it is there; what else there is to know can wait.
    if (!isAppError(error)) throw error;
  }
}

/** What is void with a resource. */
const forgets: Readonly<Record<string, readonly string[]>> = {
  machine: ['host-key'],
  network: ['default-group'],
};

/** What our own steps would have written down, so that trees, drift and connecting work alike. */
function outputsOf({ id, changes }: ChangeGroup, states: readonly AddressState[]): Outputs {
  const [change] = changes;
  if (id === 'roles') {
    const roles = changes
      .filter(({ action }) => action !== 'delete')
      .flatMap(({ address }) => /\["([^"]+)"\]$/.exec(address)?.[1] ?? []);
    return { added: roles.join(' ') };
  }
  const known = states[0]?.id ?? (change?.action === 'replace' ? undefined : change?.id);
  const resource = known ?? change?.importing;
  const domain = id === 'gitlab' ? change?.after['domain'] : undefined;
  return {
    // Ours, and never to be made by a call of our own.
    origin: 'adopted',
    ...(resource === undefined ? {} : { id: resource }),
    ...(domain === undefined ? {} : { domain, url: `https://${domain}` }),
  };
}

function progressWords(states: readonly AddressState[], watch: ApplyWatch): string {
  const running = states.find(({ state }) => state === 'running');
  if (!running)
    return states.some(({ state }) => state === 'done')
      ? 'goes on'
      : (watch.words ?? 'waits for Terraform');
  const verb = verbs[running.action] ?? running.action;
  const since = running.seconds > 0 ? ` · ${spanText(running.seconds * 1000)}` : '';
  return `Terraform ${verb} it${since}${running.text === undefined ? '' : ` · ${running.text}`}`;
}

const verbs: Readonly<Record<string, string>> = {
  create: 'makes',
  update: 'changes',
  delete: 'destroys',
  read: 'reads',
};

function partFailed(change: TerraformChange, state: AddressState, watch: ApplyWatch): Error {
  const { error } = watch.ended ?? {};
  if (isAppError(error, 'cancelled')) return error;
  const why = (state.error ?? error?.message ?? 'Terraform did not say why').replaceAll(
    /\s+/g,
    ' ',
  );
  const kind = isAppError(error, 'quota', 'forbidden', 'signed-out') ? error.kind : 'remote';
  return new AppError(kind, `Terraform cannot ${wordFor(change)} ${change.address}: ${why}`, {
    fix: 'open-terraform',
    cause: error,
  });
}

function wordFor({ action }: TerraformChange): string {
  return action === 'delete' ? 'destroy' : action === 'update' ? 'change' : 'make';
}

/** Terraform has ended and this was not its turn. */
function notReached({ ended }: ApplyWatch): AppError {
  const { error } = ended ?? {};
  if (isAppError(error, 'conflict', 'signed-out', 'not-found', 'unreachable')) return error;
  const why = error === undefined ? 'said nothing of this' : 'did not get to this';
  return new AppError(
    'remote',
    `Terraform has ended and ${why}. Plan again to see how it stands.`,
    {
      fix: 'open-terraform',
      cause: error,
    },
  );
}

/** What was done while nobody asked any more: written down all the same. */
export async function settleSteps(
  groups: readonly ChangeGroup[],
  tools: TerraformTools,
  journal: RunJournal,
  now: number,
): Promise<void> {
  for (const group of groups.filter((one) => involved(one, tools.kind))) {
    const record = journal.records[group.id];
    const states = group.changes.map(({ address }) => tools.watch.of(address));
    const all = group.changes.every((change, at) =>
      isDone(change, states[at] ?? tools.watch.of(''), tools.watch),
    );
    if (!all || record?.state === 'done' || tools.kind === 'destroy') continue;
    await journal.update(group.id, (was) => ({
      ...was,
      state: 'done',
      endedAt: now,
      error: undefined,
      outputs: { ...was.outputs, ...outputsOf(group, states) },
    }));
  }
}
