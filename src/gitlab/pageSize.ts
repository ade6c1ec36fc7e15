/** One answer or refusal: so many items cost so much. */
export interface Measured {
  readonly size: number;
  readonly score: number;
}

const largest = 100;

/**
 * The next page size to try. A query's cost grows evenly with the number of items, so two measurements tell what
 * fits; with one, half of it is tried. @param limit what the server allows for one query
 */
export function fittingPageSize(measured: readonly Measured[], limit: number): number {
  const [last, before] = [measured.at(-1), measured.at(-2)];
  if (!last) return largest;
  if (!before || before.size === last.size) {
    return last.score <= limit ? last.size : Math.max(1, Math.floor(last.size / 2));
  }
  const perItem = (before.score - last.score) / (before.size - last.size);
  if (perItem <= 0) return Math.min(last.size, largest);
  const fitting = Math.floor(last.size + (limit - last.score) / perItem);
  return Math.max(1, Math.min(largest, fitting));
}

/** The numbers in GitLab's refusal of a query. */
export function refusedComplexity(
  text: string,
): { readonly score: number; readonly limit: number } | undefined {
  const match = /complexity of (\d+), which exceeds max complexity of (\d+)/.exec(text);
  return match ? { score: Number(match[1]), limit: Number(match[2]) } : undefined;
}
