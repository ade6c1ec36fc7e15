import { describe, expect, it } from 'vitest';
import { colourQuery } from '../../../../src/model/query/colours';
import { completeQuery } from '../../../../src/model/query/complete';
import { withClause } from '../../../../src/model/query/edit';
import { matchingRows } from '../../../../src/model/query/evaluate';
import { parseQuery } from '../../../../src/model/query/parse';
import { printQuery } from '../../../../src/model/query/print';
import { type Syntax } from '../../../../src/model/query/query';
import { whyNothing } from '../../../../src/model/query/whyNothing';
import { data, found, names, now, plan } from './queryCase';

const count = 12_000;
const pieces = [
  ...[
    'metrics.AUC',
    'AUC',
    'params.model',
    'tags.stage',
    'status',
    'created',
    'x',
    'order',
    'sort',
  ],
  ...[' ', ' ', ' ', ' ', ' ', ' ', '  ', '\n', '\t'],
  ...[
    'by',
    'desc',
    'asc',
    'and',
    'or',
    'not',
    'in',
    'is',
    'missing',
    'exists',
    'ago',
    'AND',
    'min',
  ],
  ...[
    '=',
    '!=',
    '<',
    '<=',
    '>',
    '>=',
    '~',
    '!~',
    '!',
    '==',
    '<>',
    '(',
    ')',
    ',',
    '.',
    '"',
    "'",
    '`',
    '\\',
  ],
  ...[
    '0.8',
    '1e-3',
    'nan',
    'inf',
    '2d',
    '5',
    '-',
    '"a b"',
    '`a.b`',
    'RandomForest',
    'metrics.',
    '.best',
  ],
  ...[
    '🦊',
    '\u202E',
    '\uD800',
    'é',
    '<img src=x onerror=alert(1)>',
    '__proto__',
    'constructor',
    '\u0000',
  ],
];

describe(`${count.toLocaleString('en-US')} texts made at random`, { timeout: 60_000 }, () => {
  const random = generator(11);
  const texts = Array.from({ length: count }, () => {
    const length = Math.floor(random() * 14);
    return Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join('');
  });

  it('never make reading, colouring, completing, counting or explaining throw', () => {
    let good = 0;
    for (const text of texts) {
      const parsed = plan(text);
      const { problem } = parsed;
      if (problem) {
        expect(problem.start).toBeGreaterThanOrEqual(0);
        expect(problem.end).toBeLessThanOrEqual(text.length);
        expect(problem.start).toBeLessThanOrEqual(problem.end);
        expect(problem.message).toMatch(/\.$|\?$/);
      } else good++;
      matchingRows(parsed.test, data);
      whyNothing(parsed.syntax, names, data, now);
      const coloured = colourQuery(text);
      expect(coloured.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
      const at = Math.floor(random() * (text.length + 1));
      const completed = completeQuery(text, at, {
        names,
        column: () => undefined,
        fact: (name) => data.fact(name),
      });
      expect(completed.start <= at && at <= completed.end && completed.end <= text.length).toBe(
        true,
      );
    }
    // Otherwise the texts would test too little.
    expect(good).toBeGreaterThan(count / 20);
  });

  it('are the same query after they are printed and read again', () => {
    for (const text of texts) {
      const syntax = parseQuery(text);
      if (syntax.problem) continue;
      const printed = printQuery(syntax);
      expect(bare(parseQuery(printed)), `${text}\n${printed}`).toEqual(bare(syntax));
    }
  });

  it('can be narrowed by a condition, which then holds', () => {
    for (const text of texts) {
      const narrowed = withClause(text, 'status = failed');
      const rows = found(narrowed);
      if (plan(text).problem === undefined) expect(['quiet', ''], narrowed).toContain(rows);
    }
  });
});

it('reads what nests too deep or is too long up to a sentence', () => {
  expect(found('('.repeat(5_000))).toContain('too many parentheses');
  expect(found('not '.repeat(2_000) + 'x')).toContain('too many parentheses');
  expect(found('x '.repeat(6_000))).toContain('too long');
  expect(found(`${'x and '.repeat(1_500)}x`)).toBe('bold quiet');
});

/** Without places: what was written differently may be the same query. */
function bare({ where, order }: Syntax): unknown {
  return JSON.parse(
    JSON.stringify({ where, order }, (key, value: unknown) =>
      key === 'start' || key === 'end' ? undefined : value,
    ),
  );
}

function generator(seed: number): () => number {
  let value = seed;
  return () => {
    value = (value * 1_103_515_245 + 12_345) % 2_147_483_648;
    return value / 2_147_483_648;
  };
}
