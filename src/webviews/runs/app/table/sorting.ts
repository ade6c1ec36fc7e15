import { signal } from '@preact/signals';
import { type ColumnPart } from '../../../../model/frame/frame';
import { type FieldKey } from '../../../../model/query/query';

/** One column that is sorted by. */
export interface Sort {
  readonly key: FieldKey;
  readonly part: ColumnPart;
  readonly descending: boolean;
}

/** What the user sorts by, the most important first; empty: as the query says, else newest first. */
export const sorts = signal<readonly Sort[]>([]);

/**
 * Sorts by a column, what is usually looked for on top; again turns it round, a third time leaves it. With `add` the
 * other columns stay and this one only orders those equal in them.
 */
export function sortBy(
  key: FieldKey,
  { part = 'last', add = false }: { readonly part?: ColumnPart; readonly add?: boolean } = {},
): void {
  const now = sorts.value.find((sort) => sort.key === key);
  const descendingFirst = key.startsWith('metric.') || key === 'run.created';
  const next =
    now === undefined
      ? { key, part, descending: descendingFirst }
      : now.descending === descendingFirst
        ? { key, part, descending: !descendingFirst }
        : undefined;
  const others = add ? sorts.value.filter((sort) => sort.key !== key) : [];
  if (!next) sorts.value = others;
  else if (add && now) sorts.value = sorts.value.map((sort) => (sort === now ? next : sort));
  else sorts.value = [...others, next];
}

export function sortDirectly(key: FieldKey, part: ColumnPart, descending: boolean): void {
  sorts.value = [{ key, part, descending }];
}

export function ariaSort(key: string): 'ascending' | 'descending' | 'none' {
  const [first] = sorts.value;
  if (first?.key !== key) return 'none';
  return first.descending ? 'descending' : 'ascending';
}
