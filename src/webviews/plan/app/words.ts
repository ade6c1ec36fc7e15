import { currencySign } from '../../../model/environment';
import { type RunView } from '../../../model/journal';
import { type PlanAction, type PlanGroup, type PlanItem, type PlanNote } from '../../../model/plan';
import { hoursPerMonth, type PriceTotal } from '../../../model/price';
import { isLeftAlone } from '../../../model/runWords';

/** Sign, word and tone of an action; the word alone is enough to tell them apart. */
export const actions: Readonly<
  Record<PlanAction, { icon: string; word: string; counted: string; tone: string }>
> = {
  create: { icon: 'add', word: 'create', counted: 'to create', tone: 'good' },
  adopt: { icon: 'sync', word: 'adopt', counted: 'to adopt', tone: 'warn' },
  keep: { icon: 'check', word: 'keep', counted: 'to keep', tone: 'faint' },
  change: { icon: 'edit', word: 'change', counted: 'to change', tone: 'warn' },
  exists: { icon: 'check', word: 'exists', counted: 'there already', tone: 'faint' },
  blocked: { icon: 'error', word: 'blocked', counted: 'blocked', tone: 'bad' },
  replace: { icon: 'replace-all', word: 'replace', counted: 'to make anew', tone: 'bad' },
  destroy: { icon: 'trash', word: 'destroy', counted: 'to destroy', tone: 'bad' },
};

export const groups: Readonly<Record<PlanGroup, string>> = {
  network: 'Network',
  access: 'Access',
  machines: 'Machines',
  project: 'GitLab project',
  other: 'Also in this configuration',
};

export const noteIcons: Readonly<Record<PlanNote['kind'], string>> = {
  human: 'person',
  billing: 'credit-card',
  saving: 'debug-pause',
  access: 'key',
  security: 'lock',
  owner: 'tools',
  destroy: 'trash',
  warning: 'warning',
};

export function hourText(perHour: number | undefined): string {
  return perHour === undefined ? 'unknown' : perHour.toFixed(2);
}

/** Of the price that was not rounded. */
export function monthText(perHour: number | undefined): string {
  return perHour === undefined ? 'unknown' : whole(perHour * hoursPerMonth);
}

/** `18.90 ₽ per hour`, `at least 18.90 ₽ per hour` when a part of it is unknown. */
export function totalWords(total: PriceTotal): { hour: string; month: string; atLeast: boolean } {
  const sign = currencySign(total.currency);
  const unknown = !total.complete && total.perHour === 0;
  return {
    hour: unknown ? 'unknown' : `${total.perHour.toFixed(2)} ${sign}`,
    month: unknown ? 'unknown' : `${whole(total.perMonth)} ${sign}`,
    atLeast: !total.complete && !unknown,
  };
}

function whole(amount: number): string {
  return Math.round(amount).toLocaleString('en-US');
}

/** What goes along with another item when an environment is taken back. */
const goesWith: Readonly<Record<string, string>> = {
  'default-group': 'network',
  project: 'gitlab',
  token: 'gitlab',
};

/** What becomes of an item while everything is taken back. */
export function fateOf(
  { id, action }: Pick<PlanItem, 'id' | 'action'>,
  { steps }: RunView,
): { readonly icon: string; readonly word: string; readonly tone: string } {
  const step = steps.find((one) => one.id === (goesWith[id] ?? id));
  if (action === 'exists' || (step && isLeftAlone(step))) {
    return { icon: 'check', word: 'stays', tone: 'faint' };
  }
  return step?.state === 'done'
    ? { icon: 'pass', word: 'gone', tone: 'good' }
    : { icon: 'trash', word: 'delete', tone: 'bad' };
}
