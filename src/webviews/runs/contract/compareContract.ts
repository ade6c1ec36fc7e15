import * as z from 'zod';
import { type RunValues } from '../../../model/comparison/runValues';
import { request } from '../../ipc/contract';
import { runId } from './runId';

export interface ArtifactFile {
  readonly path: string;
  readonly size: number;
}

export const compareContract = {
  /** In the order asked for. */
  compare: request<RunValues>()(z.object({ runs: z.array(runId).min(1).max(1000) })),
  artifacts: request<ArtifactFile[]>()(z.object({ run: runId })),
} as const;
