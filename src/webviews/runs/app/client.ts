import { batch, signal } from '@preact/signals';
import { type RunId } from '../../../model/ids';
import { type Client, connect } from '../../ui/client';
import { type runsContract } from '../contract';
import { announced, focused, selected, state, view } from './model';
import { restore } from './remember';

const shownPage = signal(0);

/** The wire to the editor; the state it brings goes into the signals. */
export const client: Client<typeof runsContract> = connect<typeof runsContract>({
  state: (next) => {
    batch(() => {
      state.value = next;
      const ids = new Set(next.table.rows.map((row) => row.id));
      const kept = selected.value.filter((run) => ids.has(run));
      if (kept.length !== selected.value.length && next.readAt !== undefined) selected.value = kept;
      if (next.page.number !== shownPage.value && next.readAt !== undefined) {
        shownPage.value = next.page.number;
        goTo(next.page);
      }
    });
  },
});

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

/** Asks for something whose only outcome is seen elsewhere; a failure is said to the user. */
export function tell(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    announced.value = error instanceof Error ? error.message : String(error);
  });
}

export function setBaseline(run: RunId | undefined): void {
  tell(client.ask('setBaseline', { run }));
}
