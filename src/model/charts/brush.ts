import { type ColumnKey } from '../frame/frame';
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
    const parts = brush.ranges.flatMap(({ min, max }): string[] => {
      if (!labels) return [`${field} >= ${numberText(min)} and ${field} <= ${numberText(max)}`];
      const chosen = labels.filter((_label, place) => place >= min && place <= max);
      return chosen.map((label) => `${field} = ${quoted(label)}`);
    });
    const all = parts.map((part) => (parts.length > 1 && part.includes(' and ') ? `(${part})` : part));
    if (all.length === 0) return [];
    return [all.length > 1 ? `(${all.join(' or ')})` : (all[0] ?? '')];
  });
}

/** `params.max_depth`; names with other signs in quotes. */
export function fieldText(key: ColumnKey): string {
  const dot = key.indexOf('.');
  const name = key.slice(dot + 1);
  const group = `${key.slice(0, dot)}s`;
  return `${group}.${/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : quoted(name)}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Six digits: what a hand on an axis means. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}
