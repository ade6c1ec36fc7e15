import * as z from 'zod';
import { type Comparison } from '../../../model/compare';
import { request } from '../../ipc/contract';
import { runId } from './runId';

export interface ArtifactFile {
  readonly path: string;
  readonly size: number;
}

export const compareContract = {
  compare: request<Comparison>()(
    z.object({ runs: z.array(runId).min(1).max(1000), baseline: runId.optional() }),
  ),
  artifacts: request<ArtifactFile[]>()(z.object({ run: runId })),
} as const;
