import * as z from 'zod';
import { change, request } from '../../ipc/contract';
import { runId } from './runId';

/** Ways out of the editor. */
export const exportContract = {
  /** Asks where; nothing is written when the user leaves. */
  saveText: request<void>()(
    z.object({
      name: z.string().min(1).max(200),
      extension: z.string().regex(/^[a-z]{1,5}$/),
      text: z.string().max(200_000_000),
    }),
  ),
  /** Shows what would be posted, asks, and posts it to the merge request of the run's branch. The baseline comes first. */
  postComparison: change<void>()(z.object({ runs: z.array(runId).min(2).max(50), to: runId })),
} as const;
