import { type RunView, type StepView } from './journal';

/** What somebody who cancelled should know: what is done, what the cloud still does, what was not begun. */
export function stoppedWords({ kind, steps }: RunView): string {
  const create = kind === 'create';
  const done = steps.filter((step) => step.state === 'done');
  const underWay = steps.filter((step) => step.state !== 'done' && isAccepted(step));
  const sentences = [
    `Stopped after ${done.length} of ${steps.length} steps.`,
    ...(done.length > 0
      ? [`${create ? 'There' : 'Gone or left alone'}: ${titles(done)}.`]
      : [`Nothing is ${create ? 'made' : 'taken back'} yet.`]),
    ...(underWay.length > 0 ? [`Still under way in the cloud: ${titles(underWay)}.`] : []),
    'Resume goes on from here.',
  ];
  return sentences.join(' ');
}

/** The cloud has taken the call and works on it, whether anybody waits or not. */
function isAccepted({ outputs }: StepView): boolean {
  return Object.keys(outputs).some((name) => /^(create|delete)\.operation$/.test(name));
}

function titles(steps: readonly StepView[]): string {
  return steps.map((step) => step.title).join(', ');
}
