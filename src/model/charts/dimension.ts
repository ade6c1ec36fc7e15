import { type FrameColumn, type TextColumn } from '../frame/columns';
import { denseNumbers } from '../frame/dense';

/** A column of runs as a chart sees it: a number per row. Of categories the number is the place of the label. */
export interface Dimension {
  /** One per row; NaN where the run has no value or one that is no finite number. */
  readonly values: Float64Array;
  /** Undefined: the values are numbers. */
  readonly labels: readonly string[] | undefined;
}

/** Texts count as numbers when all of them are. */
export function dimensionOf(column: FrameColumn, rows: number): Dimension {
  const numbers = denseNumbers(column, rows);
  if (numbers) return { values: finite(numbers), labels: undefined };
  return column.kind === 'text' ? places(column, rows) : { values: none(rows), labels: undefined };
}

function places(column: TextColumn, rows: number): Dimension {
  const labels = [...column.dictionary].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const place = new Map(labels.map((label, index) => [label, index]));
  const ofCode = column.dictionary.map((text) => place.get(text) ?? Number.NaN);
  const values = none(rows);
  for (let entry = 0; entry < column.codes.length; entry++) {
    values[column.rows?.[entry] ?? entry] = ofCode[column.codes[entry] ?? 0] ?? Number.NaN;
  }
  return { values, labels };
}

/** The same array where all of them are finite. */
function finite(values: Float64Array): Float64Array {
  let copy = values;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (Number.isFinite(value) || Number.isNaN(value)) continue;
    if (copy === values) copy = values.slice();
    copy[index] = Number.NaN;
  }
  return copy;
}

function none(rows: number): Float64Array {
  return new Float64Array(rows).fill(Number.NaN);
}
