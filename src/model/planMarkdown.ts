import { quotasUrl } from './consoleLinks';
import { type Difference } from './drift';
import { leftOf, type Plan, type PlanItem } from './plan';
import { hoursPerMonth } from './price';

const signs = {
  create: '+',
  adopt: '↻',
  keep: '=',
  exists: '✓',
  change: '~',
  blocked: '✗',
  replace: '±',
  destroy: '−',
} as const;

/** The plan as text, to be kept or sent to somebody who has to agree. */
export function planMarkdown(plan: Plan, console: string): string {
  const { total } = plan;
  return [
    `# ${plan.terraform ? 'Terraform' : 'Environment'} plan: ${plan.blueprint.stackId}`,
    '',
    `Cloud ${plan.cloudName}, folder ${plan.folderName}, zone ${plan.blueprint.zone}. Read ${new Date(plan.readAt).toISOString()}.`,
    '',
    `| Action | Resource | What it will be | ${total.currency} per hour | per month |`,
    '| --- | --- | --- | ---: | ---: |',
    ...plan.items.map(itemRow),
    `| | **Total** | ${total.complete ? '' : 'without the items whose price is unknown'} | ${total.perHour.toFixed(2)} | ${total.perMonth.toFixed(0)} |`,
    '',
    ...differenceLines(plan),
    ...sourceLines(plan),
    '## Quotas',
    '',
    '| Quota | Id | Service | Needed | Left | Limit |',
    '| --- | --- | --- | ---: | ---: | ---: |',
    ...plan.quotas.map(
      (quota) =>
        `| ${quota.name} | \`${quota.id}\` | ${quota.service} | ${quota.needed} | ${leftOf(quota) ?? 'unknown'} | ${quota.limit ?? 'unknown'} |`,
    ),
    '',
    `More is asked for at <${quotasUrl(console, plan.blueprint.cloudId)}>.`,
    '',
    ...roleRows(plan),
    '## Before you agree',
    '',
    ...plan.notes.map((note) => `- **${note.title}** ${note.text}`),
    '',
  ].join('\n');
}

function roleRows({ roles }: Plan): string[] {
  if (roles.length === 0) return [];
  return [
    '## Your roles',
    '',
    ...roles.map(
      ({ role, purpose, state, by }) =>
        `- \`${role}\`, needed to ${purpose}: ${by === undefined || by === role ? state : `given by ${by}`}`,
    ),
    '',
  ];
}

/** A bar or a line's end in a name would end its cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function differenceLines({ items }: Plan): string[] {
  const rows = items.flatMap((item) =>
    item.differences.map(
      (one) =>
        `| ${[item.name, one.field, one.wanted, one.found, mendedBy(one)].map(cell).join(' | ')} |`,
    ),
  );
  if (rows.length === 0) return [];
  return [
    '## Differences',
    '',
    '| Resource | Field | Agreed | Found | Mended by |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ];
}

/** Every figure with where and when it is from. */
function sourceLines({ items, total }: Plan): string[] {
  const rows = items.flatMap((item) =>
    (item.price?.parts ?? []).map((part) => {
      const each = part.perHour === undefined ? 'unknown' : part.perHour.toFixed(4);
      const from = part.source === 'documented' ? 'documentation' : (part.source ?? 'none found');
      return `| ${cell(item.name)} | ${cell(part.name)} × ${part.quantity.toFixed(0)} | ${each} | ${from === 'sku' ? 'price list' : from} | ${part.asOf ?? ''} |`;
    }),
  );
  if (rows.length === 0) return [];
  return [
    '## Prices',
    '',
    `| Resource | Part | ${total.currency} per hour | Source | Of |`,
    '| --- | --- | ---: | --- | --- |',
    ...rows,
    '',
  ];
}

function itemRow(item: PlanItem): string {
  const hour = item.price?.perHour;
  const known = hour === undefined ? 'unknown' : hour.toFixed(2);
  const month = hour === undefined ? 'unknown' : (hour * hoursPerMonth).toFixed(0);
  const price = item.price === undefined ? ' | ' : `${known} | ${month}`;
  const why = item.reason === undefined ? '' : ` (${item.reason})`;
  const after = item.after.length === 0 ? '' : `; after ${item.after.join(', ')}`;
  return `| ${signs[item.action]} ${item.action} | ${cell(item.name)} | ${cell(`${item.what}${why}${after}`)} | ${price} |`;
}

function mendedBy({ mend, note, why }: Difference): string {
  const more = mend === 'repair' ? note : why;
  const who = mend === 'repair' ? 'repair' : 'by hand';
  return more === undefined ? who : `${who}: ${more}`;
}
