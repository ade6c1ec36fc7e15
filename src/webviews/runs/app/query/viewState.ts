import { computed, signal } from '@preact/signals';
import { type SavedView } from '../../../../stores/savedViewSchema';
import { keep, kept } from '../kept';
import { arrangeFor, arrangementNow, arranges, holdBefore, isRearranged } from './arrangement';
import { queryText, setQuery } from './queryState';
import { repository } from './repository';

/** A query with a name above the table. */
export interface ShownView extends SavedView {
  /** `all` stands first and stays as it is; `shared` lies in the repository, for everybody. */
  readonly origin: 'all' | 'own' | 'shared';
}

const allRuns: ShownView = { id: 'all', name: 'All runs', query: '', origin: 'all' };

const startViews: readonly SavedView[] = [
  { id: 'starred', name: 'Starred', query: 'starred = yes' },
  { id: 'running', name: 'Running', query: 'status = running' },
  {
    id: 'failed-this-week',
    name: 'Failed this week',
    query: 'status = failed and created > 7d ago',
  },
];

/** The view that the user went to last; the query may have changed since. */
export const chosenView = signal<string>(allRuns.id);

/** The user's own, in the order in which they stand. */
export const ownViews = computed(() => kept.value.views ?? startViews);

/** In the order shown. What the repository says of a view counts where both have it. */
export const shownViews = computed<readonly ShownView[]>(() => {
  const shared = repository.value.views;
  const ids = new Set(shared.map(({ id }) => id));
  return [
    allRuns,
    ...ownViews.value
      .filter(({ id }) => !ids.has(id))
      .map((view): ShownView => ({ ...view, origin: 'own' })),
    ...shared
      .filter(({ id }) => id !== allRuns.id)
      .sort((a, b) => a.name.localeCompare(b.name, 'en'))
      .map((view): ShownView => ({ ...view, origin: 'shared' })),
  ];
});

/** The view that is shown: the one chosen, or any that asks the same; undefined for a query of no view. */
export const activeView = computed<ShownView | undefined>(() => {
  const text = queryText.value.trim();
  const chosen = shownViews.value.find(({ id }) => id === chosenView.value);
  if (chosen?.query === text) return chosen;
  const same = shownViews.value.find((view) => view.query === text && !isRearranged(view));
  return same ?? (chosen?.origin === 'all' ? undefined : chosen);
});

/** Whether the query or the table is not the active view's any more. */
export const viewChanged = computed(
  () =>
    activeView.value !== undefined &&
    (activeView.value.query !== queryText.value.trim() || isRearranged(activeView.value)),
);

export function showView(view: SavedView): void {
  chosenView.value = view.id;
  setQuery(view.query);
  arrangeFor(view);
}

/** Keeps the query of now, and the table as it is arranged, under a new name. @returns the id of the view */
export function addView(name: string): string {
  const view: SavedView = {
    id: crypto.randomUUID(),
    name: nameFrom(name),
    query: queryText.value.trim(),
    ...arrangementNow(),
  };
  putOwn(view);
  if (arranges(view)) holdBefore();
  chosenView.value = view.id;
  return view.id;
}

/** Adds a view of the user's own, or replaces the one with its id where it stands. */
export function putOwn({ id, name, query, sort, columns }: SavedView): void {
  const view: SavedView = { id, name: nameFrom(name), query, sort, columns };
  const own = ownViews.value;
  put(
    own.some((one) => one.id === id)
      ? own.map((one) => (one.id === id ? view : one))
      : [...own, view],
  );
}

export function removeOwn(id: string): void {
  if (ownViews.value.some((view) => view.id === id))
    put(ownViews.value.filter((view) => view.id !== id));
}

/** Puts all views of the user's own back as they were. */
export function putOwnBack(views: readonly SavedView[]): void {
  put(views);
}

/** Puts a view of the workspace where another one stands. */
export function moveView(id: string, to: string): void {
  const views = [...ownViews.value];
  const from = views.findIndex((view) => view.id === id);
  const place = views.findIndex((view) => view.id === to);
  const [view] = from < 0 || place < 0 ? [] : views.splice(from, 1);
  if (!view) return;
  views.splice(place, 0, view);
  put(views);
}

/** Moves a view of the workspace by one place. */
export function stepView(id: string, step: -1 | 1): void {
  const own = shownViews.value.filter(({ origin }) => origin === 'own');
  const to = own[own.findIndex((view) => view.id === id) + step];
  if (to) moveView(id, to.id);
}

export function nameFrom(typed: string): string {
  return typed.trim().slice(0, 100);
}

function put(views: readonly SavedView[]): void {
  keep({ views: [...views] });
}
