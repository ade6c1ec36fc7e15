import * as z from 'zod';
import { change, request } from '../../ipc/contract';
import { runId } from './runId';

/** What can be done with single runs from any page. */
export const rowContract = {
  setBaseline: request<void>()(z.object({ run: runId.optional() })),
  openWeb: request<void>()(z.object({ run: runId })),
  followJob: request<void>()(z.object({ run: runId })),
  codeDiff: request<void>()(z.object({ from: runId, to: runId })),
  downloadArtifacts: request<void>()(z.object({ run: runId })),
  /** Asks first. */
  deleteRun: change<void>()(z.object({ run: runId })),
  copy: request<void>()(z.object({ text: z.string().max(5_000_000) })),
} as const;
