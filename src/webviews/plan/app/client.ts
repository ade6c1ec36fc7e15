import { batch, effect } from '@preact/signals';
import { type RunView } from '../../../model/journal';
import { type RequestName } from '../../ipc/contract';
import { type Client, connect } from '../../ui/client';
import { type planContract, type PlanState } from '../contract';
import {
  allEntries,
  announced,
  asking,
  clockAhead,
  consented,
  openStep,
  state,
  ticked,
  underWay,
} from './model';

/** The wire to the editor; the state it brings goes into the signals. */
const client: Client<typeof planContract> = connect<typeof planContract>({
  state: (next) => {
    batch(() => {
      announced.value = changes(state.value, next) ?? announced.value;
      // What was agreed to was agreed to in that plan.
      if (next.plan?.terraform?.digest !== state.value?.plan?.terraform?.digest) {
        consented.value = [];
      }
      clockAhead.value = next.now - Date.now();
      ticked.value = Date.now();
      state.value = next;
    });
  },
});

/** Asks the editor; what it refuses is said on the page. */
export function ask(name: Exclude<RequestName<typeof planContract>, 'agree'>): void {
  asking.send(name, () => client.ask(name, {}));
}

/** @param foreign ids of the items that are not ours and may be used */
export function agree(foreign: readonly string[]): void {
  asking.send('agree', () => client.ask('agree', { foreign: [...foreign] }));
}

const tickMs = 1_000;

effect(() => {
  if (!underWay.value) return undefined;
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') ticked.value = Date.now();
  }, tickMs);
  return () => clearInterval(timer);
});

restore(client.remembered());
effect(() => client.remember({ openStep: openStep.value, allEntries: allEntries.value }));

function restore(remembered: unknown): void {
  if (typeof remembered !== 'object' || remembered === null) return;
  if ('openStep' in remembered && typeof remembered.openStep === 'string') {
    openStep.value = remembered.openStep;
  }
  if ('allEntries' in remembered) allEntries.value = remembered.allEntries === true;
}

/** One sentence for screen readers about what a new state brings. */
function changes(before: PlanState | undefined, after: PlanState): string | undefined {
  if (!after.run || before?.run?.kind !== after.run.kind) return undefined;
  const old = new Map(before.run.steps.map((step) => [step.id, step]));
  const told = after.run.steps.flatMap((step) => {
    const was = old.get(step.id);
    const needsYou = step.progress?.needsYou === true && was?.progress?.needsYou !== true;
    if (needsYou) return [`${step.title} needs you. ${step.progress.text}`];
    if (was?.state === step.state || (step.state !== 'done' && step.state !== 'failed')) return [];
    return [`${step.title}: ${step.error?.message ?? step.state}`];
  });
  const ended = before.run.state === after.run.state ? [] : [endWords(after.run)];
  return told.length + ended.length === 0 ? undefined : [...told, ...ended].join(' ');
}

function endWords({ kind, state }: RunView): string {
  const work = kind === 'create' ? 'Creating' : 'Destroying';
  switch (state) {
    case 'running':
      return `${work} goes on.`;
    case 'stopping':
      return 'Stopping.';
    case 'stopped':
      return `${work} has stopped and can be resumed.`;
    case 'failed':
      return `${work} has failed.`;
    case 'done':
      return `${work} is done.`;
  }
}
