import { distribution } from '../../../../model/distribution';
import {
  codeAt,
  entryCount,
  entryOf,
  type FrameColumn,
  textAt,
} from '../../../../model/frame/columns';
import { type ColumnPart, parseColumnKey } from '../../../../model/frame/frame';
import { ranksOf } from '../../../../model/frame/sort';
import { type FieldKey } from '../../../../model/query/query';
import { quoteName, quoteText } from '../../../../model/query/tokens';

/** How the values of some rows are spread over a column. */
export interface Spread {
  /** Shares of the highest, 0 to 1. */
  readonly bars: readonly number[];
  /** 0 to 1 along the bars; undefined where the row has no value among them. */
  placeOfRow(row: number): number | undefined;
  /** A condition of the query for what lies between two places, 0 to 1; undefined when nothing does. */
  clause(
    of: { readonly key: FieldKey; readonly part: ColumnPart },
    from: number,
    to: number,
  ): string | undefined;
}

/** Texts of more kinds than this are not drawn as bars. */
const mostKinds = 16;

const known = new WeakMap<
  FrameColumn,
  { readonly matching: Uint32Array; readonly count: number; readonly spread: Spread | undefined }
>();

/**
 * Of the rows that match, among so many. Undefined when there is nothing to be seen: no value, or only one. Kept until
 * other rows match.
 */
export function spreadOf(
  column: FrameColumn | undefined,
  matching: Uint32Array,
  rows: number,
  count: number,
  numeric: boolean,
): Spread | undefined {
  if (!column) return undefined;
  const before = known.get(column);
  if (before?.matching === matching && before.count === count) return before.spread;
  const spread =
    column.kind === 'text' && !numeric
      ? ofKinds(column, matching)
      : ofNumbers(column, matching, rows, count);
  known.set(column, { matching, count, spread });
  return spread;
}

function ofNumbers(
  column: FrameColumn,
  matching: Uint32Array,
  rows: number,
  count: number,
): Spread | undefined {
  const numbers = entriesOf(column);
  const spread = distribution(matchingEntries(column, numbers, matching, rows), count);
  if (!spread) return undefined;
  const { min, max } = spread;
  return {
    bars: spread.bars,
    placeOfRow: (row) => {
      const entry = entryOf(column.rows, row);
      return entry === undefined ? undefined : spread.place(numbers(entry));
    },
    clause: ({ key, part }, from, to) => {
      const field = fieldText(key, part);
      const value = (share: number): string =>
        String(Number((min + share * (max - min)).toPrecision(6)));
      // At an edge the bound would only cut off what rounding put beyond it.
      const parts = [
        ...(from > 0 ? [`${field} >= ${value(from)}`] : []),
        ...(to < 1 ? [`${field} <= ${value(to)}`] : []),
      ];
      return parts.length === 0 ? undefined : parts.join(' and ');
    },
  };
}

function entriesOf(column: FrameColumn): (entry: number) => number {
  if (column.kind === 'number') return (entry) => column.values[entry] ?? Number.NaN;
  // Of texts that are all numbers, the ranks are the numbers.
  const numbers = ranksOf(column.dictionary);
  return (entry) => numbers[column.codes[entry] ?? 0] ?? Number.NaN;
}

/** Few runs have most columns of a table with thousands: what is looked at is what the column has. */
function matchingEntries(
  column: FrameColumn,
  numbers: (entry: number) => number,
  matching: Uint32Array,
  rows: number,
): Float64Array {
  const among = whichMatch(matching, rows);
  const count = entryCount(column);
  const found = new Float64Array(count);
  let filled = 0;
  for (let entry = 0; entry < count; entry++) {
    if (among[column.rows?.[entry] ?? entry] === 1) found[filled++] = numbers(entry);
  }
  return found.subarray(0, filled);
}

let lastMask: { readonly of: Uint32Array; readonly mask: Uint8Array } | undefined;

/** 1 for each row that matches; all columns in sight ask for the same. */
function whichMatch(matching: Uint32Array, rows: number): Uint8Array {
  if (lastMask?.of === matching && lastMask.mask.length === rows) return lastMask.mask;
  const mask = new Uint8Array(rows);
  for (const row of matching) mask[row] = 1;
  lastMask = { of: matching, mask };
  return mask;
}

function ofKinds(column: FrameColumn, matching: Uint32Array): Spread | undefined {
  if (column.kind !== 'text' || column.dictionary.length > mostKinds) return undefined;
  const ranks = ranksOf(column.dictionary);
  const kinds = [...column.dictionary.keys()].sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
  const texts = kinds.map((code) => column.dictionary[code] ?? '');
  const place = new Map(texts.map((text, index) => [text, index]));
  const ofCode = new Uint32Array(column.dictionary.length);
  for (const row of matching) {
    const code = codeAt(column, row);
    if (code !== undefined) ofCode[code] = (ofCode[code] ?? 0) + 1;
  }
  const counts = kinds.map((code) => ofCode[code] ?? 0);
  if (counts.filter((count) => count > 0).length < 2) return undefined;
  const highest = Math.max(...counts);
  return {
    bars: counts.map((count) => count / highest),
    placeOfRow: (row) => {
      const at = place.get(textAt(column, row) ?? '');
      return at === undefined ? undefined : (at + 0.5) / texts.length;
    },
    clause: ({ key, part }, from, to) => {
      const chosen = texts.filter(
        (_text, index) => index + 0.5 >= from * texts.length && index + 0.5 <= to * texts.length,
      );
      if (chosen.length === 0) return undefined;
      return `${fieldText(key, part)} in (${chosen.map(quoteText).join(', ')})`;
    },
  };
}

function fieldText(key: FieldKey, part: ColumnPart): string {
  const parsed = parseColumnKey(key);
  if (!parsed) return key;
  const suffix = part === 'last' ? '' : `.${part}`;
  return `${parsed.kind}s.${quoteName(parsed.name)}${suffix}`;
}
