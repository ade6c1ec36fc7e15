import { type FrameColumn } from '../../../../model/frame/columns';

const known = new WeakMap<readonly string[], string>();
const shortest = 4;

/** What all texts of a column begin with, up to a mark that parts words: it is said once, in the head. */
export function commonPrefix(column: FrameColumn | undefined): string {
  if (column?.kind !== 'text' || column.dictionary.length < 2) return '';
  let prefix = known.get(column.dictionary);
  if (prefix === undefined) known.set(column.dictionary, (prefix = find(column.dictionary)));
  return prefix;
}

function find(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) {
    let length = 0;
    while (length < prefix.length && prefix[length] === text[length]) length++;
    prefix = prefix.slice(0, length);
    if (prefix.length < shortest) return '';
  }
  const whole = /^.*[-_/.: ]/s.exec(prefix)?.[0] ?? '';
  return whole.length >= shortest ? whole : '';
}
