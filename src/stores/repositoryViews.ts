import { type SavedView } from './savedViewSchema';

/** The views that the open repository shares. */
export interface RepositoryViews {
  readonly views: readonly SavedView[];
  /** Where they are kept, for people; undefined: no folder is open. */
  readonly file: string | undefined;
  /** A sentence about what cannot be read of the file. */
  readonly problem: string | undefined;
  /** A sentence that says why nothing can be shared now; undefined: it can. */
  readonly locked: string | undefined;
}
