import { describe, expect, it } from 'vitest';
import { betterDirection, compareRuns } from '../../../src/model/compare';
import { type RunId } from '../../../src/model/ids';
import { groupMetrics } from '../../../src/model/run';

function run(id: string, params: Record<string, string>, metrics: Record<string, number>) {
  return {
    id: id as RunId,
    params: Object.entries(params).map(([name, value]) => ({ name, value })),
    tags: [],
    metrics: groupMetrics(
      Object.entries(metrics).map(([name, value], order) => ({ name, value, step: 0, order })),
    ),
  };
}

describe('comparing runs', () => {
  it('shows what differs from the baseline, regressions first, and counts what is equal', () => {
    const result = compareRuns(
      [
        run('a', { seed: '1', depth: '3' }, { accuracy: 0.8, loss: 0.5, rows: 100, auc: 0.9 }),
        run('b', { seed: '2', depth: '3' }, { accuracy: 0.84, loss: 0.6, rows: 120, auc: 0.9 }),
      ],
      'a' as RunId,
    );
    expect(result?.params).toEqual({
      differing: [{ name: 'seed', values: ['1', '2'] }],
      equal: 1,
    });
    expect(
      result?.metrics.differing.map((row) => [
        row.name,
        row.direction,
        row.cells[1]?.verdict,
        row.cells[1]?.delta?.toFixed(2),
      ]),
    ).toEqual([
      ['loss', 'lower', 'worse', '0.10'],
      ['accuracy', 'higher', 'better', '0.04'],
      ['rows', 'unknown', 'unknown', '20.00'],
    ]);
    expect(result?.metrics.equal).toBe(1);
  });

  it('takes the first run as baseline when the wanted one is not among them', () => {
    const runs = [run('a', {}, {}), run('b', {}, {})];
    expect(compareRuns(runs, 'gone' as RunId)?.baseline).toBe('a');
    expect(compareRuns([])).toBeUndefined();
  });

  it('keeps values that only some runs have', () => {
    const result = compareRuns([run('a', { x: '1' }, { f1: 1 }), run('b', {}, { recall: 1 })]);
    expect(result?.params.differing).toEqual([{ name: 'x', values: ['1', undefined] }]);
    expect(result?.metrics.differing.map((row) => row.cells.map((cell) => cell?.value))).toEqual([
      [1, undefined],
      [undefined, 1],
    ]);
  });

  it('calls a metric that became NaN worse, and one that stayed NaN equal', () => {
    const result = compareRuns([
      run('a', {}, { loss: 0.5, acc: Number.NaN }),
      run('b', {}, { loss: Number.NaN, acc: Number.NaN }),
    ]);
    expect(result?.metrics.differing.map((row) => [row.name, row.cells[1]?.verdict])).toEqual([
      ['loss', 'worse'],
    ]);
    expect(result?.metrics.equal).toBe(1);
  });

  it('gives no share of a baseline that is zero', () => {
    const result = compareRuns([run('a', {}, { loss: 0 }), run('b', {}, { loss: 1 })]);
    expect(result?.metrics.differing[0]?.cells[1]).toEqual({
      value: 1,
      delta: 1,
      relative: undefined,
      verdict: 'worse',
    });
  });

  it('treats names that JavaScript knows as ordinary names', () => {
    const result = compareRuns([
      run('a', { constructor: '1' }, { toString: 1 }),
      run('b', { constructor: '2' }, { toString: 2 }),
    ]);
    expect(result?.params.differing[0]?.values).toEqual(['1', '2']);
    expect(result?.metrics.differing[0]?.name).toBe('toString');
  });
});

describe('the better direction of a metric', () => {
  it.each([
    ['accuracy', 'higher'],
    ['val_accuracy', 'higher'],
    ['valAccuracy', 'higher'],
    ['test/f1', 'higher'],
    ['roc_auc', 'higher'],
    ['f1_score', 'higher'],
    ['loss', 'lower'],
    ['val_loss', 'lower'],
    ['valLoss', 'lower'],
    ['score_loss', 'lower'],
    ['rmse', 'lower'],
    ['log_loss', 'lower'],
    ['neg_log_loss', 'higher'],
    ['negative_mean_squared_error', 'higher'],
    ['training_time', 'lower'],
    ['mean_fit_time', 'lower'],
    ['epoch', 'unknown'],
    ['learning_rate', 'unknown'],
    ['glossary', 'unknown'],
    ['negroni', 'unknown'],
  ] as const)('of %s is %s', (name, direction) => {
    expect(betterDirection(name)).toBe(direction);
  });
});
