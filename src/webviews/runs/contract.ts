import * as z from 'zod';
import { type Comparison } from '../../model/compare';
import { type RunId } from '../../model/ids';
import { type Model } from '../../model/registry';
import { type RunTable } from '../../model/runTable';
import { type VersionSuggestion } from '../../model/semver';
import { type LoadProgress } from '../../stores/runsStore';
import { notice, request } from '../ipc/contract';

/** Everything the page shows; how it is arranged is the page's own. */
export interface RunsState {
  readonly title: string;
  readonly project: string;
  readonly table: RunTable;
  /** When the runs were read, ms since 1970; undefined before the first time. */
  readonly readAt: number | undefined;
  readonly loading: boolean;
  readonly progress: LoadProgress | undefined;
  readonly problem: string | undefined;
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

/** One run's points of one metric, in the order of logging; `times` are ms since 1970, NaN where unknown. */
export interface Series {
  readonly run: string;
  readonly metric: string;
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

export interface ArtifactFile {
  readonly path: string;
  readonly size: number;
}

const run = z.string().min(1).max(300);

export const runsContract = {
  state: notice<RunsState>(),
  refresh: request<void>()(z.object({})),
  compare: request<Comparison>()(
    z.object({ runs: z.array(run).min(1).max(1000), baseline: run.optional() }),
  ),
  series: request<Series[]>()(
    z.object({ runs: z.array(run).max(1000), metric: z.string().max(1000) }),
  ),
  setBaseline: request<void>()(z.object({ run: run.optional() })),
  openWeb: request<void>()(z.object({ run })),
  followJob: request<void>()(z.object({ run })),
  codeDiff: request<void>()(z.object({ from: run, to: run })),
  artifacts: request<ArtifactFile[]>()(z.object({ run })),
  downloadArtifacts: request<void>()(z.object({ run })),
  copy: request<void>()(z.object({ text: z.string().max(5_000_000) })),
  versions: request<{ taken: string[]; suggested: VersionSuggestion[] }>()(
    z.object({ model: z.string().max(300).optional() }),
  ),
  card: request<string>()(z.object({ run })),
  promote: request<{ model: string; version: string }>()(
    z.object({
      run,
      model: z.union([
        z.object({ kind: z.literal('existing'), id: z.string().max(300) }),
        z.object({ kind: z.literal('new'), name: z.string().max(300) }),
      ]),
      version: z.string().max(255),
      description: z.string().max(10_000),
    }),
  ),
} as const;
