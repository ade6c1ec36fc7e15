import { type OrderColumn } from './connection';
import { type Args, text } from './resolver';
import { cursorTime } from './session';

export interface Sorting<Row> {
  /** Column in cursors; absent when the id alone orders. */
  readonly name?: string;
  readonly descending: boolean;
  /** Lowest first. */
  readonly compare: (a: Row, b: Row) => number;
  readonly text?: (row: Row) => string;
}

/** Rows of equal value stand newest first, whatever the direction. */
export function sortedBy<Row extends { id: number }>(
  rows: readonly Row[],
  sorting: Sorting<Row>,
): { rows: readonly Row[]; column: OrderColumn<Row> | undefined } {
  const sign = sorting.descending ? -1 : 1;
  const sorted = rows.toSorted((a, b) => sign * sorting.compare(a, b) || b.id - a.id);
  const { name, text: textOf } = sorting;
  return { rows: sorted, column: name && textOf ? { name, text: textOf } : undefined };
}

interface Named {
  id: number;
  name: string;
  createdAt: number;
  updatedAt: number;
}

/** `orderBy` and `sort` of experiments and models: newest first unless said otherwise. */
export function namedSorting(args: Args): Sorting<Named> {
  const descending = text(args, 'sort') !== 'ASC';
  switch (text(args, 'orderBy')) {
    case 'NAME':
      return {
        name: 'name',
        descending,
        compare: (a, b) => compareTexts(a.name.toLowerCase(), b.name.toLowerCase()),
        text: (row) => row.name,
      };
    case 'UPDATED_AT':
      return {
        name: 'updated_at',
        descending,
        compare: (a, b) => a.updatedAt - b.updatedAt,
        text: (row) => cursorTime(row.updatedAt),
      };
    case 'ID':
      return { descending, compare: (a, b) => a.id - b.id };
    case undefined:
    default:
      return {
        name: 'created_at',
        descending,
        compare: (a, b) => a.createdAt - b.createdAt,
        text: (row) => cursorTime(row.createdAt),
      };
  }
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
