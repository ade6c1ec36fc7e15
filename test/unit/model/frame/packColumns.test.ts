import { describe, expect, it } from 'vitest';
import { type FrameColumn } from '../../../../src/model/frame/columns';
import { packColumns } from '../../../../src/model/frame/packColumns';

function buffersOf(entries: readonly (readonly [unknown, FrameColumn])[]): Set<ArrayBufferLike> {
  return new Set(
    entries.flatMap(([, column]) => [
      (column.kind === 'number' ? column.values : column.codes).buffer,
      ...(column.rows ? [column.rows.buffer] : []),
    ]),
  );
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
    expect(sent.map(([, column]) => column)).toEqual([
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
    expect(buffersOf(sent).size).toBe(1);
    expect(sent).toEqual(columns);
  });
});
