import * as z from 'zod';
import { type Model } from '../../../model/registry';
import { type ReasonedVersion } from '../../../model/registry/changeKind';
import { type PromotionWays } from '../../../model/registry/promotionWays';
import { type VersionSuggestion } from '../../../model/semver';
import { change, request } from '../../ipc/contract';
import { runId } from './runId';

/** Which versions there are and what the next one may be called. */
export interface VersionChoices {
  readonly taken: readonly string[];
  readonly suggested: readonly VersionSuggestion[];
  /** One of them, with the reason. */
  readonly preferred: ReasonedVersion;
}

const card = z.string().max(10_000);

export const promoteContract = {
  /** Models that a run can become a version of: those of its project. */
  models: request<readonly Pick<Model, 'id' | 'name' | 'latestVersion'>[]>()(
    z.object({ run: runId }),
  ),
  versions: request<VersionChoices>()(
    z.object({ run: runId, model: z.string().max(300).optional() }),
  ),
  /** What this server does with a run that becomes a version of a model of that name. */
  ways: request<PromotionWays>()(z.object({ run: runId, model: z.string().max(300) })),
  card: request<string>()(z.object({ run: runId })),
  /** Shows a card in the editor's own Markdown preview. */
  previewCard: request<void>()(z.object({ title: z.string().max(600), card })),
  showModel: request<void>()(z.object({ model: z.string().max(300) })),
  promote: change<{ id: string; model: string; version: string }>()(
    z.object({
      run: runId,
      model: z.union([
        z.object({ kind: z.literal('existing'), id: z.string().max(300) }),
        z.object({ kind: z.literal('new'), name: z.string().max(300) }),
      ]),
      version: z.string().max(255),
      description: card,
      /** `move`: the run becomes the version's run. `copy`: it stays, and the version gets a run and files of its own. */
      way: z.enum(['move', 'copy']),
    }),
  ),
} as const;
