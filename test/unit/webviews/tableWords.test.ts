import { describe, expect, it } from 'vitest';
import { type TextColumn } from '../../../src/model/frame/columns';
import { changeOf } from '../../../src/webviews/runs/app/table/change';
import { commonPrefix } from '../../../src/webviews/runs/app/table/prefix';

const texts = (...dictionary: string[]): TextColumn => ({
  kind: 'text',
  codes: Uint32Array.from(dictionary.keys()),
  dictionary,
});

describe('what all texts of a column begin with', () => {
  it.each([
    [['mlops-experiment-1', 'mlops-experiment-2'], 'mlops-experiment-'],
    [['mlops-main', 'mlops-mark'], 'mlops-'],
    [['s3://data/a', 's3://data/b/c'], 's3://data/'],
    [['main', 'master'], ''],
    [['a-1', 'a-2'], ''],
    [['same-name'], ''],
    [['mlops-1', ''], ''],
    [['v1\n- x', 'v1\n- y'], 'v1\n- '],
  ])('of %j is %j', (all, prefix) => {
    expect(commonPrefix(texts(...all))).toBe(prefix);
  });
});

describe('a change against the baseline', () => {
  const written = (...given: Parameters<typeof changeOf>): string => {
    const { tone, sign, words, amount } = changeOf(...given);
    return [tone, sign, words, amount].join('|');
  };
  it.each([
    [0.85, 0.8, 'higher', 0.1, 'good|▲|better by|0.0500'],
    [0.75, 0.8, 'higher', 0.1, 'bad|▽|worse by|0.0500'],
    [0.75, 0.8, 'lower', 0.1, 'good|▼|better by|0.0500'],
    [0.85, 0.8, 'lower', 0.1, 'bad|△|worse by|0.0500'],
    [0.801, 0.8, 'higher', 0.1, 'good pale|▲|better by|0.0010'],
    [0.800027, 0.8, 'higher', 0.1, 'good pale|▲|better by|2.7e−5'],
    [0.85, 0.8, 'unknown', 0.1, 'faint|↑|changed by|0.0500'],
    [0.8, 0.8, 'higher', 0.1, 'faint|=|equal|0'],
    [Number.NaN, 0.8, 'higher', 0.1, 'faint|||–'],
    [Number.POSITIVE_INFINITY, 0.8, 'higher', 0.1, 'good|▲|better by|∞'],
    [undefined, 0.8, 'higher', 0.1, '|||'],
    [0.8, undefined, 'higher', 0.1, '|||'],
  ] as const)(
    'from %2$s to %1$s where %3$s is better: %5$s',
    (value, against, way, range, text) => {
      expect(written(value, against, way, range)).toBe(text);
    },
  );
});
