import { isRecord } from '../../../../base/record';
import { parseFactKey } from '../../../../model/frame/facts';
import { parseColumnKey, parseColumnRef } from '../../../../model/frame/frame';
import { type FieldKey } from '../../../../model/query/query';
import { type Sort } from './sorting';

/** What an earlier page sorted by; what does not fit is left out. */
export function sortsFrom(kept: unknown): Sort[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((one: unknown): Sort[] => {
    if (!isRecord(one) || typeof one['key'] !== 'string') return [];
    const key = one['key'] as FieldKey;
    if (parseFactKey(key) === undefined && parseColumnKey(key) === undefined) return [];
    const ref = parseColumnRef(`${String(one['part'])} metric.`);
    return [{ key, part: ref?.part ?? 'last', descending: one['descending'] === true }];
  });
}
