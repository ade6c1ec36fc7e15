import { expect, it } from 'vitest';
import { tokenAge, tokenEndWarning } from '../../../src/model/tokenAge';

const hour = 3_600_000;
const pasted = 1_000 * hour;

it.each([
  [0, 'IAM token, pasted just now: it runs out within 12 h, or sooner when it was made earlier.'],
  [
    3.5 * hour,
    'IAM token, pasted 3 h ago: it runs out within 8 h, or sooner when it was made earlier.',
  ],
  [
    11.5 * hour,
    'IAM token, pasted 11 h ago: it runs out within 30 min, or sooner when it was made earlier.',
  ],
  [13 * hour, 'IAM token, pasted 13 h ago: it has run out by now; sign in again.'],
])('tells the age of a pasted token after %i ms', (age, text) => {
  expect(tokenAge(pasted, pasted + age).text).toBe(text);
});

it('warns in the last hour, and when it is too late', () => {
  expect(tokenEndWarning(pasted, pasted + 11 * hour - 1)).toBeUndefined();
  expect(tokenEndWarning(pasted, pasted + 11.25 * hour)).toContain('runs out within 45 min');
  expect(tokenEndWarning(pasted, pasted + 12 * hour)).toContain('has run out by now');
});
