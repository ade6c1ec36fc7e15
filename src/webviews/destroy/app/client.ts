import { type RequestName, type ParamsOf } from '../../ipc/contract';
import { type Client, connect } from '../../ui/client';
import { type destroyContract } from '../contract';
import { asking, state, typed, unprotect } from './model';

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

/** Asks the editor; what it refuses is said on the page. */
export function ask<K extends Name>(name: K, params: ParamsOf<(typeof destroyContract)[K]>): void {
  asking.send(name, () => client.ask(name, params));
}
