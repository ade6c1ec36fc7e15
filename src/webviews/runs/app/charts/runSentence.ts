import { type ColumnKey } from '../../../../model/frame/frame';
import { metricText } from '../../../../model/words';
import { number, rows, text } from '../data';
import { nameOfKey } from './columnsOf';

/** `swift-heron-100: n_estimators 400, AUC 0.8421` */
export function runSentence(row: number, keys: readonly ColumnKey[]): string {
  const values = keys.map((key) => `${nameOfKey(key)} ${cellText(key, row) ?? 'no value'}`);
  return `${rows.value[row]?.name ?? ''}: ${values.join(', ')}`;
}

/** What a run has in a column; undefined: nothing. */
export function cellText(key: ColumnKey, row: number): string | undefined {
  if (!key.startsWith('metric.')) return text(key, row)?.slice(0, 60);
  const value = number(key, row);
  return value === undefined ? undefined : metricText(value);
}
