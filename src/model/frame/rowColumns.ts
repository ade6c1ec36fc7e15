import { type NumberColumn, type TextColumn } from './columns';
import { type RunRow } from './frame';

/** What rows say, as a column; rows of which nothing is said have no entry. */
export function numbers(
  rows: readonly RunRow[],
  of: (row: RunRow) => number | undefined,
): NumberColumn {
  const [at, values]: [number[], number[]] = [[], []];
  rows.forEach((row, index) => {
    const value = of(row);
    if (value === undefined) return;
    at.push(index);
    values.push(value);
  });
  return {
    kind: 'number',
    rows: at.length === rows.length ? undefined : Uint32Array.from(at),
    values: Float64Array.from(values),
  };
}

/** Texts by a dictionary, in the order in which they come first. */
export function texts(
  rows: readonly RunRow[],
  of: (row: RunRow) => string | undefined,
): TextColumn {
  const [at, codes]: [number[], number[]] = [[], []];
  const dictionary = new Map<string, number>();
  rows.forEach((row, index) => {
    const value = of(row);
    if (value === undefined) return;
    let code = dictionary.get(value);
    if (code === undefined) dictionary.set(value, (code = dictionary.size));
    at.push(index);
    codes.push(code);
  });
  return {
    kind: 'text',
    rows: at.length === rows.length ? undefined : Uint32Array.from(at),
    codes: Uint32Array.from(codes),
    dictionary: [...dictionary.keys()],
  };
}
