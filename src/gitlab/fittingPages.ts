import { AppError } from '../base/errors';
import { type ExperimentId } from '../model/ids';
import { type PageVariables, type RawPage } from './documents/runs';
import { type Document, type GraphQL, isTooComplex } from './graphql';
import { fittingPageSize, type Measured, refusedComplexity } from './pageSize';

export interface Page<T> {
  /** With the cursor before each: there is no other way to name a single run. */
  readonly items: readonly { readonly raw: T; readonly before: string | undefined }[];
  /** Runs of the experiment in all. */
  readonly total: number;
  /** Undefined at the end. */
  readonly next: string | undefined;
}

export type ReadPage<T> = (
  experiment: ExperimentId,
  after: string | undefined,
  atMost: number,
  signal: AbortSignal,
) => Promise<Page<T>>;

const purpose = 'read the runs of the experiment';

/** Pages as large as the server allows: its limit is met once, and kept to from then on. */
export function createFittingPages<T>(
  graphql: GraphQL,
  document: Document<PageVariables, RawPage<T>>,
): ReadPage<T> {
  const measured: Measured[] = [];
  let limit = Number.POSITIVE_INFINITY;

  function remember(size: number, score: number, allowed: number): void {
    limit = allowed;
    if (measured.at(-1)?.size !== size) measured.push({ size, score });
  }

  async function largest(
    experiment: ExperimentId,
    after: string | undefined,
    atMost: number,
    signal: AbortSignal,
  ): Promise<RawPage<T>['mlExperiment']> {
    for (;;) {
      const first = Math.min(atMost, fittingPageSize(measured, limit));
      try {
        const answer = await graphql.query(document, { experiment, first, after }, purpose, signal);
        const { queryComplexity: cost } = answer;
        if (cost && first < atMost) remember(first, cost.score, cost.limit);
        return answer.mlExperiment;
      } catch (error) {
        const refusal = refusedComplexity(error instanceof AppError ? (error.detail ?? '') : '');
        if (!isTooComplex(error) || !refusal || first === 1) throw error;
        remember(first, refusal.score, refusal.limit);
      }
    }
  }

  return async (experiment, after, atMost, signal) => {
    const found = await largest(experiment, after, atMost, signal);
    if (!found?.candidates) throw hidden();
    const edges = (found.candidates.edges ?? []).filter((edge) => edge !== null);
    const { hasNextPage, endCursor } = found.candidates.pageInfo;
    return {
      items: edges.flatMap(({ node }, index) =>
        node ? [{ raw: node, before: edges[index - 1]?.cursor ?? after }] : [],
      ),
      total: found.candidateCount,
      next: hasNextPage ? endCursor : undefined,
    };
  };
}

export function hidden(): AppError {
  return new AppError(
    'not-found',
    `Cannot ${purpose}: it was deleted, or GitLab hides it from your account. Refresh the list of experiments.`,
  );
}
