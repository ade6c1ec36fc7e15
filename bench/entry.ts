/** One measured number. `budget` is what it must not exceed; `peers` are others' numbers from the same run. */
export interface Entry {
  readonly name: string;
  readonly unit: 'KB' | 'MB' | 'ms' | 's' | 'requests' | '%';
  readonly value: number;
  /** Undefined: watched, not limited. */
  readonly budget?: number;
  readonly peers?: Readonly<Record<string, number>>;
}

/** What each bench/<name>.bench.ts exports. */
export interface Bench {
  /** @throws BenchSkipped with the reason when the thing cannot be measured here */
  measure(): Promise<readonly Entry[]>;
}

/** The runner prints the reason and leaves the entry out. */
export class BenchSkipped extends Error {
  override readonly name = 'BenchSkipped';
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? NaN)) / 2 : upper;
}
