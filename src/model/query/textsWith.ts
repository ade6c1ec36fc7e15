/** The texts of a dictionary as one, in small letters: a word is looked for once, not in each of thousands of texts. */
interface Whole {
  readonly text: string;
  /** Where each text ends. */
  readonly ends: Uint32Array;
}

/** Between the texts; no server keeps it in one. */
const between = '\u0000';

const known = new WeakMap<readonly string[], Whole | undefined>();

/** 1 for each text that holds the word, whatever the capitals; undefined when none does. */
export function textsWith(dictionary: readonly string[], word: string): Uint8Array | undefined {
  const low = word.toLowerCase();
  const whole = low === '' || low.includes(between) ? undefined : wholeOf(dictionary);
  return whole ? lookThrough(whole, low) : lookAtEach(dictionary, low);
}

function lookThrough({ text, ends }: Whole, word: string): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  let at = text.indexOf(word);
  while (at >= 0) {
    const index = textAt(ends, at);
    found ??= new Uint8Array(ends.length);
    found[index] = 1;
    at = text.indexOf(word, ends[index] ?? text.length);
  }
  return found;
}

/** The text that a place of the whole belongs to: the first one that ends after it. */
function textAt(ends: Uint32Array, at: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

function lookAtEach(dictionary: readonly string[], word: string): Uint8Array | undefined {
  const found = Uint8Array.from(dictionary, (text) => Number(text.toLowerCase().includes(word)));
  return found.includes(1) ? found : undefined;
}

/** Undefined when texts hold what stands between them. */
function wholeOf(dictionary: readonly string[]): Whole | undefined {
  if (known.has(dictionary)) return known.get(dictionary);
  const text = dictionary.join(between).toLowerCase();
  const ends = new Uint32Array(dictionary.length);
  let count = 0;
  for (let at = text.indexOf(between); at >= 0; at = text.indexOf(between, at + 1)) {
    if (count < ends.length) ends[count] = at;
    count++;
  }
  if (count < ends.length) ends[count] = text.length;
  const whole = count === dictionary.length - 1 ? { text, ends } : undefined;
  known.set(dictionary, whole);
  return whole;
}
