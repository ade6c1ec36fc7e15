import { expect, it } from 'vitest';
import { countLines } from '../../../src/model/codeChanges';
import { applyParams, constantName } from '../../../src/model/reproduce';

const script = `import x
RANDOM_SEED = 42  # the answer
MAX_DEPTH: int = 20
LEARNING_RATE = 0.1
MODEL = "gini"
USE_CACHE = False
LEAVES = None
OTHER = 1
def f():
    RANDOM_SEED = 3
`;

it('puts params into the constants of their names and touches nothing else', () => {
  const { text, changes, matched } = applyParams(script, [
    { name: 'RANDOM_SEED', value: '7' },
    { name: 'max_depth', value: 'None' },
    { name: 'learningRate', value: '0.10' },
    { name: 'model', value: 'entropy' },
    { name: 'use-cache', value: 'true' },
    { name: 'leaves', value: '90' },
    { name: 'not_there', value: '1' },
  ]);
  expect(text).toBe(`import x
RANDOM_SEED = 7  # the answer
MAX_DEPTH: int = None
LEARNING_RATE = 0.1
MODEL = "entropy"
USE_CACHE = True
LEAVES = 90
OTHER = 1
def f():
    RANDOM_SEED = 3
`);
  expect(changes.map(({ name, from, to }) => `${name} ${from} → ${to}`)).toEqual([
    'RANDOM_SEED 42 → 7',
    'MAX_DEPTH 20 → None',
    'MODEL "gini" → "entropy"',
    'USE_CACHE False → True',
    'LEAVES None → 90',
  ]);
  expect(matched).toEqual([
    'RANDOM_SEED',
    'max_depth',
    'learningRate',
    'model',
    'use-cache',
    'leaves',
  ]);
});

it('writes no value that is not plain: code in a param stays a param', () => {
  const evil = [
    { name: 'model', value: '"; import os; os.system("x") #' },
    { name: 'RANDOM_SEED', value: '__import__("os")' },
    { name: 'leaves', value: 'a\nb' },
    { name: 'other', value: 'many' },
  ];
  expect(applyParams(script, evil)).toEqual({ text: script, changes: [], matched: [] });
});

it('keeps the line ends of the file', () => {
  expect(applyParams('A = 1\r\nB = 2\r\n', [{ name: 'b', value: '3' }]).text).toBe(
    'A = 1\r\nB = 3\r\n',
  );
});

it.each([
  ['n_estimators', 'N_ESTIMATORS'],
  ['maxDepth', 'MAX_DEPTH'],
  ['opt.lr', 'OPT_LR'],
])('%s is the constant %s', (param, constant) => {
  expect(constantName(param)).toBe(constant);
});

it('counts lines of a diff, not its heads', () => {
  expect(countLines('--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n-old\n+new\n+more\n same\n')).toEqual({
    added: 2,
    removed: 1,
  });
});
