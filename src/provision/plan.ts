import { type Blueprint } from '../model/blueprint';
import { type BillingLine, type Plan, type PlanItem } from '../model/plan';
import { roleLines } from '../model/roles';
import { totalPrice } from '../model/price';
import { type Found, payerOf } from './found';
import { gitlabTier } from './itemPrices';
import { planItems } from './planItems';
import { planNotes } from './planNotes';
import { quotaLines } from './quotaLines';
import { type Rates, ratesFrom } from './rates';

/**
 * What will happen, from what is wanted and what was found. Pure.
 * @param later items of the steps that come after the cloud's, such as the project's
 */
export function makePlan(
  blueprint: Blueprint,
  found: Found,
  currency: string,
  later: readonly PlanItem[] = [],
): Plan {
  const items = [...planItems(blueprint, found, ratesFor(blueprint, found, currency)), ...later];
  return planOf(blueprint, found, currency, items);
}

export function ratesFor({ gitlab }: Blueprint, found: Found, currency: string): Rates {
  const payer = payerOf(found.billing, currency);
  return ratesFrom(found.skus, gitlabTier(gitlab.approvalRules), payer.currency, found.readAt);
}

/** What the items need and cost, whoever has decided on them. */
export function planOf(
  blueprint: Blueprint,
  found: Found,
  currency: string,
  items: readonly PlanItem[],
): Plan {
  const prices = items.flatMap((item) => (item.price === undefined ? [] : [item.price]));
  const billing = billingLine(found);
  const roles = roleLines(found.roles);
  const total = totalPrice(prices, payerOf(found.billing, currency).currency);
  return {
    blueprint,
    cloudName: found.cloudName,
    folderName: found.folderName,
    readAt: found.readAt,
    items,
    quotas: quotaLines(blueprint, items, found),
    billing,
    roles,
    total,
    notes: planNotes(blueprint, items, billing, roles, total),
  };
}

function billingLine({ billing }: Found): BillingLine {
  if (billing.kind === 'unknown') return billing;
  const { active, name, id } = billing.account;
  return { kind: active ? 'active' : 'inactive', account: name === '' ? id : name };
}
