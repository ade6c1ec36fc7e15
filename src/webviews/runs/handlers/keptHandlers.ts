import { type KeptStore } from '../../../stores/keptStore';
import { type Handlers } from '../../ipc/contract';
import { type keptContract } from '../contract/keptContract';

export function keptHandlers(
  store: Pick<KeptStore, 'keep'>,
  place: () => string,
): Handlers<typeof keptContract> {
  return {
    keep: async (patch) => store.keep(place(), patch),
  };
}
