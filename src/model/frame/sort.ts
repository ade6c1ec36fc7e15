import { numbersOf } from '../distribution';
import { type FrameColumn } from './columns';
import { naturalOrder } from './naturalOrder';

export interface SortKey {
  readonly column: FrameColumn;
  readonly descending: boolean;
}

/**
 * Rows in order of the first key, those equal in it by the next one, and so on; at last as they were. Rows without a
 * value are last and those with NaN just before them, whichever way it is sorted.
 */
export function sortRows(rows: ArrayLike<number>, keys: readonly SortKey[]): Uint32Array {
  const sorted = Uint32Array.from(rows);
  if (keys.length === 0) return sorted;
  const places = new Uint32Array(sorted.reduce((max, row) => Math.max(max, row), 0) + 1);
  sorted.forEach((row, place) => {
    places[row] = place;
  });
  const all = keys.map((key) => ascending(key, places.length));
  const [first] = all;
  if (first && all.length === 1) {
    return sorted.sort((a, b) => compare(first, a, b) || (places[a] ?? 0) - (places[b] ?? 0));
  }
  return sorted.sort((a, b) => {
    for (const values of all) {
      const differs = compare(values, a, b);
      if (differs !== 0) return differs;
    }
    return (places[a] ?? 0) - (places[b] ?? 0);
  });
}

/** For each row a number and a class: 0 has a value, 1 is NaN, 2 has none. Sorting up is what was asked for. */
interface Ascending {
  readonly values: Float64Array;
  readonly classes: Uint8Array;
}

function ascending({ column, descending }: SortKey, count: number): Ascending {
  const values = new Float64Array(count);
  const classes = new Uint8Array(count).fill(2);
  const sign = descending ? -1 : 1;
  const ranks = column.kind === 'text' ? ranksOf(column.dictionary) : undefined;
  const length = column.kind === 'text' ? column.codes.length : column.values.length;
  for (let entry = 0; entry < length; entry++) {
    const row = column.rows?.[entry] ?? entry;
    if (row >= count) break;
    const value =
      column.kind === 'text'
        ? (ranks?.[column.codes[entry] ?? 0] ?? 0)
        : (column.values[entry] ?? Number.NaN);
    if (Number.isNaN(value)) classes[row] = 1;
    else {
      classes[row] = 0;
      values[row] = sign * value;
    }
  }
  return { values, classes };
}

function compare({ values, classes }: Ascending, a: number, b: number): number {
  const differs = (classes[a] ?? 0) - (classes[b] ?? 0);
  if (differs !== 0) return differs;
  const x = values[a] ?? 0;
  const y = values[b] ?? 0;
  return x < y ? -1 : x > y ? 1 : 0;
}

const known = new WeakMap<readonly string[], Float64Array>();

/** Each text's value when all are numbers, else its place in natural order. */
export function ranksOf(dictionary: readonly string[]): Float64Array {
  let ranks = known.get(dictionary);
  if (ranks) return ranks;
  const numbers = numbersOf(dictionary);
  if (numbers) ranks = Float64Array.from(numbers);
  else {
    ranks = new Float64Array(dictionary.length);
    const order = Array.from(dictionary.keys()).sort((a, b) =>
      naturalOrder(dictionary[a] ?? '', dictionary[b] ?? ''),
    );
    for (const [rank, code] of order.entries()) ranks[code] = rank;
  }
  known.set(dictionary, ranks);
  return ranks;
}
