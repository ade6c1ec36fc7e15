import { describe, expect, it } from 'vitest';
import { textsWith } from '../../../../src/model/query/textsWith';
import { generator } from '../../../support/someRuns';

const letters = ['a', 'B', 'b', 'İ', 'Σ', 'ß', '\u0000', '\n', '🦊', '\ud83e', ''];

describe('texts that hold a word', () => {
  it('are those that hold it one by one, whatever is in them', () => {
    const random = generator(21);
    const text = (most: number): string =>
      Array.from({ length: random(most) }, () => letters[random(letters.length)]).join('');
    for (let round = 0; round < 3_000; round++) {
      const dictionary = Array.from({ length: random(7) }, () => text(6));
      for (let word = 0; word < 3; word++) {
        const wanted = text(3);
        const expected = dictionary.map((one) =>
          Number(one.toLowerCase().includes(wanted.toLowerCase())),
        );
        const found = textsWith(dictionary, wanted);
        expect(
          [...(found ?? dictionary.map(() => 0))],
          JSON.stringify({ dictionary, wanted }),
        ).toEqual(expected);
        expect(found === undefined).toBe(!expected.includes(1));
      }
    }
  });
});
