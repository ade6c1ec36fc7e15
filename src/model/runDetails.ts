import { numberAt } from './frame/columns';
import { columnKey, type ColumnPart, columnRef, type RunFrame } from './frame/frame';
import { type NamedValue, type Run } from './run';

export interface MetricDetail {
  readonly name: string;
  readonly last: number;
  /** Of all points that are known; may be NaN. */
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

/** @param words only what contains all of it, capitals aside; empty: everything */
export function runDetails(run: Run, frame: RunFrame, words: string): RunDetails {
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
        const part = (which: ColumnPart): number => {
          const column = frame.column(columnRef(columnKey('metric', name), which));
          return (row < 0 ? undefined : numberAt(column, row)) ?? latest.value;
        };
        return { name, last: latest.value, min: part('min'), max: part('max') };
      }),
    },
    tags: named(run.tags),
  };
}

function found<T>(all: readonly T[]): Found<T> {
  return { count: all.length, first: all.slice(0, mostListed) };
}
