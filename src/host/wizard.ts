import { type WizardDialog, type WizardStep } from './ui';

/** Where a question stands among those that will be asked. */
export interface WizardPlace {
  /** From 1. */
  readonly step: number;
  readonly steps: number;
}

/**
 * Asks one question after the other. `back` takes the state of before the question that was asked last; back from
 * the first question and `leave` end it without an answer.
 */
export async function runWizard<S>(
  start: S,
  all: readonly WizardStep<S>[],
  dialog: (place: WizardPlace) => WizardDialog,
): Promise<S | undefined> {
  const asked: { readonly index: number; readonly before: S }[] = [];
  let state = start;
  for (let index = nextStep(all, 0, state); index < all.length;) {
    const rest = all.slice(index).filter((one) => one.when?.(state) ?? true).length;
    const place = { step: asked.length + 1, steps: asked.length + rest };
    const answer = await all[index]?.ask(state, dialog(place));
    if (answer === undefined || answer === 'leave') return undefined;
    if (answer === 'back') {
      const previous = asked.pop();
      if (!previous) return undefined;
      ({ index, before: state } = previous);
      continue;
    }
    asked.push({ index, before: state });
    state = answer;
    index = nextStep(all, index + 1, state);
  }
  return state;
}

function nextStep<S>(steps: readonly WizardStep<S>[], from: number, state: S): number {
  let index = from;
  while (index < steps.length && !(steps[index]?.when?.(state) ?? true)) index++;
  return index;
}
