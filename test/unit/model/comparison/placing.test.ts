import { describe, expect, it } from 'vitest';
import {
  columnsBetween,
  linesBetween,
  placeLines,
  planColumns,
} from '../../../../src/model/comparison/placing';

describe('placing lines', () => {
  const placing = placeLines(5, (line) => [34, 24, 24, 160, 24][line] ?? 0);

  it('adds heights up and finds the lines in sight', () => {
    expect([...placing.tops]).toEqual([0, 34, 58, 82, 242, 266]);
    expect(linesBetween(placing, 0, 33)).toEqual([0, 1]);
    expect(linesBetween(placing, 34, 90)).toEqual([1, 4]);
    expect(linesBetween(placing, -50, 1000)).toEqual([0, 5]);
    expect(
      linesBetween(
        placeLines(0, () => 1),
        0,
        10,
      ),
    ).toEqual([0, 0]);
  });
});

describe('placing columns', () => {
  it.each([
    [3, 900, { width: 300, dense: false }],
    [2, 4000, { width: 320, dense: false }],
    [3, 518, { width: 172, dense: true }],
    [5, 500, { width: 132, dense: true }],
    [12, 800, { width: 132, dense: true }],
    [8, 2000, { width: 250, dense: false }],
    [0, 800, { width: 0, dense: false }],
  ])('of %i runs in %i px', (runs, room, plan) => {
    expect(planColumns(runs, room)).toEqual(plan);
  });

  it('finds those in sight', () => {
    expect(columnsBetween(50, 150, 310, 900)).toEqual([2, 6]);
    expect(columnsBetween(3, 300, 0, 5000)).toEqual([0, 3]);
  });
});
