import { numbersOf } from '../distribution';
import { type TextColumn } from './columns';

/** What can be said of a column without its values. */
export interface ColumnStats {
  /** Rows that have a value. */
  readonly count: number;
  /** Every row has the same value. */
  readonly uniform: boolean;
  /** Of the finite values; NaN when there is none or when some text is no number. */
  readonly min: number;
  readonly max: number;
  /** Some run has, or may have, more than one point of this metric. */
  readonly history: boolean;
}

/** Every text of the column's dictionary has to be in use. */
export function textStats(column: TextColumn, rows: number): ColumnStats {
  return {
    count: column.codes.length,
    uniform: column.codes.length === rows && column.dictionary.length === 1,
    ...rangeOf(numbersOf(column.dictionary) ?? []),
    history: false,
  };
}

export function metricStats(last: Float64Array, rows: number, history: boolean): ColumnStats {
  return {
    count: last.length,
    uniform: last.length === rows && last.every((value) => Object.is(value, last[0])),
    ...rangeOf(last),
    history,
  };
}

/** Of a column whose parts are known. @param same every part that is uniform has the same value */
export function joinedStats(
  parts: readonly ColumnStats[],
  rows: number,
  same: boolean,
  text: boolean,
): ColumnStats {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const ranges = parts.filter((part) => !Number.isNaN(part.min));
  const known = text ? ranges.length === parts.length : ranges.length > 0;
  return {
    count,
    uniform: count === rows && same && parts.every((part) => part.uniform),
    min: known ? Math.min(...ranges.map((part) => part.min)) : Number.NaN,
    max: known ? Math.max(...ranges.map((part) => part.max)) : Number.NaN,
    history: parts.some((part) => part.history),
  };
}

function rangeOf(values: ArrayLike<number>): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  // There is no minus nothing in a file.
  return min <= max ? { min: min + 0, max: max + 0 } : { min: Number.NaN, max: Number.NaN };
}
