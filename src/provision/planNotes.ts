import { type Blueprint } from '../model/blueprint';
import { type BillingLine, type PlanItem, type PlanNote } from '../model/plan';
import { type PriceTotal } from '../model/price';

/** What somebody should know before agreeing, most important first. */
export function planNotes(
  blueprint: Blueprint,
  items: readonly PlanItem[],
  billing: BillingLine,
  total: PriceTotal,
): PlanNote[] {
  const of = (id: string): PlanItem | undefined => items.find((item) => item.id === id);
  return [
    ...humanStep(blueprint, of('gitlab')),
    billingNote(billing, total),
    ...securityNotes(blueprint, of('default-group')),
    ...imageNote(blueprint),
    ...savingNote(blueprint, of('machine'), total.currency),
    destroyNote(items),
  ];
}

function humanStep({ gitlab }: Blueprint, item: PlanItem | undefined): PlanNote[] {
  if (item?.action !== 'create') return [];
  return [
    {
      kind: 'human',
      title: 'One step is yours.',
      text: `GitLab mails an activation link to ${gitlab.adminEmail}. Creation waits there and goes on by itself.`,
    },
  ];
}

function billingNote(billing: BillingLine, total: PriceTotal): PlanNote {
  const prices = priceWords(total);
  switch (billing.kind) {
    case 'active':
      return { kind: 'billing', title: 'Billing account is active.', text: prices };
    case 'inactive':
      return {
        kind: 'billing',
        title: 'Billing account is not active.',
        text: `Nothing can be created before “${billing.account}” is active. ${prices}`,
      };
    case 'unknown':
      return {
        kind: 'billing',
        title: 'Billing account could not be checked.',
        text: `${billing.reason} ${prices}`,
      };
  }
}

function priceWords({ currency, complete, documented, asOf }: PriceTotal): string {
  const day =
    asOf === undefined ? '' : ` of ${asOf.from === asOf.to ? '' : `${asOf.from} to `}${asOf.to}`;
  const tax = currency === 'RUB' ? 'with VAT' : 'without VAT';
  return [
    `List prices${day} ${tax}, an estimate; a month is 720 h.`,
    ...(documented ? ['Some come from documentation, as the price list had none.'] : []),
    ...(complete ? [] : ['Some prices are unknown, so the total is a lower bound.']),
  ].join(' ');
}

function securityNotes({ securityGroup }: Blueprint, group: PlanItem | undefined): PlanNote[] {
  const { allowedCidrs } = securityGroup;
  const open = allowedCidrs.includes('0.0.0.0/0');
  return [
    {
      kind: open ? 'warning' : 'access',
      title: open ? 'SSH is open to everybody.' : `SSH is open to ${allowedCidrs.join(', ')} only.`,
      text: 'The web pages (443) are open to all: certificates and runners come through them.',
    },
    group?.action === 'exists'
      ? {
          kind: 'warning',
          title: 'The network is not ours.',
          text: 'No API ties a security group to a GitLab instance: it uses the default group of its network, which is left as it is. Check that it lets 22, 80, 443 and 2222 in.',
        }
      : {
          kind: 'security',
          title: 'GitLab uses the default group.',
          text: 'No API ties a security group to a GitLab instance, so the default group of the new network gets the rules before GitLab is made. In the console the instance can be given another group.',
        },
  ];
}

function imageNote({ machine }: Blueprint): PlanNote[] {
  if (machine.image.kind !== 'dsvm') return [];
  return [
    {
      kind: 'warning',
      title: 'The Data Science VM is old.',
      text: 'It is documented as Ubuntu 18.04 with Python 3.6: too old for current mlflow and for VS Code over SSH.',
    },
  ];
}

function savingNote(
  { machine }: Blueprint,
  item: PlanItem | undefined,
  currency: string,
): PlanNote[] {
  const stopped = item?.price?.stoppedPerHour;
  if (stopped === undefined) return [];
  const amount = `${stopped.toFixed(2)} ${currency}/h`;
  return [
    {
      kind: 'saving',
      title: 'Stop saves.',
      text: `A stopped ${machine.name} costs ${amount} for its disk. Its public address changes at the next start.`,
    },
  ];
}

function destroyNote(items: readonly PlanItem[]): PlanNote {
  const kept = items.filter((item) => item.action === 'exists').map((item) => item.name);
  const keeps = kept.length === 0 ? '' : ` It keeps ${kept.join(', ')}.`;
  return {
    kind: 'destroy',
    title: 'Destroy takes back what is made here.',
    text: `Only what carries our label and stands in our journal is ever deleted.${keeps}`,
  };
}
