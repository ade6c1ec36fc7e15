import { computed, signal } from '@preact/signals';
import { type RequestName } from '../../ipc/contract';
import { createAsking } from '../../ui/asking';
import { type destroyContract, type DestroyState } from '../contract';

export const state = signal<DestroyState | undefined>(undefined);
/** The name as far as it is typed. */
export const typed = signal('');
/** The user agrees to take the deletion protection off. */
export const unprotect = signal(false);
export const asking = createAsking<RequestName<typeof destroyContract>>([
  'destroy',
  'stopEverything',
]);

/** Why it cannot be begun yet; undefined when it can. */
export const missing = computed((): string | undefined => {
  const current = state.value;
  if (!current?.plan) return 'The cloud is being read.';
  if (current.busy) return 'The environment is being worked on.';
  if (current.plan.needsUnprotect && !unprotect.value) {
    return 'The GitLab instance is protected: tick the box to go on.';
  }
  if (typed.value !== current.name) return `Type ${current.name} to go on.`;
  return undefined;
});
