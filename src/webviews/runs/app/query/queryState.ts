import { computed, signal } from '@preact/signals';
import { type ColumnKey } from '../../../../model/frame/frame';
import { type ParsedQuery, type QuerySort } from '../../../../model/query/query';
import { infos, rows, text } from '../data';

/** What the user typed. */
export const queryText = signal('');

export const query = computed<ParsedQuery>(() => ({
  text: queryText.value,
  sort: [],
  problem: undefined,
}));

/** Rows that match, newest first. */
export const matching = computed<Uint32Array | readonly number[]>(() => {
  const words = queryText.value.toLowerCase().split(/\s+/).filter(Boolean);
  const all = rows.value.map((_row, index) => index);
  if (words.length === 0) return all;
  const texts = infos.value.filter((info) => info.kind !== 'metric').map((info) => info.key);
  return all.filter((row) => matches(row, words, texts));
});

/** The order that the query asks for; undefined when it asks for none. */
export const querySort = computed<readonly QuerySort[] | undefined>(() => {
  const { sort } = query.value;
  return sort.length === 0 ? undefined : sort;
});

export function setQuery(next: string): void {
  queryText.value = next;
}

/** Narrows the query by one more condition, in the query's language. */
export function addToQuery(clause: string): void {
  const now = queryText.peek().trim();
  queryText.value = now === '' ? clause : `${now} ${clause}`;
}

function matches(row: number, words: readonly string[], texts: readonly ColumnKey[]): boolean {
  const head = rows.value[row];
  const all = [
    head?.name,
    head?.branch,
    head?.commit,
    head?.status,
    head?.version,
    ...texts.map((key) => text(key, row)),
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => all.includes(word));
}
