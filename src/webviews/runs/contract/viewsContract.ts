import * as z from 'zod';
import { savedViewSchema } from '../../../stores/savedViewSchema';
import { type RepositoryViews } from '../../../stores/repositoryViews';
import { notice, request } from '../../ipc/contract';

/** Views that lie in the repository, for everybody who works in it. */
export const viewsContract = {
  repositoryViews: notice<RepositoryViews>(),
  /** Puts a view into the repository, or replaces the one with its id. */
  shareView: request<void>()(savedViewSchema),
  unshareView: request<void>()(z.object({ id: z.string().min(1).max(100) })),
  /** Opens the file in the editor. */
  openViewFile: request<void>()(z.object({})),
} as const;
