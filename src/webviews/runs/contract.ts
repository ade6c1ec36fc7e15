import { type RunId } from '../../model/ids';
import { type Model } from '../../model/registry';
import { type LoadProgress } from '../../model/loadProgress';
import { type RunPlace } from '../../model/runPlace';
import { notice } from '../ipc/contract';
import { attentionContract } from './contract/attentionContract';
import { chartContract } from './contract/chartContract';
import { compareContract } from './contract/compareContract';
import { detailsContract } from './contract/detailsContract';
import { failureContract } from './contract/failureContract';
import { exportContract } from './contract/exportContract';
import { frameContract } from './contract/frameContract';
import { keptContract } from './contract/keptContract';
import { mergeRequestContract } from './contract/mergeRequestContract';
import { pictureContract } from './contract/pictureContract';
import { promoteContract } from './contract/promoteContract';
import { rowContract } from './contract/rowContract';
import { viewsContract } from './contract/viewsContract';

/** Which runs a page was opened for. */
export interface Opened {
  readonly places: readonly RunPlace[];
  readonly title: string;
}

/** What the page shows besides the runs, which it asks for; how it is arranged is the page's own. */
export interface RunsState {
  /** What the page gives back when the editor brings it back after a restart. */
  readonly opened: Opened;
  readonly title: string;
  readonly project: string;
  /** A new number: the runs changed and are to be asked for again. 0 before the first time. */
  readonly revision: number;
  /** When the runs were read, ms since 1970; undefined before the first time. */
  readonly readAt: number | undefined;
  readonly loading: boolean;
  readonly progress: LoadProgress | undefined;
  readonly problem: string | undefined;
  /** Sentences about what could not be had, and why; the rest is there. */
  readonly notes: readonly string[];
  readonly keyMetric: string;
  readonly baseline: RunId | undefined;
  readonly models: readonly Pick<Model, 'id' | 'name' | 'latestVersion'>[];
  /** Which page to show; a new number asks for it again. */
  readonly page: { readonly number: number } & (
    | { readonly kind: 'table' }
    | { readonly kind: 'compare'; readonly runs: readonly RunId[] }
    | { readonly kind: 'promote'; readonly run: RunId }
  );
}

export const runsContract = {
  state: notice<RunsState>(),
  ...frameContract,
  ...rowContract,
  ...detailsContract,
  ...chartContract,
  ...pictureContract,
  ...compareContract,
  ...mergeRequestContract,
  ...promoteContract,
  ...exportContract,
  ...keptContract,
  ...viewsContract,
  ...failureContract,
  ...attentionContract,
} as const;
