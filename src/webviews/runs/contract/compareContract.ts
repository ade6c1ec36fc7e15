import * as z from 'zod';
import { type CodeStats } from '../../../model/codeChanges';
import { type ValueRow } from '../../../model/comparison/lines';
import { type RunValues } from '../../../model/comparison/runValues';
import { largestPreview } from '../../../model/preview/preview';
import { change, request } from '../../ipc/contract';
import { runId } from './runId';

export interface ArtifactFile {
  readonly path: string;
  readonly size: number;
}

const runIds = z.array(runId).min(1).max(1000);
const path = z.string().min(1).max(4_000);

export const compareContract = {
  /** In the order asked for. */
  compare: request<RunValues>()(z.object({ runs: runIds })),
  /** Packages and Python as the runs' own files tell; values in the order asked for. */
  environment: request<readonly ValueRow[]>()(z.object({ runs: runIds })),
  artifacts: request<ArtifactFile[]>()(z.object({ run: runId })),
  /** The bytes of a file; refused when there are more than `most`. */
  artifact: request<Uint8Array>()(
    z.object({ run: runId, path, most: z.int().positive().max(largestPreview) }),
  ),
  openArtifact: request<void>()(z.object({ run: runId, path })),
  /** The same file of two runs in the editor's own diff. */
  diffArtifacts: request<void>()(z.object({ from: runId, to: runId, path })),
  downloadArtifact: request<void>()(z.object({ run: runId, path })),
  /** How much code lies between two runs; nothing where a commit is unknown. */
  codeStats: request<CodeStats | null>()(z.object({ from: runId, to: runId })),
  checkOut: change<void>()(z.object({ run: runId })),
  reproduce: change<void>()(z.object({ run: runId })),
} as const;
