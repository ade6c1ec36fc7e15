import { type Kept, keptPatchSchema } from '../../../stores/keptSchema';
import { notice, request } from '../../ipc/contract';

/** How the user arranged the page, as far as it outlives the page. */
export const keptContract = {
  kept: notice<Kept>(),
  /** Replaces the parts that are given. */
  keep: request<void>()(keptPatchSchema),
} as const;
