import { type FrameColumn, numberAt, textAt } from '../../../../model/frame/columns';
import { factColumn, parseFactKey } from '../../../../model/frame/facts';
import { type ColumnKey, type ColumnPart } from '../../../../model/frame/frame';
import { type FieldKey } from '../../../../model/query/query';
import { agoText, spanText } from '../../../../model/words';
import { column, rows } from '../data';

/** Values of what was logged or of a fact of the runs; asking brings them, see `column`. */
export function valuesOf(key: FieldKey, part: ColumnPart = 'last'): FrameColumn | undefined {
  const fact = parseFactKey(key);
  return fact === undefined ? column(key as ColumnKey, part) : factColumn(rows.value, fact);
}

/** The text of a cell as it is copied; undefined where the run has no value. */
export function cellText(
  row: number,
  of: { readonly key: FieldKey; readonly part: ColumnPart },
): string | undefined {
  return plainText(of.key, valuesOf(of.key, of.part), row);
}

/** A number without loss, a time as ISO 8601, a job as it is linked. */
export function plainText(
  key: FieldKey,
  values: FrameColumn | undefined,
  row: number,
): string | undefined {
  if (values?.kind === 'text') return textAt(values, row);
  const value = numberAt(values, row);
  if (value === undefined) return undefined;
  switch (key) {
    case 'run.created':
      return new Date(value).toISOString();
    case 'run.job':
      return `#${value}`;
    default:
      return String(value);
  }
}

/** As a cell shows it: times as ages, commits short. */
export function shownText(
  key: FieldKey,
  values: FrameColumn | undefined,
  row: number,
): string | undefined {
  switch (key) {
    case 'run.created': {
      const at = numberAt(values, row);
      return at === undefined ? undefined : agoText(at, Date.now());
    }
    case 'run.duration': {
      const ms = numberAt(values, row);
      return ms === undefined ? undefined : spanText(ms);
    }
    case 'run.commit':
      return textAt(values, row)?.slice(0, 7);
    default:
      return plainText(key, values, row);
  }
}
