import * as z from 'zod';
import { type MergeRequest } from '../../../model/project';
import { request } from '../../ipc/contract';
import { runId } from './runId';

/** The merge request of the branch that a run was trained on. */
export type RunMergeRequest = Pick<MergeRequest, 'iid' | 'title' | 'state'>;

export const mergeRequestContract = {
  /** In the order asked for; null where there is none. */
  mergeRequests: request<readonly (RunMergeRequest | null)[]>()(
    z.object({ runs: z.array(runId).min(1).max(1000) }),
  ),
  openMergeRequest: request<void>()(z.object({ run: runId })),
} as const;
