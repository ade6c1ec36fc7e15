/**
 * How few of the things that are in both lists have to be moved to bring the first order into the second.
 * @returns that number; O(n log n)
 */
export function movedCount<T>(before: readonly T[], after: readonly T[]): number {
  const place = new Map(before.map((one, index) => [one, index]));
  const places = after.map((one) => place.get(one)).filter((index) => index !== undefined);
  return places.length - longestRising(places);
}

/** Length of the longest rising part of a list, not necessarily of neighbours. */
function longestRising(numbers: readonly number[]): number {
  /** The smallest end of a rising part of each length. */
  const ends: number[] = [];
  for (const number of numbers) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    ends[low] = number;
  }
  return ends.length;
}
