import { describe, expect, it } from 'vitest';
import { packRowSet, unpackRowSet } from '../../../../src/model/frame/rowSet';

describe('some rows as a text', () => {
  it.each([
    [[], 0],
    [[], 9],
    [[0], 1],
    [[0, 7, 8, 63, 64], 65],
    [[5, 3, 1], 6],
  ])('are the same rows again: %j of %i', (rows, count) => {
    expect(unpackRowSet(packRowSet(rows, count))).toEqual(rows.toSorted((a, b) => a - b));
  });

  it('take little room', () => {
    const all = Array.from({ length: 10_000 }, (_none, row) => row);
    expect(packRowSet(all, 10_000).length).toBeLessThan(1_700);
    expect(unpackRowSet(packRowSet(all, 10_000))).toEqual(all);
  });

  it.each(['no base64!', 'AAA', '====', 'ÿÿÿÿ'])('are refused as %j', (text) => {
    expect(unpackRowSet(text) ?? []).toEqual([]);
  });
});
