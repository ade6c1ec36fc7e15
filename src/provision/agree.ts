import { noRecord, type Stack, type StepRecord, type StepRecords } from '../model/journal';
import { type Plan, type PlanItem } from '../model/plan';

/** The journal of a plan that somebody has just agreed to. Nothing is done yet. @param now ms since 1970 */
export function agreedStack(plan: Plan, now: number): Stack {
  return {
    version: 1,
    header: { ...headerOf(plan, now), ...(plan.takesBack && { takenBackAt: now }) },
    runs: { create: recordsFor(plan, {}), destroy: {} },
    entries: [{ at: now, text: `plan agreed, ${plan.items.length} items` }],
  };
}

/**
 * The journal after a second agreement: what was made stays known, what is no longer there is made anew, what
 * was interrupted goes on with its old keys.
 */
export function agreedAgain(stack: Stack, plan: Plan, now: number): Stack {
  return {
    ...stack,
    header: {
      ...stack.header,
      ...headerOf(plan, now),
      ...(plan.takesBack && { owner: undefined, takenBackAt: now }),
    },
    runs: { create: recordsFor(plan, stack.runs.create), destroy: {} },
    entries: [...stack.entries, { at: now, text: `plan agreed again, ${plan.items.length} items` }],
  };
}

function headerOf(plan: Plan, now: number): Stack['header'] {
  const { blueprint, cloudName, folderName } = plan;
  return { blueprint, cloudName, folderName, agreedAt: now };
}

function recordsFor(plan: Plan, earlier: StepRecords): StepRecords {
  const planned = plan.items.map((item) => [item.id, recordFor(item, earlier[item.id])] as const);
  return { ...earlier, ...withoutHostKey(plan, earlier), ...Object.fromEntries(planned) };
}

/** A new machine has new host keys. */
function withoutHostKey(plan: Plan, earlier: StepRecords): StepRecords {
  const machine = plan.items.find((item) => item.id === 'machine');
  const known = earlier['host-key'];
  if (known === undefined || machine?.action !== 'create') return {};
  return { 'host-key': noRecord };
}

function recordFor(item: PlanItem, earlier: StepRecord = noRecord): StepRecord {
  if (item.id === 'roles')
    return item.action === 'create' || item.action === 'change'
      ? askingAgain(earlier)
      : waiting(earlier);
  if (item.resourceId === undefined || item.id === 'default-group') {
    // Not there: an id that was known is gone. A key without an id is an interrupted call, which goes on.
    const gone = earlier.outputs['id'] !== undefined && item.id !== 'default-group';
    return gone ? noRecord : waiting(earlier);
  }
  const known = earlier.outputs['id'] === item.resourceId ? earlier.outputs : {};
  const origin = known['origin'] ?? (item.action === 'exists' ? 'existing' : 'adopted');
  return { ...waiting(earlier), outputs: { ...known, origin, id: item.resourceId } };
}

/** Roles that were given and are gone are given by a new call; which ones are ours stays known. */
function askingAgain(earlier: StepRecord): StepRecord {
  if (earlier.state !== 'done') return waiting(earlier);
  const { added } = earlier.outputs;
  return { ...noRecord, outputs: added === undefined ? {} : { added } };
}

/** Looked at again by the next run, with what is known of it. */
function waiting(record: StepRecord): StepRecord {
  return { ...record, state: 'waiting', error: undefined };
}
