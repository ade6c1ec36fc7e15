import { computed } from '@preact/signals';
import { type Column, columns, groupNames, groupSizes } from './columns';
import { layout } from './layout';
import { scrollLeft, viewWidth } from './viewport';
import { valuesOf } from './values';
import { nameColumnWidth } from './widths';

/** px. */
export const rowHeight = 22;
/** Higher elements are cut by browsers; what is beyond is reached by rows that move faster than the scroll bar. */
const highestBody = 15_000_000;
/** Rows drawn above and below of what is seen. */
const spareRows = 3;
/** Columns are drawn so far beyond the edges, px. */
const margin = 60;
/** Pinned columns may take so much of the width; further ones scroll. */
const mostPinned = 0.7;

/** Width of check box, mark, star, status and name. */
export const nameWidth = computed(
  () => layout.value.widths['run.name'] ?? nameColumnWidth(valuesOf('run.name'), viewWidth.value),
);

export interface Placed {
  readonly column: Column;
  /** Place among all columns, from 0; the name is not counted. */
  readonly index: number;
  /** px from the left edge of the row. */
  readonly x: number;
}

/** All columns with their places: pinned ones stand beside the name and do not scroll. */
export const placing = computed(() => {
  const pinned: Placed[] = [];
  const free: Placed[] = [];
  const room = viewWidth.value * mostPinned;
  let x = nameWidth.value;
  columns.value.forEach((column, index) => {
    const sticks = column.pinned && free.length === 0 && x + column.width <= room;
    (sticks ? pinned : free).push({ column, index, x });
    x += column.width;
  });
  return { pinned, free, frozen: free[0]?.x ?? x, total: x };
});

const rangeInSight = computed(() => {
  const { free, frozen } = placing.value;
  const left = scrollLeft.value;
  const from = firstEndingAfter(free, left + frozen - margin);
  const until = left + viewWidth.value + margin;
  let to = from;
  while (to < free.length && (free[to]?.x ?? 0) < until) to++;
  return from * 1_000_000 + to;
});

/** Free columns of which something is seen; the same list until another one comes into sight. */
export const columnsInSight = computed<readonly Placed[]>(() => {
  const range = rangeInSight.value;
  return placing.value.free.slice(Math.floor(range / 1_000_000), range % 1_000_000);
});

function firstEndingAfter(free: readonly Placed[], x: number): number {
  let low = 0;
  let high = free.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = free[middle];
    if (one && one.x + one.column.width <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface GroupSpan {
  readonly title: string;
  readonly x: number;
  readonly width: number;
}

/** Columns of one group that stand beside each other. */
export const groupSpans = computed<readonly GroupSpan[]>(() => {
  const spans: { name: string; count: number; of: number; x: number; width: number }[] = [];
  for (const { column, x } of placing.value.free) {
    const name = groupNames[column.group];
    const last = spans.at(-1);
    if (last?.name === name) {
      last.count++;
      last.width += column.width;
    } else {
      const of = groupSizes.value[column.group];
      spans.push({ name, count: 1, of, x, width: column.width });
    }
  }
  return spans.map(({ name, count, of, x, width }) => ({
    title: count === of ? `${name} ${of}` : `${name} ${count} of ${of}`,
    x,
    width,
  }));
});

/**
 * Which of `count` rows are drawn, and how far up their places are moved where the body is cut, px. The number of rows
 * stays the same while scrolling.
 */
export function rowWindow(
  count: number,
  top: number,
  height: number,
): {
  readonly first: number;
  readonly last: number;
  readonly shift: number;
  readonly body: number;
} {
  const whole = count * rowHeight;
  const body = Math.min(whole, highestBody);
  const at =
    whole === body ? top : (Math.min(top, body - height) / (body - height)) * (whole - height);
  const size = Math.min(count, Math.ceil(height / rowHeight) + 1 + 2 * spareRows);
  const first = Math.max(0, Math.min(count - size, Math.floor(at / rowHeight) - spareRows));
  return { first, last: first + size, shift: at - top, body };
}

/** Where to scroll so that the rows are moved by `at`, px; the inverse of `rowWindow`. */
export function scrollTopFor(count: number, at: number, height: number): number {
  const whole = count * rowHeight;
  const body = Math.min(whole, highestBody);
  return whole === body ? at : (at / (whole - height)) * (body - height);
}

/** Preact takes lengths as they are written. */
export function px(length: number): string {
  return `${length}px`;
}
