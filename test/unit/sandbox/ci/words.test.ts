import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../../src/sandbox/gitlab/ci/config/duration';
import { expandAll } from '../../../../src/sandbox/gitlab/ci/config/expand';
import { matchesGlob } from '../../../../src/sandbox/gitlab/ci/config/glob';

describe('globs', () => {
  it.each([
    ['*.md', 'a.md', true],
    ['*.md', 'docs/a.md', false],
    ['**/*.md', 'a.md', true],
    ['**/*.md', 'docs/x/a.md', true],
    ['docs/**/*', 'docs/x/a.md', true],
    ['docs/*', 'docs/x/a.md', false],
    ['src/*.{ts,tsx}', 'src/a.tsx', true],
    ['src/*.{ts,tsx}', 'src/a.js', false],
    ['file[0-9].txt', 'file7.txt', true],
    ['file[!0-9].txt', 'file7.txt', false],
    ['a?c', 'abc', true],
    ['a.c', 'abc', false],
    ['results/', 'results/', true],
    ['.*', '.env', true],
  ])('%s on %s: %s', (glob, path, expected) => {
    expect(matchesGlob(glob, path)).toBe(expected);
  });
});

describe('durations', () => {
  it.each([
    ['90', 90],
    ['1 hour 30 minutes', 5_400],
    ['1h 30m', 5_400],
    ['1h30m', 5_400],
    ['3 days', 259_200],
    ['2 weeks and 1 day', 1_296_000],
    ['30 days', 2_592_000],
    ['1.5 hrs', 5_400],
    ['soon', undefined],
    ['5 parsecs', undefined],
    ['', undefined],
  ])('%s is %s seconds', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });
});

describe('variables in variables', () => {
  it('are put in place by the runner, except in raw ones and circles', () => {
    const list = Object.entries({
      HOST: 'gitlab',
      URL: 'https://$HOST/${PATH_}x$MISSING',
      PATH_: 'p/',
      COST: '5$$',
      LOOP: '$LOOP:a',
    }).map(([key, value]) => ({ key, value, raw: false }));
    expect(expandAll([...list, { key: 'RAW', value: '$HOST', raw: true }])).toEqual({
      HOST: 'gitlab',
      URL: 'https://gitlab/p/x',
      PATH_: 'p/',
      COST: '5$',
      LOOP: '$LOOP:a',
      RAW: '$HOST',
    });
  });
});
