import * as z from 'zod';
import { type VersionSuggestion } from '../../../model/semver';
import { request } from '../../ipc/contract';
import { runId } from './runId';

export const promoteContract = {
  versions: request<{ taken: string[]; suggested: VersionSuggestion[] }>()(
    z.object({ model: z.string().max(300).optional() }),
  ),
  card: request<string>()(z.object({ run: runId })),
  promote: request<{ model: string; version: string }>()(
    z.object({
      run: runId,
      model: z.union([
        z.object({ kind: z.literal('existing'), id: z.string().max(300) }),
        z.object({ kind: z.literal('new'), name: z.string().max(300) }),
      ]),
      version: z.string().max(255),
      description: z.string().max(10_000),
    }),
  ),
} as const;
