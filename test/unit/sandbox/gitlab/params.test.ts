import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../../src/sandbox/gitlab/exchange';
import { formFields, Params } from '../../../../src/sandbox/gitlab/http/params';

describe('formFields', () => {
  it.each<[string, unknown]>([
    ['a=1&b=x%26y', { a: '1', b: 'x&y' }],
    ['s[]=api&s[]=read_api', { s: ['api', 'read_api'] }],
    ['f[scope]=prod&f[x]=1', { f: { scope: 'prod', x: '1' } }],
    ['v[][key]=A&v[][value]=1&v[][key]=B', { v: [{ key: 'A', value: '1' }, { key: 'B' }] }],
    ['__proto__[polluted]=1&a[__proto__][x]=1', { a: {} }],
  ])('reads %s', (text, expected) => {
    expect(formFields(new URLSearchParams(text))).toEqual(expected);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('Params', () => {
  const refusal = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      return error instanceof Refusal ? error.reply.json : error;
    }
  };

  it('names everything that is missing, and what cannot be read', () => {
    const params = new Params({ flag: 'maybe', count: '1.5', kind: 'x', blank: ' ' });
    expect([
      refusal(() => params.require('a', 'b')),
      refusal(() => params.flag('flag')),
      refusal(() => params.number('count')),
      refusal(() => params.oneOf('kind', ['y'])),
      refusal(() => params.filled('blank')),
    ]).toEqual([
      { error: 'a is missing, b is missing' },
      { error: 'flag is invalid' },
      { error: 'count is invalid' },
      { error: 'kind does not have a valid value' },
      { error: 'blank is empty' },
    ]);
  });

  it('reads flags, numbers and lists however they were sent', () => {
    const params = new Params({ a: 'true', b: false, c: 7, d: 'x, y', e: ['1', 'z', '2'] });
    expect([
      params.flag('a'),
      params.flag('b'),
      params.number('c'),
      params.list('d'),
      params.numbers('e'),
    ]).toEqual([true, false, 7, ['x', 'y'], [1, 2]]);
  });
});
