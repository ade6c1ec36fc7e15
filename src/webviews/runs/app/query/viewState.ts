import { computed, signal } from '@preact/signals';
import { type SavedView } from '../../../../stores/keptSchema';
import { keep, kept } from '../kept';
import { queryText, setQuery } from './queryState';

/** A query with a name above the table. */
export interface ShownView extends SavedView {
  /** `all` stands first and stays as it is; `shared` comes from the repository alone. */
  readonly origin: 'all' | 'own' | 'shared';
  /** The repository holds the same. */
  readonly inRepository: boolean;
}

const allRuns: ShownView = {
  id: 'all',
  name: 'All runs',
  query: '',
  origin: 'all',
  inRepository: false,
};

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
/** What the repository holds. */
export const sharedViews = signal<readonly SavedView[]>([]);
/** Takes back what was deleted last. */
export const undoable = signal<{ readonly name: string; readonly views: readonly SavedView[] }>();

const ownViews = computed(() => kept.value.views ?? startViews);

/** In the order shown. A view of the workspace stands for the one of the repository that it came from. */
export const shownViews = computed<readonly ShownView[]>(() => {
  const own = ownViews.value;
  const shared = new Map(sharedViews.value.map((view) => [view.id, view]));
  const ids = new Set(own.map(({ id }) => id).concat(allRuns.id));
  return [
    allRuns,
    ...own.map((view): ShownView => {
      const other = shared.get(view.id);
      const inRepository = other?.query === view.query && other.name === view.name;
      return { ...view, origin: 'own', inRepository };
    }),
    ...sharedViews.value
      .filter(({ id }) => !ids.has(id))
      .map((view): ShownView => ({ ...view, origin: 'shared', inRepository: true })),
  ];
});

/** The view that is shown: the one chosen, or any that asks the same; undefined for a query of no view. */
export const activeView = computed<ShownView | undefined>(() => {
  const text = queryText.value.trim();
  const chosen = shownViews.value.find(({ id }) => id === chosenView.value);
  if (chosen?.query === text) return chosen;
  const same = shownViews.value.find(({ query }) => query === text);
  return same ?? (chosen?.origin === 'all' ? undefined : chosen);
});

/** Whether the query is not the active view's any more. */
export const viewChanged = computed(
  () => activeView.value !== undefined && activeView.value.query !== queryText.value.trim(),
);

export function showView(view: SavedView): void {
  chosenView.value = view.id;
  setQuery(view.query);
}

/** Keeps the query of now under a new name. @returns the id of the view */
export function addView(name: string): string {
  const view = { id: crypto.randomUUID(), name: nameFrom(name), query: queryText.value.trim() };
  put([...ownViews.value, view]);
  chosenView.value = view.id;
  return view.id;
}

/** The view asks from now on what the line asks. One of the repository becomes one of the workspace. */
export function saveView(view: ShownView): void {
  put(withView({ id: view.id, name: view.name, query: queryText.value.trim() }));
}

export function renameView(view: ShownView, name: string): void {
  put(withView({ id: view.id, name: nameFrom(name), query: view.query }));
}

export function deleteView(view: ShownView): void {
  const before = ownViews.value;
  put(before.filter(({ id }) => id !== view.id));
  undoable.value = { name: view.name, views: before };
}

export function undoDelete(): void {
  if (undoable.value) put(undoable.value.views);
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
  const own = ownViews.value;
  const to = own[own.findIndex((view) => view.id === id) + step];
  if (to) moveView(id, to.id);
}

function withView(view: SavedView): SavedView[] {
  const own = ownViews.value;
  return own.some(({ id }) => id === view.id)
    ? own.map((one) => (one.id === view.id ? view : one))
    : [...own, view];
}

function put(views: readonly SavedView[]): void {
  undoable.value = undefined;
  keep({ views: [...views] });
}

function nameFrom(typed: string): string {
  return typed.trim().slice(0, 100);
}
