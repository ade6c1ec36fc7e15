import { describe, expect, it } from 'vitest';
import { beginAlike, nameParts } from '../../../src/webviews/runs/app/nameParts';

describe('a name that is too long', () => {
  it.each([
    ['loan-forest-depth-16-seed-42', 'loan-forest-depth-16-seed', '-42'],
    ['logistic_regression-7', 'logistic_regression', '-7'],
    ['loan_prediction_forest_0042', 'loan_prediction_forest', '_0042'],
    ['quality_of_segment_12_precision', 'quality_of_segment', '_12_precision'],
    ['quality_of_segment_precision', 'quality_of_segment', '_precision'],
    ['experiment/with/folders/17', 'experiment/with/folders', '/17'],
    ['withoutAnyMarkButVeryLong', 'withoutAnyMarkBut', 'VeryLong'],
    ['a name that ends in a mark-', 'a name that ends in a', ' mark-'],
  ])('%s keeps its end from a mark on', (name, head, tail) => {
    expect(nameParts(name)).toEqual({ head, tail });
    expect(head + tail).toBe(name);
  });

  it.each(['short-name-12', 'лисица-очень-длинное-имя', 'ends with a fox 🦊 as a tail'])(
    '%s is cut at its end',
    (name) => {
      expect(nameParts(name)).toBeUndefined();
    },
  );
});

it('names are of families when most of the long ones begin as others do', () => {
  expect(beginAlike(['loan-forest-seed-1', 'loan-forest-seed-2', 'quiet-otter-1'])).toBe(true);
  expect(beginAlike(['swift-heron-214-abc', 'loyal-bat-700-abcd', 'bold-lynx-311-abc'])).toBe(
    false,
  );
  const methods = ['random_forest', 'decision_tree', 'logistic_regression'];
  expect(beginAlike(methods.flatMap((method) => [`${method}-seed-42`, `${method}-seed-64`]))).toBe(
    true,
  );
  const animals = Array.from(
    { length: 400 },
    (_one, index) => `${index % 80}-otter-likes-${index}`,
  );
  expect(beginAlike(animals)).toBe(false);
  expect(beginAlike(['run-1', 'run-2', 'run-3'])).toBe(false);
  expect(beginAlike(['loan-forest-seed-1'])).toBe(false);
  expect(beginAlike([])).toBe(false);
});
