import { numbersOf } from '../distribution';
import { type FrameColumn } from './columns';
import { byKey, naturalKey } from './naturalOrder';

export interface SortKey {
  readonly column: FrameColumn;
  readonly descending: boolean;
}

/**
 * Rows in order of the first key, those equal in it by the next one, and so on; at last as they were. Rows without a
 * value are last and those with NaN just before them, whichever way it is sorted.
 */
export function sortRows(rows: ArrayLike<number>, keys: readonly SortKey[]): Uint32Array {
  let sorted: Uint32Array = Uint32Array.from(rows);
  const count = sorted.reduce((max, row) => Math.max(max, row), -1) + 1;
  for (const key of keys.toReversed()) sorted = sortStably(sorted, ascending(key, count));
  return sorted;
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

/**
 * Numbers alone are sorted without calling back, and each row finds its place among them: several times as fast as
 * comparing rows.
 */
function sortStably(rows: Uint32Array, { values, classes }: Ascending): Uint32Array {
  const counts = [0, 0, 0];
  const numbers = new Float64Array(rows.length);
  for (const row of rows) {
    const kind = classes[row] ?? 2;
    const at = counts[kind] ?? 0;
    counts[kind] = at + 1;
    if (kind === 0) numbers[at] = values[row] ?? 0;
  }
  const [valued = 0, odd = 0] = counts;
  const sorted = numbers.subarray(0, valued).sort();
  /** How many rows stand already from each place on. */
  const taken = new Uint32Array(valued);
  const next = [0, valued, valued + odd];
  const result = new Uint32Array(rows.length);
  for (const row of rows) {
    const kind = classes[row] ?? 2;
    if (kind === 0) {
      const first = firstNotBelow(sorted, values[row] ?? 0);
      const before = taken[first] ?? 0;
      taken[first] = before + 1;
      result[first + before] = row;
    } else {
      const place = next[kind] ?? 0;
      next[kind] = place + 1;
      result[place] = row;
    }
  }
  return result;
}

function firstNotBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const known = new WeakMap<readonly string[], Float64Array>();

/** Each text's value when all are numbers, else its place in natural order. */
export function ranksOf(dictionary: readonly string[]): Float64Array {
  let ranks = known.get(dictionary);
  if (ranks) return ranks;
  const numbers = numbersOf(dictionary);
  ranks = numbers ? Float64Array.from(numbers) : naturalRanks(Array.from(dictionary));
  known.set(dictionary, ranks);
  return ranks;
}

function naturalRanks(texts: readonly string[]): Float64Array {
  const keys = texts.map(naturalKey);
  // Sorting without calling back is several times as fast.
  const sorted = keys.toSorted();
  const place = new Map<string, number>();
  for (const [index, key] of sorted.entries()) if (!place.has(key)) place.set(key, index);
  const ranks = Float64Array.from(keys, (key) => place.get(key) ?? 0);
  if (place.size < texts.length) partEqual(texts, ranks);
  return ranks;
}

/** Texts that only differ in capitals or leading zeros have one rank so far. */
function partEqual(texts: readonly string[], ranks: Float64Array): void {
  const byRank = new Map<number, number[]>();
  for (const [code, rank] of ranks.entries()) {
    const codes = byRank.get(rank);
    if (codes) codes.push(code);
    else byRank.set(rank, [code]);
  }
  for (const [rank, codes] of byRank) {
    if (codes.length < 2) continue;
    codes.sort((a, b) => byKey(texts[a] ?? '', texts[b] ?? ''));
    // A dictionary may hold a text twice: both are equal.
    let place = 0;
    for (const [index, code] of codes.entries()) {
      if (index > 0 && texts[code] !== texts[codes[index - 1] ?? 0]) place = index;
      ranks[code] = rank + place;
    }
  }
}
