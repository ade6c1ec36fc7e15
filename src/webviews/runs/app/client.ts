import { batch, signal } from '@preact/signals';
import { type RunId } from '../../../model/ids';
import { type Client, connect } from '../../ui/client';
import { type runsContract, type RunsState } from '../contract';
import { bringColumnsWith, columnsInUse, revision, rowOf, useSlice } from './data';
import { sayFailure, tell } from './message';
import { focused, selected, state, view } from './model';
import { keepWith, useKept } from './kept';
import { shareWith, useRepository } from './query/repository';
import { holdRows } from './table/holding';
import { restore } from './remember';

const shownPage = signal(0);

/** The wire to the editor; the state it brings goes into the signals. */
export const client: Client<typeof runsContract> = connect<typeof runsContract>({
  state: (next) => {
    if (next.revision === revision.peek()) use(next);
    else void bring(next);
  },
  kept: useKept,
  repositoryViews: useRepository,
});

keepWith((patch) => client.ask('keep', patch), sayFailure);
shareWith({
  put: (view) => client.ask('shareView', view),
  remove: (id) => client.ask('unshareView', { id }),
  open: () => client.ask('openViewFile', {}),
});
bringColumnsWith((columns) => client.ask('columns', { columns: [...columns] }));

let latest = 0;

/** The state is shown together with the runs that it belongs to. */
async function bring(next: RunsState): Promise<void> {
  latest = next.revision;
  // Before the runs were read there is something to say already.
  if (next.readAt === undefined) use(next);
  try {
    const slice = await client.ask('frame', { columns: columnsInUse() });
    if (latest !== next.revision) return;
    batch(() => {
      holdRows();
      useSlice(slice);
      use(next);
    });
  } catch (error) {
    sayFailure(error);
  }
}

function use(next: RunsState): void {
  batch(() => {
    state.value = next;
    const kept = selected.value.filter((run) => rowOf.value.has(run));
    if (kept.length !== selected.value.length && next.readAt !== undefined) selected.value = kept;
    if (next.page.number !== shownPage.value && next.readAt !== undefined) {
      shownPage.value = next.page.number;
      goTo(next.page);
    }
  });
}

shownPage.value = restore(client, () => shownPage.value);

function goTo(page: typeof state.value.page): void {
  switch (page.kind) {
    case 'table':
      view.value = { kind: 'table' };
      return;
    case 'compare':
      selected.value = page.runs;
      view.value = { kind: 'compare', runs: page.runs };
      return;
    case 'promote':
      focused.value = page.run;
      view.value = { kind: 'promote', run: page.run };
      return;
  }
}

export function setBaseline(run: RunId | undefined): void {
  tell(() => client.ask('setBaseline', { run }));
}
