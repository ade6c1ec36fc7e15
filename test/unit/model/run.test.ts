import { describe, expect, it } from 'vitest';
import { commitOf, groupMetrics, runStatus } from '../../../src/model/run';

describe('metrics of a run', () => {
  it('have as latest the point that was logged last, not the one with the highest step', () => {
    const [loss] = groupMetrics([
      { name: 'loss', value: 0.9, step: 100, order: 1 },
      { name: 'loss', value: 0.4, step: 3, order: 3 },
      { name: 'loss', value: 0.5, step: 2, order: 2 },
    ]);
    expect(loss).toEqual({
      name: 'loss',
      latest: { value: 0.4, step: 3 },
      points: [
        { value: 0.9, step: 100 },
        { value: 0.5, step: 2 },
        { value: 0.4, step: 3 },
      ],
    });
  });

  it('are sorted by name and keep times and values that are no numbers', () => {
    expect(
      groupMetrics([
        { name: 'b', value: Number.NaN, step: 0, order: 1, at: 5 },
        { name: '__proto__', value: Infinity, step: 0, order: 2 },
      ]),
    ).toEqual([
      {
        name: '__proto__',
        latest: { value: Infinity, step: 0 },
        points: [{ value: Infinity, step: 0 }],
      },
      {
        name: 'b',
        latest: { value: Number.NaN, step: 0, at: 5 },
        points: [{ value: Number.NaN, step: 0, at: 5 }],
      },
    ]);
  });
});

describe('a run', () => {
  it('has a status in any case of letters, or an unknown one', () => {
    expect(['RUNNING', 'finished', 'odd', null].map(runStatus)).toEqual([
      'running',
      'finished',
      'unknown',
      'unknown',
    ]);
  });

  it('takes a commit from its tags only when it looks like one', () => {
    const tagged = (value: string) => ({
      job: undefined,
      tags: [{ name: 'mlflow.source.git.commit', value }],
    });
    expect(commitOf(tagged('0123456789abcdef0123456789abcdef01234567'))).toHaveLength(40);
    expect(commitOf(tagged('--output=/etc/passwd'))).toBeUndefined();
  });
});
