import { expect, it } from 'vitest';
import { planMarkdown } from '../../../src/model/planMarkdown';
import * as data from '../../browser/planData';

it.each([
  ['new', data.agreeable],
  ['blocked', data.blocked],
  ['drifted', data.drifted],
])('the %s plan as text', async (name, state) => {
  const { plan } = state();
  await expect(planMarkdown(plan!)).toMatchFileSnapshot(`../../fixtures/plan/${name}.md`);
});
