import { signal } from '@preact/signals';
import { type SavedView } from '../../../../stores/savedViewSchema';
import { type RepositoryViews } from '../../../../stores/repositoryViews';

/** What the open repository shares, as the editor's side told last. */
export const repository = signal<RepositoryViews>({
  views: [],
  file: undefined,
  problem: undefined,
  locked: undefined,
});

/** Changes the repository's file; each rejects with a sentence when that could not be done. */
interface Carry {
  put(view: SavedView): Promise<unknown>;
  remove(id: string): Promise<unknown>;
  open(): Promise<unknown>;
}

let carry: Carry = {
  put: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  open: () => Promise.resolve(),
};

/** Who carries changes to the editor's side. */
export function shareWith(next: Carry): void {
  carry = next;
}

export function useRepository(next: RepositoryViews): void {
  repository.value = next;
}

export async function putShared({ id, name, query, sort, columns }: SavedView): Promise<void> {
  const view: SavedView = { id, name, query, sort, columns };
  await carry.put(view);
  // Here at once; the editor's side tells the same when it has read the file.
  const others = repository.value.views.filter((one) => one.id !== id);
  repository.value = { ...repository.value, views: [...others, view] };
}

export async function removeShared(id: string): Promise<void> {
  await carry.remove(id);
  const { views } = repository.value;
  repository.value = { ...repository.value, views: views.filter((one) => one.id !== id) };
}

export function openViewFile(): Promise<unknown> {
  return carry.open();
}
