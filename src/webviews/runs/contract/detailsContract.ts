import * as z from 'zod';
import { type RunDetails } from '../../../model/runDetails';
import { request } from '../../ipc/contract';
import { runId } from './runId';

/** One run as a whole. */
export const detailsContract = {
  details: request<RunDetails>()(z.object({ run: runId, words: z.string().max(1_000) })),
} as const;
