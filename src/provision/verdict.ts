import { isOurs, isTerraforms, type Labels } from '../model/cloud';
import { type Difference } from '../model/drift';
import { type PlanItem } from '../model/plan';
import { type Found } from './found';

/** What one item turns out to be, before the words that all items share. */
export type Verdict = Pick<
  PlanItem,
  'action' | 'what' | 'reason' | 'resourceId' | 'differences' | 'needsConsent' | 'owner'
>;

interface Resource {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
}

interface Sought {
  readonly name: string;
  /** Step and value of the `component` label. */
  readonly component: string;
  readonly what: string;
}

/**
 * By the id that the journal has, else by name: with our labels it is adopted, without them it is used but not
 * ours, which needs a consent.
 */
export function seek(
  resources: readonly Resource[],
  { name, component, what }: Sought,
  stackId: string,
  { recorded, mayTake }: Pick<Found, 'recorded' | 'mayTake'>,
): Verdict {
  const known = recorded[component];
  const there =
    resources.find((resource) => resource.id === known) ??
    resources.find((resource) => resource.name === name);
  if (there === undefined) return creating(what);
  if (isOurs(there, stackId, component)) {
    if (isTerraforms(there) && mayTake !== true) return terraforms(what, there);
    const differences = there.name === name ? [] : [renamed(name, there.name)];
    const ours = { ...creating(what), resourceId: there.id, differences };
    return there.id === known
      ? { ...ours, action: 'keep' }
      : { ...ours, action: 'adopt', reason: 'ours, from an earlier run' };
  }
  return {
    ...creating(what),
    action: 'exists',
    reason: 'not ours: used, never changed or deleted',
    resourceId: there.id,
    needsConsent: there.id !== known,
  };
}

function terraforms(what: string, { id, name }: Resource): Verdict {
  const reason = `“${name}” belongs to Terraform, by its label: change it there, or take the environment back from Terraform.`;
  return { ...blocked({ ...creating(what), resourceId: id }, reason), owner: 'terraform' };
}

export function creating(what: string): Verdict {
  return {
    action: 'create',
    what,
    reason: undefined,
    resourceId: undefined,
    differences: [],
    needsConsent: false,
  };
}

/** Ours, with what is not as it should be; what can be mended makes it a change. */
export function withDifferences(verdict: Verdict, differences: readonly Difference[]): Verdict {
  if (!isOurAction(verdict.action)) return verdict;
  const all = [...verdict.differences, ...differences];
  const mends = all.some((one) => one.mend === 'repair');
  return { ...verdict, differences: all, action: mends ? 'change' : verdict.action };
}

/** There, and ours to change and to delete. */
export function isOurAction(action: PlanItem['action']): boolean {
  return action === 'adopt' || action === 'keep' || action === 'change';
}

export function blocked(verdict: Verdict, reason: string): Verdict {
  return { ...verdict, action: 'blocked', reason, needsConsent: false };
}

function renamed(wanted: string, found: string): Difference {
  const why = 'rename it in the console; it is still known by its id';
  return { field: 'name', wanted, found, mend: 'hand', why };
}
