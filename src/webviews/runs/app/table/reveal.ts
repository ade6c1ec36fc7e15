import { lines } from './lines';
import { columnsInSight, placing, rowHeight, rowWindow, scrollTopFor } from './placing';

/** Rows that are seen at once. */
export function visibleRows(grid: HTMLElement): number {
  return Math.max(1, Math.floor((grid.clientHeight - headHeight(grid)) / rowHeight) - 1);
}

/** Scrolls as little as needed to show the row that begins at `y`, px. */
export function reveal(grid: HTMLElement, y: number): void {
  const count = lines.peek().at.length;
  const height = grid.clientHeight;
  const { shift } = rowWindow(count, grid.scrollTop, height);
  const at = grid.scrollTop + shift;
  const room = height - headHeight(grid) - rowHeight;
  if (y < at) grid.scrollTop = scrollTopFor(count, y, height);
  else if (y > at + room) grid.scrollTop = scrollTopFor(count, y - room, height);
}

/** Scrolls as little as needed to show the column at a place from 0. */
export function revealColumn(grid: HTMLElement, index: number): void {
  const { free, frozen } = placing.peek();
  const one =
    columnsInSight.peek().find((seen) => seen.index === index) ??
    free.find((each) => each.index === index);
  if (!one) return;
  const { x, column } = one;
  if (x < grid.scrollLeft + frozen) grid.scrollLeft = x - frozen;
  else if (x + column.width > grid.scrollLeft + grid.clientWidth) {
    grid.scrollLeft = Math.min(x - frozen, x + column.width - grid.clientWidth);
  }
}

/** Where a menu of a line opens, px from the corner of the page. */
export function rowBelow(
  grid: HTMLElement,
  line: number,
): { readonly x: number; readonly y: number } {
  const box = grid.getBoundingClientRect();
  const { shift } = rowWindow(lines.peek().at.length, grid.scrollTop, grid.clientHeight);
  const y = box.top + headHeight(grid) + (line + 1) * rowHeight - grid.scrollTop - shift;
  return { x: box.left + 60, y };
}

function headHeight(grid: HTMLElement): number {
  return grid.firstElementChild?.clientHeight ?? 0;
}
