import { type FrameColumn, type TextColumn } from '../frame/columns';
import { type ColumnKey, type ColumnRef, columnRef, type RunRow } from '../frame/frame';
import { type RunId } from '../ids';
import { factColumn, searchedFacts } from './facts';
import { type Source, type Test } from './plan';
import { textsWith } from './textsWith';

/** What a query is asked of. */
export interface QueryData {
  readonly rows: readonly RunRow[];
  /** Params and tags: what a search looks into beside the run's own texts. */
  readonly searched: readonly ColumnKey[];
  column(ref: ColumnRef): FrameColumn | undefined;
  /** A fact of the runs as a column; see `factColumn`. */
  fact(name: string): FrameColumn;
}

/** Facts are made into columns once per rows and stars. */
export function queryData(
  rows: readonly RunRow[],
  searched: readonly ColumnKey[],
  starred: ReadonlySet<RunId>,
  column: (ref: ColumnRef) => FrameColumn | undefined,
): QueryData {
  const made = new Map<string, FrameColumn>();
  return {
    rows,
    searched,
    column,
    fact(name) {
      let fact = made.get(name);
      if (!fact) made.set(name, (fact = factColumn(name, rows, starred)));
      return fact;
    },
  };
}

/** Places of the rows that match, ascending. */
export function matchingRows(test: Test | undefined, data: QueryData): Uint32Array {
  const { length } = data.rows;
  const mask = test && evaluate(test, data);
  const found = new Uint32Array(mask ? countOf(mask) : length);
  let next = 0;
  for (let row = 0; row < length; row++) if (!mask || mask[row] === 1) found[next++] = row;
  return found;
}

export function countMatching(test: Test | undefined, data: QueryData): number {
  return test ? countOf(evaluate(test, data)) : data.rows.length;
}

/** 1 for each row that matches, else 0: one pass over the values per test, each distinct text tested once. */
export function evaluate(test: Test, data: QueryData): Uint8Array {
  const mask = new Uint8Array(data.rows.length);
  switch (test.kind) {
    case 'and': {
      mask.fill(1);
      for (const part of test.parts) {
        const one = evaluate(part, data);
        for (let row = 0; row < mask.length; row++) mask[row] = (mask[row] ?? 0) & (one[row] ?? 0);
      }
      return mask;
    }
    case 'or': {
      for (const part of test.parts) {
        const one = evaluate(part, data);
        for (let row = 0; row < mask.length; row++) mask[row] = (mask[row] ?? 0) | (one[row] ?? 0);
      }
      return mask;
    }
    case 'not': {
      const one = evaluate(test.part, data);
      for (let row = 0; row < mask.length; row++) mask[row] = 1 - (one[row] ?? 0);
      return mask;
    }
    case 'number': {
      const column = columnOf(test.of, data);
      if (column?.kind !== 'number') return mask;
      const { rows, values } = column;
      for (let entry = 0; entry < values.length; entry++) {
        if (test.test(values[entry] ?? Number.NaN)) mask[rows?.[entry] ?? entry] = 1;
      }
      return mask;
    }
    case 'text':
      markTexts(columnOf(test.of, data), test.test, mask);
      return mask;
    case 'has': {
      const column = columnOf(test.of, data);
      if (!column) return mask;
      const count = column.kind === 'number' ? column.values.length : column.codes.length;
      for (let entry = 0; entry < count; entry++) mask[column.rows?.[entry] ?? entry] = 1;
      return mask;
    }
    case 'search': {
      for (const name of searchedFacts) markWord(data.fact(name), test.word, mask);
      for (const key of data.searched) markWord(data.column(columnRef(key)), test.word, mask);
      return mask;
    }
  }
}

function columnOf(source: Source, data: QueryData): FrameColumn | undefined {
  return 'fact' in source ? data.fact(source.fact) : data.column(source.ref);
}

function markTexts(
  column: FrameColumn | undefined,
  test: (text: string) => boolean,
  mask: Uint8Array,
): void {
  if (column?.kind !== 'text') return;
  mark(column, passing(column.dictionary, test), mask);
}

function markWord(column: FrameColumn | undefined, word: string, mask: Uint8Array): void {
  if (column?.kind !== 'text') return;
  mark(column, textsWith(column.dictionary, word), mask);
}

function mark(column: TextColumn, passes: Uint8Array | undefined, mask: Uint8Array): void {
  if (!passes) return;
  const { rows, codes } = column;
  for (let entry = 0; entry < codes.length; entry++) {
    if (passes[codes[entry] ?? 0] === 1) mask[rows?.[entry] ?? entry] = 1;
  }
}

function passing(
  dictionary: readonly string[],
  test: (text: string) => boolean,
): Uint8Array | undefined {
  const passes = Uint8Array.from(dictionary, (text) => Number(test(text)));
  return passes.includes(1) ? passes : undefined;
}

function countOf(mask: Uint8Array): number {
  let count = 0;
  for (const one of mask) count += one;
  return count;
}
