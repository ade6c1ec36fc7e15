/** The candidate that was most likely meant; undefined when none is close. Capitals count little. */
export function nearest(wanted: string, candidates: Iterable<string>): string | undefined {
  const low = wanted.toLowerCase().slice(0, 60);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(low.length / 3)) + 0.5;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - low.length) >= least) continue;
    const away = distance(low, candidate.toLowerCase(), least) + (candidate === wanted ? 0 : 0.1);
    if (away < least) [best, least] = [candidate, away];
  }
  return best;
}

/** Letters to add, leave out, change or swap; at least `limit` when it is more than that. */
function distance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_one, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let value = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + Number(!same),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, (before[j - 2] ?? 0) + 1);
      }
      row.push(value);
      least = Math.min(least, value);
    }
    if (least >= limit) return limit;
    before = last;
    last = row;
  }
  return last[b.length] ?? limit;
}
