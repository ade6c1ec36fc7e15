import { type ColumnLayout, emptyLayout } from '../../../../model/columnLayout';
import { type SavedView } from '../../../../stores/savedViewSchema';
import { keep, kept } from '../kept';
import { layout } from '../table/layout';
import { type Sort, sorts } from '../table/sorting';

/** How a view wants the table: parts that it does not name stay as they are. */
export type Arrangement = Pick<SavedView, 'sort' | 'columns'>;

/** How the table is now, as a view says it: what is as it comes is not named. */
export function arrangementNow(): Arrangement {
  return {
    sort: sorts.value.length === 0 ? undefined : sorts.value,
    columns: differ(layout.value, emptyLayout) ? layout.value : undefined,
  };
}

export function arranges({ sort, columns }: Arrangement): boolean {
  return sort !== undefined || columns !== undefined;
}

/** The same parts as the view names, as they are now. */
export function renewed({ sort, columns }: Arrangement): Arrangement {
  return {
    sort: sort && sorts.value,
    columns: columns && layout.value,
  };
}

/** Whether the table is not as the view wants it. Widths do not count: they fit one window. */
export function isRearranged({ sort, columns }: Arrangement): boolean {
  return (
    (sort !== undefined && sortText(sort) !== sortText(sorts.value)) ||
    (columns !== undefined && differ(columns, layout.value))
  );
}

/** Arranges the table as a view wants it; one that leaves it free gets back what was before the others. */
export function arrangeFor(view: Arrangement): void {
  const { before } = kept.value;
  if (arranges(view)) {
    holdBefore();
    const free = kept.value.before;
    sorts.value = view.sort ?? free?.sort ?? [];
    keep({ columns: view.columns ?? free?.columns ?? emptyLayout });
  } else if (before) {
    sorts.value = before.sort;
    keep({ columns: before.columns ?? emptyLayout, before: null });
  }
}

/** From now on the table is a view's; how it was comes back with the next view that leaves it free. */
export function holdBefore(): void {
  if (!kept.value.before) {
    keep({ before: { sort: sorts.value, columns: kept.value.columns } });
  }
}

function sortText(sort: readonly Sort[]): string {
  return sort.map(({ key, part, descending }) => `${part} ${key} ${descending}`).join('\n');
}

function differ(a: ColumnLayout, b: ColumnLayout): boolean {
  return layoutText(a) !== layoutText(b);
}

function layoutText(one: ColumnLayout): string {
  const { without, hidden, shown, pinned, moves, differing, groupBy } = one;
  const sorted = (record: object): unknown =>
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    [...without].sort(),
    [...hidden].sort(),
    [...shown].sort(),
    pinned,
    moves.map(({ key, behind }) => [key, behind]),
    sorted(one.parts),
    sorted(one.looks),
    differing,
    groupBy,
  ]);
}
