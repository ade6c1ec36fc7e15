import { describe, expect, it } from 'vitest';
import { betterDirection } from '../../../../src/model/compare';
import {
  type Arrangement,
  arrange,
  type Line,
  type ValueRow,
} from '../../../../src/model/comparison/lines';
import { groupByVerdict, metricCells } from '../../../../src/model/comparison/metrics';
import { collectValues, type RunValues } from '../../../../src/model/comparison/runValues';
import { type RunId } from '../../../../src/model/ids';
import { groupMetrics } from '../../../../src/model/run';

type Texts = Record<string, string>;

function run(id: string, metrics: Record<string, number>, params: Texts = {}, tags: Texts = {}) {
  const named = (values: Texts) => Object.entries(values).map(([name, value]) => ({ name, value }));
  return {
    id: id as RunId,
    params: named(params),
    tags: named(tags),
    metrics: groupMetrics(
      Object.entries(metrics).map(([name, value], order) => ({ name, value, step: 0, order })),
    ),
  };
}

function show(
  values: RunValues,
  how: Partial<Arrangement> = {},
  environment: readonly ValueRow[] = [],
): { lines: string[]; hidden: number } {
  const { lines, hidden } = arrange(values, environment, {
    order: values.runs.map((_run, index) => index),
    directionOf: betterDirection,
    regressionsFirst: true,
    showsEqual: () => false,
    isCollapsed: () => false,
    find: '',
    ...how,
  });
  return { lines: lines.map((line) => words(line, values, environment)), hidden };
}

function words(line: Line, values: RunValues, environment: readonly ValueRow[]): string {
  switch (line.kind) {
    case 'section':
      return `# ${line.id} ${line.differing}/${line.total}`;
    case 'group':
      return `- ${line.id} ${line.count}`;
    case 'metric':
      return values.metrics.names[line.row] ?? '?';
    case 'param':
      return values.params.names[line.row] ?? '?';
    case 'tag':
      return values.tags.names[line.row] ?? '?';
    case 'environment':
      return environment[line.row]?.name ?? '?';
    case 'code':
      return 'code';
  }
}

describe('lines of a comparison', () => {
  const values = collectValues([
    run(
      'a',
      { accuracy: 0.8, loss: 0.5, rows: 100, auc: 0.9, f1: 0.5, recall: 0.7 },
      { seed: '1', depth: '3' },
      { data: 'v3', 'gitlab.CI_JOB_ID': '1' },
    ),
    run(
      'b',
      { accuracy: 0.84, loss: 0.6, rows: 120, auc: 0.9, f1: 0.5, recall: 0.5 },
      { seed: '2', depth: '3' },
      { data: 'v3', 'gitlab.CI_JOB_ID': '2' },
    ),
    run(
      'c',
      { accuracy: 0.81, loss: 0.4, rows: 100, auc: 0.9, f1: 0.6, recall: 0.8 },
      { seed: '1', depth: '3', x: 'y' },
      { data: 'v3' },
    ),
  ]);

  it('puts regressions first, the largest relative loss on top, and counts what all agree on', () => {
    expect(show(values)).toEqual({
      lines: [
        '# metrics 5/6',
        '- worse 2',
        'recall',
        'loss',
        '- better 1',
        'accuracy',
        '- mixed 1',
        'f1',
        '- unknown 1',
        'rows',
        '# params 2/3',
        'seed',
        'x',
        'code',
        '# tags 0/1',
      ],
      hidden: 3,
    });
  });

  it('shows what is equal after what differs, section by section', () => {
    const { lines, hidden } = show(values, { showsEqual: (id) => id !== 'tags' });
    expect(lines.slice(9)).toEqual([
      'rows',
      '- equal 1',
      'auc',
      '# params 2/3',
      'seed',
      'x',
      'code',
      'depth',
      '# tags 0/1',
    ]);
    expect(hidden).toBe(1);
  });

  it('judges against the run that stands first', () => {
    const { lines } = show(values, { order: [1, 0, 2] });
    expect(lines.slice(0, 4)).toEqual(['# metrics 5/6', '- worse 1', 'accuracy', '- better 2']);
  });

  it('leaves out values that only runs outside the comparison have', () => {
    expect(show(values, { order: [0, 1] }).lines).not.toContain('x');
  });

  it('lists by name when regressions need not come first', () => {
    expect(show(values, { regressionsFirst: false }).lines.slice(1, 6)).toEqual([
      'accuracy',
      'f1',
      'loss',
      'recall',
      'rows',
    ]);
  });

  it('follows the direction that the user gave a metric', () => {
    const groups = groupByVerdict(values, [0, 1, 2], (name) =>
      name === 'rows' ? 'lower' : betterDirection(name),
    );
    expect(groups.worse.map((row) => values.metrics.names[row]).sort()).toEqual([
      'loss',
      'recall',
      'rows',
    ]);
  });

  it('collapses groups and sections, and finds by part of a name', () => {
    const collapsed = show(values, { isCollapsed: (id) => id === 'worse' || id === 'params' });
    expect(collapsed.lines.slice(1, 4)).toEqual(['- worse 2', '- better 1', 'accuracy']);
    expect(collapsed.lines).not.toContain('seed');
    expect(show(values, { find: 'LOSS' }).lines).toEqual(['# metrics 1/1', '- worse 1', 'loss']);
  });

  it('compares the environment apart from the other tags', () => {
    const environment = [
      { name: 'numpy', values: ['2.0', '2.1', '2.0'] },
      { name: 'Python', values: ['3.11', '3.11', '3.11'] },
    ];
    expect(show(values, {}, environment).lines.slice(-2)).toEqual(['# environment 1/2', 'numpy']);
  });
});

describe('cells of a metric', () => {
  const cells = (direction: 'higher' | 'lower' | 'unknown', ...numbers: (number | undefined)[]) => {
    const runs = numbers.map((value, index) =>
      run(String(index), value === undefined ? {} : { m: value }),
    );
    return metricCells(collectValues(runs), 0, [...numbers.keys()], direction);
  };

  it('scale bars by the largest change of the row and name the best value', () => {
    const { cells: found, scale, best } = cells('lower', 0.5, 0.6, 0.25, undefined);
    expect(found.map((cell) => [cell?.value, cell?.verdict])).toEqual([
      [0.5, 'unknown'],
      [0.6, 'worse'],
      [0.25, 'better'],
      [undefined, undefined],
    ]);
    expect([scale, best]).toEqual([0.25, 0.25]);
  });

  it('call what became NaN worse, keep infinities out of the scale, and know no share of zero', () => {
    const { cells: found, scale, best } = cells('higher', 0, Number.NaN, Infinity, 1);
    expect(found.map((cell) => [cell?.verdict, cell?.relative])).toEqual([
      ['unknown', undefined],
      ['worse', undefined],
      ['better', undefined],
      ['better', undefined],
    ]);
    expect([scale, best]).toEqual([1, 1]);
    expect(cells('lower', Number.NaN, Number.NaN).cells[1]?.verdict).toBe('equal');
    expect(cells('lower', Number.NaN, 1).cells[1]?.verdict).toBe('better');
    expect(cells('lower', 1, 1).best).toBeUndefined();
    expect(cells('unknown', 1, 2).best).toBeUndefined();
  });

  it('take a baseline without a value as unknown', () => {
    expect(cells('higher', undefined, 1).cells[1]).toEqual({
      value: 1,
      delta: undefined,
      relative: undefined,
      verdict: 'unknown',
    });
  });
});

it('takes names that JavaScript knows as ordinary names', () => {
  const values = collectValues([
    run('a', { toString: 1 }, { constructor: '1', __proto__x: 'a' }),
    run('b', { toString: 2 }, { constructor: '2' }),
  ]);
  expect(show(values).lines).toEqual(
    expect.arrayContaining(['toString', 'constructor', '__proto__x']),
  );
});
