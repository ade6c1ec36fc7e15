import { type Blueprint } from '../model/blueprint';
import { isEverybody } from '../model/cidr';
import { currencySign } from '../model/environment';
import { type BillingLine, type PlanItem, type PlanNote } from '../model/plan';
import { type PriceTotal } from '../model/price';
import { missingRolesText, type RoleLine } from '../model/roles';

/** What somebody should know before agreeing, most important first. */
export function planNotes(
  blueprint: Blueprint,
  items: readonly PlanItem[],
  billing: BillingLine,
  roles: readonly RoleLine[],
  total: PriceTotal,
): PlanNote[] {
  const of = (id: string): PlanItem | undefined => items.find((item) => item.id === id);
  return [
    ...humanStep(blueprint, of('gitlab')),
    billingNote(billing, total),
    ...rolesNote(roles),
    ...onceNote(items),
    ...securityNotes(blueprint, of('default-group')),
    ...imageNote(blueprint),
    ...savingNote(blueprint, of('machine'), of('gitlab'), total.currency),
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

/** What is not seen to be there; what an organization gives cannot be seen. */
function rolesNote(roles: readonly RoleLine[]): PlanNote[] {
  const text = missingRolesText(roles);
  if (text !== undefined) return [{ kind: 'warning', title: 'Roles are missing.', text }];
  const unknown = roles.filter((line) => line.state === 'unknown');
  if (unknown.length === 0) return [];
  const names = unknown.map((line) => line.role).join(', ');
  return [
    {
      kind: 'access',
      title: 'Your roles could not all be checked.',
      text: `Needed are ${names}. Where one is missing, the step that needs it says so.`,
    },
  ];
}

function onceNote(items: readonly PlanItem[]): PlanNote[] {
  if (!items.some((item) => item.price !== undefined && item.action === 'create')) return [];
  return [
    {
      kind: 'billing',
      title: 'Nothing is paid once.',
      text: 'Only what runs or is kept costs: machines by the second, GitLab by the begun hour. Traffic to the internet costs from 100 GB a month on.',
    },
  ];
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
  const open = allowedCidrs.some(isEverybody);
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
  gitlab: PlanItem | undefined,
  currency: string,
): PlanNote[] {
  const stopped = item?.price?.stoppedPerHour;
  if (stopped === undefined) return [];
  const amount = `${stopped.toFixed(2)} ${currencySign(currency)}/h`;
  const asleep = gitlab?.price?.stoppedPerHour;
  return [
    {
      kind: 'saving',
      title: 'Stop saves.',
      text: [
        `A stopped ${machine.name} costs ${amount} for its disk.`,
        ...(asleep === undefined
          ? []
          : [
              `A stopped GitLab costs ${asleep.toFixed(2)} ${currencySign(currency)}/h for disk and backups.`,
            ]),
        machine.staticAddress
          ? 'The fixed address is kept, and costs more meanwhile.'
          : 'Its public address changes at the next start; SSH here follows it.',
      ].join(' '),
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
