import { publicConsole } from '../../../model/consoleLinks';
import { computed, signal } from '@preact/signals';
import { isUnderWay, timeline } from '../../../model/timeline';
import { type RequestName } from '../../ipc/contract';
import { createAsking } from '../../ui/asking';
import { type planContract, type PlanState } from '../contract';

export const state = signal<PlanState | undefined>(undefined);

/** Address of the cloud's web console. */
export function consoleUrl(): string {
  return state.value?.console ?? publicConsole;
}
/** How far the editor's clock is ahead of the page's, ms. */
export const clockAhead = signal(0);
/** The page's own clock; ticks while something is under way. */
export const ticked = signal(Date.now());
/** The step whose outputs and journal are open. */
export const openStep = signal<string | undefined>(undefined);
/** Ids of what is not ours and may be used, as ticked. */
export const consented = signal<readonly string[]>([]);
export const allEntries = signal(false);
export const asking = createAsking<RequestName<typeof planContract>>(
  ['agree', 'resume', 'change', 'stopAll', 'takeOver', 'takeBack', 'unlock'],
  // The second time it ends at once what was asked to end.
  ['cancel'],
);
export const announced = signal('');

export const now = computed(() => Math.max(state.value?.now ?? 0, ticked.value + clockAhead.value));

/** Ticking is worth it only then. */
export const underWay = computed(() => {
  const run = state.value?.run;
  return run !== undefined && isUnderWay(run);
});

export const line = computed(() => {
  const current = state.value;
  return current?.run && timeline(current.run, current.entries, now.value);
});
