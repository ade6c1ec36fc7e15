import { type ColumnKey } from '../frame/frame';
import { quoteName, quoteText } from '../query/tokens';
import { type Dimension } from './dimension';

/** Brushes on one axis: ranges of values, or the band of runs without a value. Any of them lets a run through. */
export interface AxisBrush {
  readonly key: ColumnKey;
  readonly ranges: readonly { readonly min: number; readonly max: number }[];
  readonly missing: boolean;
}

/** Rows that every brushed axis lets through; undefined when nothing is brushed. */
export function brushedRows(
  rows: Iterable<number>,
  brushes: readonly AxisBrush[],
  dimension: (key: ColumnKey) => Dimension | undefined,
): number[] | undefined {
  const active = brushes
    .filter((brush) => brush.ranges.length > 0 || brush.missing)
    .flatMap((brush) => {
      const found = dimension(brush.key);
      return found ? [{ brush, values: found.values }] : [];
    });
  if (active.length === 0) return undefined;
  return [...rows].filter((row) =>
    active.every(({ brush, values }) => {
      const value = values[row] ?? Number.NaN;
      return Number.isNaN(value)
        ? brush.missing
        : brush.ranges.some(({ min, max }) => value >= min && value <= max);
    }),
  );
}

/** The brushes in the language of queries, one condition per axis. */
export function brushClauses(
  brushes: readonly AxisBrush[],
  dimension: (key: ColumnKey) => Dimension | undefined,
): string[] {
  return brushes.flatMap((brush) => {
    const field = fieldText(brush.key);
    const labels = dimension(brush.key)?.labels;
    const places = new Set(
      [...(labels?.keys() ?? [])].filter((place) =>
        brush.ranges.some(({ min, max }) => place >= min && place <= max),
      ),
    );
    const chosen = labels?.filter((_label, place) => places.has(place)) ?? [];
    const parts = [
      ...(labels
        ? chosen.length > 0
          ? [`${field} in (${chosen.map(quoteText).join(', ')})`]
          : []
        : brush.ranges.map(
            ({ min, max }) => `${field} >= ${numberText(min)} and ${field} <= ${numberText(max)}`,
          )),
      ...(brush.missing ? [`${field} is missing`] : []),
    ];
    if (parts.length < 2) return parts;
    return [`(${parts.map((part) => `(${part})`).join(' or ')})`];
  });
}

function fieldText(key: ColumnKey): string {
  const dot = key.indexOf('.');
  return `${key.slice(0, dot)}s.${quoteName(key.slice(dot + 1))}`;
}

/** Six digits: what a hand on an axis means. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}
