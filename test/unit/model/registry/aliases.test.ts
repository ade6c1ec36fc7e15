import { describe, expect, it } from 'vitest';
import {
  type AliasChange,
  aliasesOf,
  aliasProblem,
  currentAliases,
  previousVersion,
} from '../../../../src/model/registry/aliasChanges';
import { keptChanges, readAliases, writeAliases } from '../../../../src/model/registry/aliases';

const at = Date.UTC(2026, 10, 1);
const change = (
  alias: string,
  version: string | undefined,
  days = 0,
  by = 'anna',
): AliasChange => ({
  alias,
  version,
  at: at + days * 86_400_000,
  by,
});

describe('aliases in the description of a model', () => {
  const changes = [
    change('production', '0.1.0'),
    change('staging', '0.2.0', 1),
    change('production', '0.2.0', 2, 'boris'),
  ];

  it('are a list for people and data for the tool', () => {
    const written = writeAliases({ text: 'Predicts loans.\n', changes });
    expect(written.split('\n').filter((line) => !line.startsWith('<!-- mlops'))).toEqual([
      'Predicts loans.',
      '',
      '#### Aliases',
      '',
      '- `production` → 0.2.0 (since 2026-11-03 by boris, before: 0.1.0)',
      '- `staging` → 0.2.0 (since 2026-11-02 by anna)',
      '',
      '<!-- /mlops-aliases -->',
    ]);
    expect(readAliases(written)).toEqual({ text: 'Predicts loans.', changes });
  });

  it('leave what stands around the block as it was', () => {
    const written = `${writeAliases({ text: 'Before.', changes })}\n\nAfter, by hand.`;
    expect(readAliases(written).text).toBe('Before.\n\nAfter, by hand.');
  });

  it('come back whatever the names hold, and end no comment early', () => {
    const odd = [change('production', '1.0.0', 0, 'eve --> <script>alert(1)</script> `x`')];
    const written = writeAliases({ text: '', changes: odd });
    expect(written.match(/-->/g)).toHaveLength(2);
    expect(written).not.toContain('<script>');
    expect(readAliases(written).changes).toEqual(odd);
  });

  it.each([
    'nothing here',
    '<!-- mlops-aliases {"format":1,"changes":[]}',
    '<!-- mlops-aliases {"format":2,"changes":[]} -->\n<!-- /mlops-aliases -->',
    '<!-- mlops-aliases not json -->\n<!-- /mlops-aliases -->',
    '<!-- mlops-aliases {"format":1,"changes":[{"alias":"1.0.0","at":1,"by":"x"}]} -->\n<!-- /mlops-aliases -->',
  ])('are none, and the text stays, in %j', (description) => {
    expect(readAliases(description)).toEqual({ text: description, changes: [] });
  });

  it('say what each names now and named before', () => {
    expect([...currentAliases(changes)].map(([alias, one]) => [alias, one.version])).toEqual([
      ['production', '0.2.0'],
      ['staging', '0.2.0'],
    ]);
    expect(aliasesOf(changes, '0.2.0')).toEqual(['production', 'staging']);
    expect(aliasesOf(changes, '0.1.0')).toEqual([]);
    expect(previousVersion(changes, 'production')).toBe('0.1.0');
    expect(previousVersion(changes, 'staging')).toBeUndefined();
    const taken = [...changes, change('production', undefined, 4)];
    expect(currentAliases(taken).has('production')).toBe(false);
    expect(previousVersion(taken, 'production')).toBe('0.2.0');
  });

  it('forget the oldest changes, never what an alias names or named before', () => {
    const many = [
      change('production', '0.1.0'),
      change('production', '0.2.0', 1),
      ...Array.from({ length: 60 }, (_one, index) => change('staging', `1.0.${index}`, 2 + index)),
    ];
    const back = readAliases(writeAliases({ text: '', changes: many })).changes;
    expect(back).toHaveLength(keptChanges + 2);
    expect(currentAliases(back).get('production')?.version).toBe('0.2.0');
    expect(previousVersion(back, 'production')).toBe('0.1.0');
    expect(currentAliases(back).get('staging')?.version).toBe('1.0.59');
  });

  it.each([
    ['production', undefined],
    ['blue_green-2', undefined],
    ['1.0.0', 'begins with a letter'],
    ['', 'begins with a letter'],
    ['two words', 'begins with a letter'],
    ['a'.repeat(64), 'at most 63'],
  ])('may be called %j or not', (alias, problem) => {
    if (problem === undefined) expect(aliasProblem(alias)).toBeUndefined();
    else expect(aliasProblem(alias)).toContain(problem);
  });
});
