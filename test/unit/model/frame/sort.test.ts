import { describe, expect, it } from 'vitest';
import {
  type FrameColumn,
  numberAt,
  type NumberColumn,
  textAt,
  type TextColumn,
} from '../../../../src/model/frame/columns';
import { naturalOrder } from '../../../../src/model/frame/naturalOrder';
import { sortRows } from '../../../../src/model/frame/sort';
import { generator } from '../../../support/someRuns';

function numbers(...values: (number | undefined)[]): FrameColumn {
  const rows = values.flatMap((value, row) => (value === undefined ? [] : [row]));
  return {
    kind: 'number',
    rows: Uint32Array.from(rows),
    values: Float64Array.from(values.filter((value) => value !== undefined)),
  };
}

function texts(...values: string[]): FrameColumn {
  const dictionary = [...new Set(values)];
  const codes = Uint32Array.from(values, (value) => dictionary.indexOf(value));
  return { kind: 'text', codes, dictionary };
}

const all = [0, 1, 2, 3, 4];

describe('rows in order', () => {
  it('have NaN and then missing values last whichever way they are sorted', () => {
    const column = numbers(2, undefined, Number.NaN, Number.POSITIVE_INFINITY, -1e308);
    expect([...sortRows(all, [{ column, descending: false }])]).toEqual([4, 0, 3, 2, 1]);
    expect([...sortRows(all, [{ column, descending: true }])]).toEqual([3, 0, 4, 2, 1]);
  });

  it('are ordered by the next column where they are equal in the first, and else stay as they were', () => {
    const first = texts('b', 'a', 'b', 'a', 'b');
    const second = numbers(1, 5, 3, 5, 2);
    const by = [
      { column: first, descending: false },
      { column: second, descending: true },
    ];
    expect([...sortRows(all, by)]).toEqual([1, 3, 2, 4, 0]);
    expect([...sortRows([3, 1, 0], by)]).toEqual([3, 1, 0]);
    expect([...sortRows([4, 2], [])]).toEqual([4, 2]);
    expect([...sortRows([], by)]).toEqual([]);
  });

  it('takes a text that stands twice in a dictionary for the same', () => {
    const twice: FrameColumn = {
      kind: 'text',
      codes: Uint32Array.of(0, 1, 2, 3),
      dictionary: ['run 2', 'run 1', 'run 2', 'Run 2'],
    };
    const column = numbers(1, 9, 8, 7);
    const by = [
      { column: twice, descending: false },
      { column, descending: true },
    ];
    expect([...sortRows([0, 1, 2, 3], by)].slice(-3)).toEqual(expect.arrayContaining([0, 2, 3]));
    const [same, other] = [sortRows([0, 2], by), sortRows([2, 0], by)];
    expect([[...same], [...other]]).toEqual([
      [2, 0],
      [2, 0],
    ]);
  });

  it('take texts that are all numbers as numbers', () => {
    const column = texts('10', '9', '1e2', '-1', '9.5');
    expect([...sortRows(all, [{ column, descending: false }])]).toEqual([3, 1, 4, 0, 2]);
  });
});

describe('rows of a generated table', () => {
  it('stand as comparing one by one would put them, equal ones as they were', () => {
    const random = generator(5);
    for (let round = 0; round < 40; round++) {
      const count = 1 + random(60);
      const dictionary = ['run-1', 'Run-01', 'run-001', 'RUN-2', 'a', 'A', 'ё', 'е', 'еж', ''];
      const names: TextColumn = {
        kind: 'text',
        codes: Uint32Array.from({ length: count }, () => random(dictionary.length)),
        dictionary,
      };
      const some = Array.from({ length: count }, (_one, row) => row).filter(() => random(3) > 0);
      const odd = [Number.NaN, Infinity, -Infinity, -0, 0, 1, 2];
      const values: NumberColumn = {
        kind: 'number',
        rows: Uint32Array.from(some),
        values: Float64Array.from(some, () => odd[random(odd.length)] ?? 0),
      };
      const given = some.toReversed();
      const sorted = sortRows(given, [
        { column: values, descending: true },
        { column: names, descending: false },
      ]);
      const place = (row: number): number => {
        const value = numberAt(values, row)!;
        return Number.isNaN(value) ? Infinity : -Math.max(-1e9, Math.min(1e9, value));
      };
      const expected = given.toSorted((a, b) => {
        const [x, y] = [place(a), place(b)];
        if (x !== y) return x < y ? -1 : 1;
        return naturalOrder(textAt(names, a) ?? '', textAt(names, b) ?? '');
      });
      expect([...sorted]).toEqual(expected);
    }
  });
});

describe('natural order', () => {
  it('counts as people do and sets capitals beside their small letters', () => {
    const names = ['run-10', 'Run-9', 'run-009a', 'Ёж', 'ель', 'жук', '', 'run', 'run-9', 'x1.10'];
    expect([...names].sort(naturalOrder)).toEqual([
      '',
      'run',
      'Run-9',
      'run-9',
      'run-009a',
      'run-10',
      'x1.10',
      'ель',
      'Ёж',
      'жук',
    ]);
    expect(naturalOrder('1'.repeat(400), `2${'0'.repeat(398)}`)).toBeGreaterThan(0);
  });

  it('agrees with itself turned round', () => {
    const names = ['a', 'A', '1', '01', 'a1', 'a01', 'a1b', 'é', '🦊', 'a2'];
    for (const a of names)
      for (const b of names)
        expect(Math.sign(naturalOrder(a, b))).toBe(-Math.sign(naturalOrder(b, a)) || 0);
  });
});
