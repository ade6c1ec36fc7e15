import * as z from 'zod';
import { type RunDetails } from '../../../model/runDetails';
import { request } from '../../ipc/contract';
import { runId } from './runId';

/** One run as a whole. */
export const detailsContract = {
  details: request<RunDetails>()(
    z.object({
      run: runId,
      words: z.string().max(1_000),
      /** Runs whose best values are told beside the run's own, by their rows in one revision of the runs. */
      among: z.object({ revision: z.number(), rows: z.string().max(500_000) }).optional(),
    }),
  ),
} as const;
