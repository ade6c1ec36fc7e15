import * as z from 'zod';
import { type RunId } from '../../../model/ids';
import { request } from '../../ipc/contract';
import { runId } from './runId';

/** One run's points of one metric, in the order of logging. */
export interface Series {
  readonly run: RunId;
  readonly metric: string;
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

export const chartContract = {
  series: request<Series[]>()(
    z.object({ runs: z.array(runId).max(1000), metric: z.string().max(1000) }),
  ),
} as const;
