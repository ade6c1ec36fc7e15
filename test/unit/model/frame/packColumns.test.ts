import { describe, expect, it } from 'vitest';
import { type FrameColumn } from '../../../../src/model/frame/columns';
import { generator } from '../../../support/someRuns';
import {
  packColumns,
  type SentColumn,
  unpackColumn,
} from '../../../../src/model/frame/packColumns';

function buffersOf(entries: readonly (readonly [unknown, SentColumn])[]): Set<ArrayBufferLike> {
  return new Set(
    entries.flatMap(([, column]) => [
      ...(column.kind === 'number'
        ? [column.values.buffer]
        : [column.codes.buffer, column.texts.bytes.buffer, column.texts.ends.buffer]),
      ...(column.rows ? [column.rows.buffer] : []),
    ]),
  );
}

/** As the page has them, texts read. */
function arrived(entries: readonly (readonly [unknown, SentColumn])[]): FrameColumn[] {
  return structuredClone(entries).map(([, sent]) => {
    const column = unpackColumn(sent);
    if (column.kind === 'number') return column;
    const { kind, rows, codes, dictionary } = column;
    return { kind, rows, codes, dictionary };
  });
}

describe('columns on their way to a page', () => {
  it('leave the file behind that they are views of', () => {
    const file = new ArrayBuffer(50_000_000);
    const values = new Float64Array(file, 800, 20_000).fill(7);
    const codes = new Uint32Array(file, 400_000, 3).fill(1);
    const sent = packColumns([
      ['big', { kind: 'number', values }],
      ['small', { kind: 'text', rows: Uint32Array.of(1, 5, 9), codes, dictionary: ['a', 'b'] }],
    ]);
    expect(arrived(sent)).toEqual([
      { kind: 'number', rows: undefined, values: new Float64Array(20_000).fill(7) },
      {
        kind: 'text',
        rows: Uint32Array.of(1, 5, 9),
        codes: Uint32Array.of(1, 1, 1),
        dictionary: ['a', 'b'],
      },
    ]);
    const sizes = [...buffersOf(sent)].map((buffer) => buffer.byteLength);
    expect(sizes.reduce((a, b) => a + b)).toBeLessThan(1_300_000);
  });

  it('keep texts whole that begin alike, in the middle of a character too', () => {
    for (const dictionary of [
      ['same', 'same'],
      ['same', 'sameness', 'same'],
      ['\u{1F98A}', '\u{1F98B}'],
      ['x\u{1F98A}1', 'x\u{1F98A}2'],
      ['', 'a'],
      ['only'],
      [],
    ]) {
      const codes = Uint32Array.from(dictionary, (_text, index) => index);
      const [column] = arrived(packColumns([['texts', { kind: 'text', codes, dictionary }]]));
      expect(column).toMatchObject({ dictionary });
    }
  });

  it('share few buffers when they are thousands', () => {
    const columns = Array.from(
      { length: 12_000 },
      (_one, index) =>
        [
          index,
          { kind: 'number', rows: Uint32Array.of(index), values: Float64Array.of(index) },
        ] as const,
    );
    const sent = packColumns(columns);
    expect(buffersOf(sent).size).toBeLessThan(6);
    const few = packColumns(columns.slice(0, 3));
    expect([...buffersOf(few)].map((buffer) => buffer.byteLength)).toEqual([16 * 1024]);
    expect(arrived(sent)).toEqual(columns.map(([, column]) => column));
  });

  it('keep every text as it is', () => {
    const random = generator(11);
    const all = Array.from({ length: 300 }, () =>
      String.fromCodePoint(
        ...Array.from({ length: random(6) }, () => {
          const code = random(4) === 0 ? random(0x110000) : random(0x500);
          return code >= 0xd800 && code < 0xe000 ? 0xfeff : code;
        }),
      ),
    );
    const dictionary = [...new Set(all)];
    const codes = Uint32Array.from(all, (text) => dictionary.indexOf(text));
    const column = { kind: 'text', rows: undefined, codes, dictionary } as const;
    expect(arrived(packColumns([['a', column]]))).toEqual([column]);
  });
});
