import { computed, signal } from '@preact/signals';
import { type DestroyState } from '../contract';

export const state = signal<DestroyState | undefined>(undefined);
/** The name as far as it is typed. */
export const typed = signal('');
/** The user agrees to take the deletion protection off. */
export const unprotect = signal(false);
/** What the user asked for and what the editor has not answered yet. */
export const asked = signal<string | undefined>(undefined);
/** Why the last request was refused. */
export const trouble = signal<string | undefined>(undefined);

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
