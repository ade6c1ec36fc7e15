import { type FrameColumn } from '../../../../model/frame/columns';

export interface ColumnRange {
  readonly min: number;
  readonly max: number;
}

const nothing: ColumnRange = { min: Number.NaN, max: Number.NaN };
const known = new WeakMap<FrameColumn, ColumnRange>();

/** Smallest and largest finite value of a column, found once; NaN when there is none. */
export function rangeOf(column: FrameColumn | undefined): ColumnRange {
  if (column?.kind !== 'number') return nothing;
  let range = known.get(column);
  if (!range) known.set(column, (range = find(column.values)));
  return range;
}

function find(values: Float64Array): ColumnRange {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : nothing;
}
