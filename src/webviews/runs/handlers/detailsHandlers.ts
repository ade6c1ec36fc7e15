import { unpackRowSet } from '../../../model/frame/rowSet';
import { runDetails } from '../../../model/runDetails';
import { type Handlers } from '../../ipc/contract';
import { type detailsContract } from '../contract/detailsContract';
import { type RunSource } from './source';

export function detailsHandlers(source: RunSource): Handlers<typeof detailsContract> {
  return {
    details: async ({ run, words, among }) => {
      // Rows of other runs would be meant: the page asks again with the runs that it gets next.
      const rows = among?.revision === source.revision ? unpackRowSet(among.rows) : undefined;
      return runDetails(source.run(run).run, source.frame, words, rows);
    },
  };
}
