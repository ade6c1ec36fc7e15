import { numbersOf } from '../distribution';
import { eachNumber, type FrameColumn } from '../frame/columns';

/** A column of runs as a chart sees it: a number per row. Of categories the number is the place of the label. */
export interface Dimension {
  /** One per row; NaN where the run has no value or one that is no finite number. */
  readonly values: Float64Array;
  /** Undefined: the values are numbers. */
  readonly labels: readonly string[] | undefined;
}

/** Texts count as numbers when all of them are. */
export function dimensionOf(column: FrameColumn, rows: number): Dimension {
  const values = new Float64Array(rows).fill(Number.NaN);
  if (column.kind === 'number') {
    eachNumber(column, (value, row) => {
      if (Number.isFinite(value)) values[row] = value;
    });
    return { values, labels: undefined };
  }
  const numbers = numbersOf(column.dictionary);
  const labels = numbers
    ? undefined
    : [...column.dictionary].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const places = new Map(labels?.map((label, place) => [label, place]));
  const ofCode = column.dictionary.map(
    (text, code) => numbers?.[code] ?? places.get(text) ?? Number.NaN,
  );
  column.codes.forEach((code, entry) => {
    const value = ofCode[code] ?? Number.NaN;
    if (Number.isFinite(value)) values[column.rows?.[entry] ?? entry] = value;
  });
  return { values, labels };
}
