import { type RunView, type StepView } from './journal';
import { spanText } from './words';

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

/** What somebody who destroyed an environment should know: what of it is still there. */
export function goneWords(name: string, { steps }: RunView): string {
  const left = steps.filter(isLeftAlone);
  return left.length === 0
    ? `Environment "${name}" is gone. What stays was named before; nothing of it runs any more.`
    : `Environment "${name}" is gone. Left alone and still there: ${titles(left)}.`;
}

/** The destruction found it not to be ours to delete. */
export function isLeftAlone({ outputs }: StepView): boolean {
  return outputs['result'] === 'kept';
}

/** The cloud has taken the call and works on it, whether anybody waits or not. */
function isAccepted({ outputs }: StepView): boolean {
  return Object.keys(outputs).some((name) => /^(create|delete)\.operation$/.test(name));
}

function titles(steps: readonly StepView[]): string {
  return steps.map((step) => step.title).join(', ');
}

/** Why nothing else is begun meanwhile, and what to do. @param run undefined: something else than a run is under way */
export function busyWords(
  run: Pick<RunView, 'elsewhere' | 'kind' | 'state' | 'steps'> | undefined,
): string {
  if (!run) return 'Something else is being done with the environment. Wait for its end.';
  if (run.elsewhere) {
    return 'Another window works on the environment. Wait for it, or cancel it there.';
  }
  const work = run.kind === 'create' ? 'creation' : 'destruction';
  if (run.state === 'stopping') return `The ${work} is stopping. Try again in a moment.`;
  const cancel = `cancel the ${work} first: it can be resumed, and goes on from where it was.`;
  const yours = run.steps.find((step) => step.progress?.needsYou);
  return yours
    ? `The ${work} waits for you. ${yours.progress?.text ?? yours.title} Or ${cancel}`
    : `The ${work} is under way. Wait for it, or ${cancel}`;
}

/** What a run is doing, in the same words in tree, notification and page. */
export function runHeading(run: RunView): string {
  const create = run.kind === 'create';
  switch (run.state) {
    case 'running':
      if (waitsForYou(run)) return 'Waiting for you';
      return create ? 'Creating' : 'Destroying';
    case 'stopping':
      return 'Stopping';
    case 'stopped':
      return create ? 'Creation is interrupted' : 'Destruction is interrupted';
    case 'failed':
      return create ? 'Creation failed' : 'Destruction failed';
    case 'done':
      return create ? 'Ready' : 'Destroyed';
  }
}

export function waitsForYou(run: Pick<RunView, 'steps'>): boolean {
  return run.steps.some((step) => step.progress?.needsYou);
}

/** `8 of 14`. */
export function runCount({ steps }: RunView): string {
  return `${steps.filter((step) => step.state === 'done').length} of ${steps.length}`;
}

/** `8 of 14 steps: GitLab instance mlops, vm-mlops`, with what runs now. */
export function runNow(run: RunView): string {
  const now = run.steps.filter((step) => step.state === 'running').map((step) => step.title);
  return `${runCount(run)} steps${now.length === 0 ? '' : `: ${now.join(', ')}`}`;
}

/** What one running step says of itself: `creating · usually 18 min`. */
export function stepNow({ progress, expectedMs }: StepView): string | undefined {
  const share =
    progress?.fraction === undefined ? undefined : `${Math.round(progress.fraction * 100)} %`;
  const usual = expectedMs >= 60_000 ? `usually ${spanText(expectedMs)}` : undefined;
  const words = [progress?.text, share, usual].filter((part) => part !== undefined);
  return words.length === 0 ? undefined : words.join(' · ');
}
