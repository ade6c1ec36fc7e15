import { signal } from '@preact/signals';
import { type SavedView } from '../../../../stores/savedViewSchema';
import { announced } from '../model';
import { arrangementNow, holdBefore, renewed } from './arrangement';
import { queryText } from './queryState';
import { openViewFile, putShared, removeShared, repository } from './repository';
import {
  chosenView,
  nameFrom,
  ownViews,
  putOwn,
  putOwnBack,
  removeOwn,
  type ShownView,
} from './viewState';

/** A sentence beside the views, with what can be done about it. */
export interface ViewNotice {
  readonly text: string;
  readonly actions: readonly { readonly label: string; readonly run: () => void }[];
}
export const viewNotice = signal<ViewNotice | undefined>();
/** Takes back what was done to a view last; undefined: nothing can be taken back. */
export const undoLast = signal<{ readonly said: string; readonly run: () => Promise<void> }>();

/** Asks the view's name to be typed; the row of views shows the field. */
export const naming = signal<string | undefined>();

/** The view asks from now on what the line asks, and arranges the table as it is where it arranges it at all. */
export async function saveView(view: ShownView): Promise<void> {
  const next = { ...view, query: queryText.value.trim(), ...renewed(view) };
  await replace(view, next, `The view “${view.name}” is saved.`);
}

export async function renameView(view: ShownView, typed: string): Promise<void> {
  const name = nameFrom(typed);
  await replace(view, { ...view, name }, `“${view.name}” is “${name}” now.`);
}

/** Whether the view arranges the table, from now on. */
export async function setArranges(view: ShownView, arranges: boolean): Promise<void> {
  const now = arrangementNow();
  const arrangement = arranges
    ? { sort: now.sort ?? [], columns: now.columns }
    : { sort: undefined, columns: undefined };
  const said = arranges
    ? `“${view.name}” brings sorting and columns back as they are now.`
    : `“${view.name}” leaves sorting and columns as they are.`;
  if (arranges) holdBefore();
  await replace(view, { ...view, ...arrangement }, said);
}

export async function deleteView(view: ShownView): Promise<void> {
  if (view.origin === 'shared') {
    if (isLocked()) return;
    await tried(async () => {
      await removeShared(view.id);
      removeOwn(view.id);
      done(`“${view.name}” is deleted from the repository.`, 'is back.', view, () =>
        putShared(view),
      );
    });
    return;
  }
  const before = ownViews.value;
  removeOwn(view.id);
  done(`“${view.name}” is deleted.`, 'is back.', view, async () => putOwnBack(before));
}

/** Moves a view of the user's own into the repository, for everybody who works in it. */
export async function shareView(view: ShownView): Promise<void> {
  if (isLocked()) return;
  const other = repository.value.views.find(
    ({ id, name }) => id !== view.id && name.toLowerCase() === view.name.toLowerCase(),
  );
  if (other) {
    const replaceOther = async (): Promise<void> => {
      await share(view, { ...view, id: other.id }, other);
    };
    say(`The repository has another view “${other.name}”: ${other.query || 'all runs'}.`, [
      { label: 'Rename mine', run: () => (naming.value = view.id) },
      { label: 'Replace it for everybody', run: () => void replaceOther() },
    ]);
    return;
  }
  await share(view, view, undefined);
}

/** Takes a view out of the repository; the user keeps it. */
export async function makePrivate(view: ShownView): Promise<void> {
  if (isLocked()) return;
  await tried(async () => {
    putOwn(view);
    await removeShared(view.id);
    done(`“${view.name}” is yours alone now.`, 'is shared again.', view, async () => {
      await putShared(view);
      removeOwn(view.id);
    });
  });
}

export async function undo(): Promise<void> {
  const last = undoLast.value;
  undoLast.value = undefined;
  viewNotice.value = undefined;
  if (!last) return;
  await tried(async () => {
    await last.run();
    announced.value = last.said;
  });
}

export function dismiss(): void {
  viewNotice.value = undefined;
  undoLast.value = undefined;
}

async function share(
  own: ShownView,
  shared: SavedView,
  replaced: SavedView | undefined,
): Promise<void> {
  const before = ownViews.value;
  await tried(async () => {
    await putShared(shared);
    removeOwn(own.id);
    chooseInstead(own.id, shared.id);
    const text = `“${own.name}” is in ${repository.value.file ?? 'the repository'}. Commit it, and everybody has it.`;
    done(text, 'is yours alone again.', own, async () => {
      putOwnBack(before);
      chooseInstead(shared.id, own.id);
      await (replaced ? putShared(replaced) : removeShared(shared.id));
    });
  });
}

/** Meanwhile the user may have gone to another view. */
function chooseInstead(id: string, next: string): void {
  if (chosenView.value === id) chosenView.value = next;
}

async function replace(view: ShownView, next: SavedView, said: string): Promise<void> {
  dismiss();
  if (view.origin !== 'shared') {
    putOwn(next);
    announced.value = said;
    return;
  }
  const { locked } = repository.value;
  if (locked !== undefined) {
    const copy = { ...next, id: crypto.randomUUID(), name: nameFrom(`${next.name} (mine)`) };
    putOwn(copy);
    chosenView.value = copy.id;
    say(`${locked} It is kept as “${copy.name}” for you.`, []);
    return;
  }
  await tried(async () => {
    await putShared(next);
    done(said, 'is as it was.', view, () => putShared(view));
  });
}

function done(text: string, undone: string, view: SavedView, back: () => Promise<void>): void {
  say(text, [{ label: 'Undo', run: () => void undo() }]);
  announced.value = `${text} Ctrl+Z takes it back.`;
  undoLast.value = { said: `The view “${view.name}” ${undone}`, run: back };
}

function say(text: string, actions: ViewNotice['actions']): void {
  undoLast.value = undefined;
  viewNotice.value = { text, actions };
  announced.value = text;
}

function isLocked(): boolean {
  const { locked, problem } = repository.value;
  if (locked === undefined) return false;
  say(
    locked,
    problem === undefined ? [] : [{ label: 'Open the file', run: () => void openViewFile() }],
  );
  return true;
}

async function tried(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), []);
  }
}
