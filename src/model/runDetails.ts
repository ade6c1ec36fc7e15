import { type FrameColumn, numberAt } from './frame/columns';
import { columnKey, columnRef, type RunFrame } from './frame/frame';
import { type NamedValue, type Run } from './run';

export interface MetricDetail {
  readonly name: string;
  readonly last: number;
  /** Of all points that are known; may be NaN. */
  readonly min: number;
  readonly max: number;
  /** Of all points of all runs that were asked about; undefined when none of them has a number, or nobody asked. */
  readonly among: MetricRange | undefined;
}

export interface MetricRange {
  readonly min: number;
  readonly max: number;
}

/** Of some names: how many there are, and the first of them. */
export interface Found<T> {
  readonly count: number;
  readonly first: readonly T[];
}

/** What a run logged, as far as names or values contain what was asked for. */
export interface RunDetails {
  readonly params: Found<NamedValue>;
  readonly metrics: Found<MetricDetail>;
  readonly tags: Found<NamedValue>;
}

/** More of a kind are counted but not listed. */
const mostListed = 200;

/**
 * @param words only what contains all of it, capitals aside; empty: everything
 * @param among rows of the runs whose best values are asked for
 */
export function runDetails(
  run: Run,
  frame: RunFrame,
  words: string,
  among: readonly number[] = [],
): RunDetails {
  const wanted = words.trim().toLowerCase();
  const row = frame.rows.findIndex(({ id }) => id === run.id);
  const has = (text: string): boolean => text.toLowerCase().includes(wanted);
  const named = (all: readonly NamedValue[]): Found<NamedValue> =>
    found(all.filter(({ name, value }) => has(name) || has(value)));
  const metrics = found(run.metrics.filter(({ name }) => has(name)));
  return {
    params: named(run.params),
    metrics: {
      count: metrics.count,
      first: metrics.first.map(({ name, latest }) => {
        const [min, max] = (['min', 'max'] as const).map((part) =>
          frame.column(columnRef(columnKey('metric', name), part)),
        );
        const own = (column: FrameColumn | undefined): number =>
          (row < 0 ? undefined : numberAt(column, row)) ?? latest.value;
        return {
          name,
          last: latest.value,
          min: own(min),
          max: own(max),
          among: rangeAmong(among, min, max),
        };
      }),
    },
    tags: named(run.tags),
  };
}

function rangeAmong(
  rows: readonly number[],
  lows: FrameColumn | undefined,
  highs: FrameColumn | undefined,
): MetricRange | undefined {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    const [low, high] = [numberAt(lows, row), numberAt(highs, row)];
    if (low !== undefined && low < min) min = low;
    if (high !== undefined && high > max) max = high;
  }
  return min <= max ? { min, max } : undefined;
}

function found<T>(all: readonly T[]): Found<T> {
  return { count: all.length, first: all.slice(0, mostListed) };
}
