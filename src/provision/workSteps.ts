import { type Blueprint } from '../model/blueprint';
import { type RunKind, type RunView, type Stack } from '../model/journal';
import { createSteps } from './createSteps';
import { currentCloud } from './currentCloud';
import { destroySteps } from './destroySteps';
import { restedView } from './restedView';
import { type OpenStack } from './stackFiles';
import { type Step } from './step';
import { defaultStepPace } from './steps/tools';
import { terraformSkeleton } from './terraform/terraformRun';
import { type WorkNeeds } from './workNeeds';

type Needs = Pick<WorkNeeds, 'cloud' | 'now' | 'pace' | 'furtherSteps' | 'runners'>;

/** Our own steps for an environment whose journal is open. */
export function stepsFor(
  needs: Needs,
  { journal }: Pick<OpenStack, 'journal'>,
  kind: RunKind,
  blueprint: Blueprint = journal.state.header.blueprint,
): readonly Step[] {
  const { now, pace = defaultStepPace, runners, furtherSteps } = needs;
  const tools = { cloud: currentCloud(needs.cloud), blueprint, pace, now };
  return kind === 'create'
    ? [...createSteps(tools), ...furtherSteps(blueprint)]
    : destroySteps({ ...tools, journal, runners });
}

/**
 * A run that this window does not drive. Titles and order come from the steps themselves; none of them is run.
 * @param elsewhere another window drives it
 */
export function restedRun(
  { cloud, now, furtherSteps, runners }: Needs,
  stack: Stack,
  elsewhere: boolean,
): RunView {
  const { blueprint, owner } = stack.header;
  const kind: RunKind = Object.keys(stack.runs.destroy).length > 0 ? 'destroy' : 'create';
  const tools = { cloud: currentCloud(cloud), blueprint, pace: defaultStepPace, now };
  const journal = { state: stack, forget: () => Promise.resolve() };
  const own =
    kind === 'destroy'
      ? destroySteps({ ...tools, journal, runners })
      : [...createSteps(tools), ...furtherSteps(blueprint)];
  const steps = owner ? terraformSkeleton(stack, kind, own) : own;
  return restedView(stack, kind, steps, elsewhere);
}
