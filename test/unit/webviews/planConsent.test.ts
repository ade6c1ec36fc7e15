import { expect, it } from 'vitest';
import { type Plan, type PlanItem } from '../../../src/model/plan';
import { makePlan } from '../../../src/provision/plan';
import { checkConsent } from '../../../src/webviews/plan/consent';
import { blueprint, nothing } from '../provision/samples';

const plain = makePlan(blueprint, { ...nothing, quotas: [] }, 'RUB');

function planWith(changes: Readonly<Record<string, Partial<PlanItem>>>, more = {}): Plan {
  const items = plain.items.map((item) => ({
    ...item,
    action: 'create' as const,
    ...changes[item.id],
  }));
  return { ...plain, billing: { kind: 'unknown', reason: '' }, items, ...more };
}

it('lets a plan begin that needs no consent', () => {
  expect(() => checkConsent(planWith({}), [])).not.toThrow();
});

it.each<[string, Plan, readonly string[], RegExp]>([
  [
    'is blocked, whatever was agreed to',
    planWith({ subnet: { action: 'blocked', reason: 'The range overlaps.' } }),
    ['subnet'],
    /^The range overlaps\.$/,
  ],
  [
    'has nobody who pays',
    planWith({}, { billing: { kind: 'inactive', account: 'acme' } }),
    [],
    /“acme” is not active/,
  ],
  [
    'uses what is not ours, when only some of it was agreed to',
    planWith({ network: { needsConsent: true }, 'service-account': { needsConsent: true } }),
    ['network'],
    /^Agree first that gitlab-sa may be used: not ours\.$/,
  ],
  [
    'loses something, when only something else was agreed to',
    planWith({ gitlab: { action: 'replace' }, machine: { action: 'destroy' } }),
    ['gitlab', 'network'],
    /^Agree first that vm-mlops may be destroyed\.$/,
  ],
])('refuses a plan that %s', (_name, plan, agreed, sentence) => {
  expect(() => checkConsent(plan, agreed)).toThrow(sentence);
});

it('lets it begin when each was agreed to', () => {
  const plan = planWith({ network: { needsConsent: true }, gitlab: { action: 'replace' } });
  expect(() => checkConsent(plan, ['gitlab', 'network'])).not.toThrow();
});
