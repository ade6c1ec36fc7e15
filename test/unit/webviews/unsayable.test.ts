import { describe, expect, it } from 'vitest';
import { unwrapUnsayable, wrapUnsayable } from '../../../src/webviews/ipc/unsayable';

function throughJson(value: unknown): unknown {
  return unwrapUnsayable(JSON.parse(JSON.stringify(wrapUnsayable(value))));
}

describe('what JSON cannot say', () => {
  it.each([
    ['numbers', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, 0]],
    ['gaps in lists', ['a', undefined, 'b']],
    ['numbers deep inside', { rows: [{ min: Number.NaN, max: 1, cells: [undefined, { v: 2 }] }] }],
    ['names that look like ours', { $unsayable: 'x', other: 1 }],
    ['nothing at all', null],
  ])('reaches the page: %s', (_what, value) => {
    expect(throughJson(value)).toEqual(value);
  });

  it('copies nothing where everything can be said', () => {
    const value = { list: [{ a: 1 }, 'text'], numbers: new Float64Array([Number.NaN]) };
    expect(wrapUnsayable(value)).toBe(value);
  });

  it('leaves what was given as it was', () => {
    const value = { min: Number.NaN, list: [undefined] };
    wrapUnsayable(value);
    expect(value).toEqual({ min: Number.NaN, list: [undefined] });
  });
});
