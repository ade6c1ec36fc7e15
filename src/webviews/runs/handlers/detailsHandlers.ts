import { runDetails } from '../../../model/runDetails';
import { type Handlers } from '../../ipc/contract';
import { type detailsContract } from '../contract/detailsContract';
import { type RunSource } from './source';

export function detailsHandlers(source: RunSource): Handlers<typeof detailsContract> {
  return {
    details: async ({ run, words }) => runDetails(source.run(run).run, source.frame, words),
  };
}
