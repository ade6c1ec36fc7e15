import { publicConsole } from '../../../src/model/consoleLinks';
import { expect, it } from 'vitest';
import { planMarkdown } from '../../../src/model/planMarkdown';
import * as data from '../../browser/planData';

it.each([
  ['new', data.agreeable],
  ['blocked', data.blocked],
  ['drifted', data.drifted],
])('the %s plan as text', async (name, state) => {
  const { plan } = state();
  await expect(planMarkdown(plan!, publicConsole)).toMatchFileSnapshot(
    `../../fixtures/plan/${name}.md`,
  );
});

it('keeps its tables whole, whatever the cloud calls things', () => {
  const plan = data.drifted().plan!;
  const items = plan.items.map((item) => ({
    ...item,
    name: `${item.name} | x`,
    differences: item.differences.map((one) => ({ ...one, found: 'a | b\n| c |' })),
  }));
  const rows = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('|'));
  const [plain, hostile] = [
    planMarkdown(plan, publicConsole),
    planMarkdown({ ...plan, items }, publicConsole),
  ].map(rows);
  const cells = (row: string): number => row.split(/(?<!\\)\|/).length;
  expect(hostile!.map(cells)).toEqual(plain!.map(cells));
  expect(hostile!.join('\n')).toContain('| a \\| b \\| c \\| |');
});
