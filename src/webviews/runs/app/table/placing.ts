import { computed } from '@preact/signals';
import { type Column, columns, groupNames } from './columns';

export const rowHeight = 24;
/** Width of the check box, mark, star, status and name, which stay when the rest scrolls sideways. */
export const nameWidth = 272;
/** Columns are drawn so far beyond the edges, px. */
const margin = 200;

export interface Placed {
  readonly column: Column;
  readonly x: number;
}

export interface ColumnSpan {
  readonly name: string;
  readonly count: number;
  readonly x: number;
  readonly width: number;
}

/** Where each column begins, and where the last one ends; computed when columns change, never while scrolling. */
const offsets = computed<Float64Array>(() => {
  const places = new Float64Array(columns.value.length + 1);
  let x = nameWidth;
  columns.value.forEach((column, index) => {
    places[index] = x;
    x += column.width;
  });
  places[columns.value.length] = x;
  return places;
});

/** Columns that can be seen, and a bit more on either side. */
export function columnsInSight(left: number, width: number): readonly Placed[] {
  const [places, all] = [offsets.value, columns.value];
  const placed: Placed[] = [];
  for (
    let index = firstEndingAfter(places, left + nameWidth - margin);
    index < all.length;
    index++
  ) {
    const [column, x] = [all[index], places[index] ?? 0];
    if (!column || x >= left + width + margin) break;
    placed.push({ column, x });
  }
  return placed;
}

/** Runs of columns of one kind, as they stand beside each other. */
export const columnSpans = computed<readonly ColumnSpan[]>(() => {
  const spans: { name: string; count: number; x: number; width: number }[] = [];
  const places = offsets.value;
  columns.value.forEach((column, index) => {
    const name = groupNames[column.group];
    const last = spans.at(-1);
    if (last?.name === name) {
      last.count++;
      last.width += column.width;
    } else {
      spans.push({ name, count: 1, x: places[index] ?? 0, width: column.width });
    }
  });
  return spans;
});

export const totalWidth = computed<number>(() => offsets.value[columns.value.length] ?? nameWidth);

/** Preact takes lengths as they are written. */
export function px(length: number): string {
  return `${length}px`;
}

/** First column whose right edge lies behind `x`. */
function firstEndingAfter(places: Float64Array, x: number): number {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle + 1] ?? Number.POSITIVE_INFINITY) > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
