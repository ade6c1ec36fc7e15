import { numbersOf } from '../distribution';
import { type FrameColumn } from './columns';

/**
 * A number per row, NaN where a row has none. Texts count as numbers when all of them are: undefined when one is not.
 * Read only: it may be the column's own values.
 */
export function denseNumbers(column: FrameColumn, rows: number): Float64Array | undefined {
  if (column.kind === 'number') {
    return !column.rows && column.values.length === rows
      ? column.values
      : spread(column.values, column.rows, rows);
  }
  const numbers = numbersOf(column.dictionary);
  if (!numbers) return undefined;
  const { codes } = column;
  const values = new Float64Array(codes.length);
  for (let entry = 0; entry < codes.length; entry++) {
    values[entry] = numbers[codes[entry] ?? 0] ?? Number.NaN;
  }
  return column.rows || values.length !== rows ? spread(values, column.rows, rows) : values;
}

function spread(values: Float64Array, at: Uint32Array | undefined, rows: number): Float64Array {
  const dense = new Float64Array(rows).fill(Number.NaN);
  for (let entry = 0; entry < values.length; entry++) {
    dense[at?.[entry] ?? entry] = values[entry] ?? Number.NaN;
  }
  return dense;
}

/** The values of some rows, in their order. */
export function valuesAt(values: Float64Array, rows: ArrayLike<number>): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) picked[at] = values[rows[at] ?? 0] ?? Number.NaN;
  return picked;
}
