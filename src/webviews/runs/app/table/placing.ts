import { type Column, columns, groupNames } from './columns';

export const rowHeight = 24;
/** Width of the check box, mark, status and name, which stay when the rest scrolls sideways. */
export const nameWidth = 256;

export interface Placed {
  readonly column: Column;
  readonly x: number;
}

/** Columns that can be seen, and a bit more on either side. */
export function columnsInSight(left: number, width: number): readonly Placed[] {
  const placed: Placed[] = [];
  let x = nameWidth;
  for (const column of columns.value) {
    const right = x + column.width;
    if (right > left + nameWidth - 200 && x < left + width + 200) placed.push({ column, x });
    x = right;
  }
  return placed;
}

export interface ColumnGroup {
  readonly name: string;
  readonly count: number;
  readonly x: number;
  readonly width: number;
}

/** Runs of columns of one kind, as they stand beside each other. */
export function columnGroups(): readonly ColumnGroup[] {
  const groups: { name: string; count: number; x: number; width: number }[] = [];
  let x = nameWidth;
  for (const column of columns.value) {
    const name = groupNames[column.group];
    const last = groups.at(-1);
    if (last?.name === name) {
      last.count++;
      last.width += column.width;
    } else {
      groups.push({ name, count: 1, x, width: column.width });
    }
    x += column.width;
  }
  return groups;
}

export function totalWidth(): number {
  return nameWidth + columns.value.reduce((sum, column) => sum + column.width, 0);
}

/** Preact takes lengths as they are written. */
export function px(length: number): string {
  return `${length}px`;
}
