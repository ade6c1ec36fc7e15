/** Names shorter than this hardly need to be cut. */
const shortest = 16;
const longestTail = 14;
const shortestTail = 3;
const usualTail = 8;
const alike = 6;
/** Share of all names that begin alike. */
const smallestFamily = 0.1;

export interface NameParts {
  /** Gives way when there is no room. */
  readonly head: string;
  /** Stays: names of one family differ at their ends. */
  readonly tail: string;
}

/**
 * Where a name loses its middle when there is no room for all of it; undefined for one that is cut at its end: short
 * ones, and those that are not plain letters, which a cut in two could turn into others.
 */
export function nameParts(name: string): NameParts | undefined {
  if (name.length < shortest || /[^ -~]/.test(name)) return undefined;
  const end = name.slice(-longestTail);
  const tails = [...end.matchAll(/[-_/.: ]/g)]
    .map(({ index }) => end.slice(index))
    .filter((tail) => tail.length >= shortestTail || /\d/.test(tail))
    .toReversed();
  // What follows the last mark, with the mark, and the number before it: that is what differs. Else just some letters.
  const tail = tails.find((one) => /\d/.test(one)) ?? tails[0] ?? name.slice(-usualTail);
  return { head: name.slice(0, -tail.length), tail };
}

/** Whether most names begin as many others do, so that their beginnings tell little. */
export function beginAlike(names: Iterable<string>): boolean {
  const counts = new Map<string, number>();
  let all = 0;
  for (const name of names) {
    all++;
    if (name.length < shortest) continue;
    const start = name.slice(0, alike);
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  const family = Math.max(2, all * smallestFamily);
  let inFamilies = 0;
  for (const count of counts.values()) if (count >= family) inFamilies += count;
  return inFamilies * 2 > all;
}
