import * as z from 'zod';
import { type RunId } from '../../../model/ids';
import { type Points } from '../../../model/points';
import { request } from '../../ipc/contract';
import { runId } from './runId';

/** One run's points of one metric. */
export interface Series extends Points {
  readonly run: RunId;
  readonly metric: string;
}

export interface SeriesAnswer {
  /** In the order asked for; runs that have no such metric are left out. */
  readonly series: readonly Series[];
  /** Runs whose points could not be read now, each with a sentence for people. */
  readonly unread: readonly { readonly run: RunId; readonly message: string }[];
}

export const chartContract = {
  series: request<SeriesAnswer>()(
    z.object({ runs: z.array(runId).max(1000), metric: z.string().max(1000) }),
  ),
} as const;
