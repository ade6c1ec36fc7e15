import { distribution } from '../../../../model/distribution';
import { codeAt, type FrameColumn, textAt } from '../../../../model/frame/columns';
import { denseNumbers, valuesAt } from '../../../../model/frame/dense';
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
  const numbers = denseNumbers(column, rows);
  if (!numbers) return undefined;
  const spread = distribution(valuesAt(numbers, matching), count);
  if (!spread) return undefined;
  const { min, max } = spread;
  return {
    bars: spread.bars,
    placeOfRow: (row) => spread.place(numbers[row] ?? Number.NaN),
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
