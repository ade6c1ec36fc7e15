import { type RequestName, type ParamsOf } from '../../ipc/contract';
import { type Client, connect } from '../../ui/client';
import { type destroyContract } from '../contract';
import { asked, state, trouble, typed, unprotect } from './model';

type Name = RequestName<typeof destroyContract>;

/** The wire to the editor; the state it brings goes into the signals. */
const client: Client<typeof destroyContract> = connect<typeof destroyContract>({
  state: (next) => {
    // A consent is for what was read; of another environment it says nothing.
    if (state.value && state.value.name !== next.name) {
      typed.value = '';
      unprotect.value = false;
    }
    state.value = next;
  },
});

/** Asks the editor for one thing at a time; what it refuses is said on the page. */
export function ask<K extends Name>(name: K, params: ParamsOf<(typeof destroyContract)[K]>): void {
  if (asked.value !== undefined) return;
  asked.value = name;
  trouble.value = undefined;
  client
    .ask(name, params)
    .catch((error: unknown) => {
      trouble.value = error instanceof Error ? error.message : String(error);
    })
    .finally(() => {
      asked.value = undefined;
    });
}
