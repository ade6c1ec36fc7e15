import { describe, expect, it } from 'vitest';
import {
  changedConstants,
  commitSubject,
  constantProblem,
  findConstants,
} from '../../../src/model/constants';

const script = `"""Trains."""
import os

RANDOM_SEED = 42  # of everything
TEST_SHARE: float = 0.2
NAMES: dict[str, int] = {}
MODEL='forest'
VERBOSE = True
LIMIT = None
RATE = 1e-3
BIG = 1_000
lower = 1
PATH = os.environ["X"]
SUM = 1 + 2
if True:
    INSIDE = 3
`;

describe('constants of a Python file', () => {
  it('are plain values at the top level, with their place', () => {
    expect(findConstants(script).map(({ name, value }) => `${name}=${value}`)).toEqual([
      'RANDOM_SEED=42',
      'TEST_SHARE=0.2',
      "MODEL='forest'",
      'VERBOSE=True',
      'LIMIT=None',
      'RATE=1e-3',
      'BIG=1_000',
    ]);
    const lines = script.split('\n');
    for (const { value, line, start, end } of findConstants(script)) {
      expect(lines[line]?.slice(start, end)).toBe(value);
    }
  });

  it('are found with Windows line ends', () => {
    expect(findConstants('A = 1\r\nB = "x"\r\n').map(({ value }) => value)).toEqual(['1', '"x"']);
  });

  it.each([
    ['42', '7', undefined],
    ['42', ' -7.5e3 ', undefined],
    ['None', '3', undefined],
    ["'a'", '"b"', undefined],
    ['42', '', 'Type a value.'],
    ['42', '"7"', '42 is a number; type one too.'],
    ['True', '1', 'True is a yes-or-no value; type one too.'],
    ['42', '7\nimport os', 'Type a number, a quoted text, True, False or None.'],
    ['42', '7 # note', 'Type a number, a quoted text, True, False or None.'],
    ['"a"', '"b" + c', 'Type a number, a quoted text, True, False or None.'],
    ['"a"', '"b\\"', 'Type a number, a quoted text, True, False or None.'],
  ])('%s may become %s? %s', (old, text, problem) => {
    expect(constantProblem(old, text)).toBe(problem);
  });

  it('become the first line of a commit', () => {
    const one = changedConstants('A = 1\nB = 2\n', 'A = 7\nB = 2\nC = 3\n');
    expect(one).toEqual([{ name: 'A', from: '1', to: '7' }]);
    expect(commitSubject(one, ['a.py'])).toBe('Change A from 1 to 7');
    const two = changedConstants('A = 1\nB = 2\n', 'A = 7\nB = 3\n');
    expect(commitSubject(two, ['a.py'])).toBe('Change A to 7, B to 3');
    const many = Array.from({ length: 9 }, (_, n) => ({ name: `LONG_${n}`, from: '1', to: '2' }));
    expect(commitSubject(many, [])).toBe('Change 9 constants');
    expect(commitSubject([], ['README.md'])).toBe('Change README.md');
    expect(commitSubject([], ['a', 'b'])).toBe('Change 2 files');
  });
});
