import { type DestroyPlan } from './destroyPlan';

/** The preview as a text for a ticket or a chat. */
export function destroyMarkdown(name: string, { items, leftovers }: DestroyPlan): string {
  const goes = items.filter((item) => item.action === 'delete');
  const stays = items.filter((item) => item.action === 'keep' || item.action === 'lost');
  const gone = items.filter((item) => item.action === 'gone');
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines.map((line) => `- ${line}`)];
  return [
    `# Destroying ${name}`,
    ...section(
      'Goes',
      goes.map(({ kind, name: what, resourceId, reason, takes }) =>
        [
          `${kind} **${what}**`,
          ...(resourceId === undefined ? [] : [`\`${resourceId}\``]),
          ...(reason === undefined ? [] : [reason]),
          ...(takes.length === 0 ? [] : [`with ${takes.join(', ')}`]),
        ].join(', '),
      ),
    ),
    ...section('Stays', [
      ...stays.map(
        ({ kind, name: what, reason }) => `${kind} **${what}**: ${reason ?? 'not ours'}`,
      ),
      ...leftovers.map(
        ({ what, why, costs }) => `${what}: ${why}${costs ? ' (goes on costing)' : ''}`,
      ),
    ]),
    ...section(
      'Gone already',
      gone.map(({ kind, name: what }) => `${kind} **${what}**`),
    ),
    '',
  ].join('\n');
}
