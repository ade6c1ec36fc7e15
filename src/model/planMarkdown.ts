import { type Plan, type PlanItem } from './plan';
import { hoursPerMonth } from './price';

const signs = { create: '+', adopt: '↻', exists: '✓', change: '~', blocked: '✗' } as const;

/** The plan as text, to be kept or sent to somebody who has to agree. */
export function planMarkdown(plan: Plan): string {
  const { total } = plan;
  return [
    `# Environment plan: ${plan.blueprint.stackId}`,
    '',
    `Cloud ${plan.cloudName}, folder ${plan.folderName}, zone ${plan.blueprint.zone}. Read ${new Date(plan.readAt).toISOString()}.`,
    '',
    `| Action | Resource | What it will be | ${total.currency} per hour | per month |`,
    '| --- | --- | --- | ---: | ---: |',
    ...plan.items.map(itemRow),
    `| | **Total** | ${total.complete ? '' : 'without the items whose price is unknown'} | ${total.perHour.toFixed(2)} | ${total.perMonth.toFixed(0)} |`,
    '',
    '## Quotas',
    '',
    '| Quota | Needed | Used | Limit |',
    '| --- | ---: | ---: | ---: |',
    ...plan.quotas.map(
      (quota) =>
        `| ${quota.name} | ${quota.needed} | ${quota.used ?? 'unknown'} | ${quota.limit ?? 'unknown'} |`,
    ),
    '',
    '## Before you agree',
    '',
    ...plan.notes.map((note) => `- **${note.title}** ${note.text}`),
    '',
  ].join('\n');
}

function itemRow(item: PlanItem): string {
  const hour = item.price?.perHour;
  const known = hour === undefined ? 'unknown' : hour.toFixed(2);
  const month = hour === undefined ? 'unknown' : (hour * hoursPerMonth).toFixed(0);
  const price = item.price === undefined ? ' | ' : `${known} | ${month}`;
  const why = item.reason === undefined ? '' : ` (${item.reason})`;
  return `| ${signs[item.action]} ${item.action} | ${item.name} | ${item.what}${why} | ${price} |`;
}
