import { AppError, isAppError } from '../base/errors';
import { type ExperimentId, type ProjectId } from '../model/ids';
import { type Run } from '../model/run';
import { type RawRun, runIdsDocument, runsDocument } from './documents/runs';
import { type RunData } from './documents/runData';
import { runRestDocument } from './documents/runRest';
import { type GraphQL, isTooComplex } from './graphql';
import { type Mlflow } from './mlflow';
import { fittingPageSize, type Measured, refusedComplexity } from './pageSize';
import { firstPageOf, type RunContent, toPoint, toRun, wholeFrom } from './toRun';

export interface RunPage {
  readonly runs: readonly Run[];
  /** Runs of the experiment in all. */
  readonly total: number;
  /** Undefined at the end. */
  readonly next: string | undefined;
}

export interface RunPages {
  page(
    project: ProjectId,
    experiment: ExperimentId,
    after: string | undefined,
    atMost: number,
    signal: AbortSignal,
  ): Promise<RunPage>;
  /** The ids of all runs there are. */
  ids(experiment: ExperimentId, signal: AbortSignal): Promise<Set<string>>;
}

const purpose = 'read the runs of the experiment';
/** Runs with long histories that are completed at the same time. */
const atOnce = 6;

/** Reads runs in pages as large as the server allows, and completes those whose data did not fit. */
export function createRunPages(graphql: GraphQL, mlflow: Mlflow, origin: string): RunPages {
  const measured: Measured[] = [];
  let limit = Number.POSITIVE_INFINITY;

  async function largestPage(
    experiment: ExperimentId,
    after: string | undefined,
    atMost: number,
    signal: AbortSignal,
  ) {
    for (;;) {
      const first = Math.min(atMost, fittingPageSize(measured, limit));
      try {
        const answer = await graphql.query(
          runsDocument,
          { experiment, first, after },
          purpose,
          signal,
        );
        if (answer.queryComplexity && first < atMost) {
          remember(first, answer.queryComplexity.score, answer.queryComplexity.limit);
        }
        return answer.mlExperiment;
      } catch (error) {
        const refusal = refusedComplexity(error instanceof AppError ? (error.detail ?? '') : '');
        if (!isTooComplex(error) || !refusal || first === 1) throw error;
        remember(first, refusal.score, refusal.limit);
      }
    }
  }

  function remember(size: number, score: number, allowed: number): void {
    limit = allowed;
    if (measured.at(-1)?.size !== size) measured.push({ size, score });
  }

  async function contentOf(
    raw: RawRun,
    before: string | undefined,
    project: ProjectId,
    experiment: ExperimentId,
    signal: AbortSignal,
  ): Promise<RunContent> {
    const first = firstPageOf(raw);
    if (first.complete) return first;
    try {
      const whole = wholeFrom(await mlflow.run(project, raw.eid, signal), first);
      if (whole) return whole;
    } catch (error) {
      if (!isAppError(error, 'not-found', 'forbidden', 'invalid', 'remote')) throw error;
    }
    return nestedPages(raw, first, before, experiment, signal);
  }

  /** Slower than one MLflow call, for servers and tokens that do not offer it. */
  async function nestedPages(
    raw: RawRun,
    first: RunContent,
    before: string | undefined,
    experiment: ExperimentId,
    signal: AbortSignal,
  ): Promise<RunContent> {
    const [params, tags, points] = [[...first.params], [...first.tags], [...first.points]];
    let last: RunData = raw;
    let { lost } = raw.metrics;
    while (hasMore(last)) {
      const variables = {
        experiment,
        before,
        params: last.params.pageInfo.endCursor,
        metadata: last.metadata.pageInfo.endCursor,
        metrics: last.metrics.pageInfo.endCursor,
      };
      const answer = await graphql.query(runRestDocument, variables, purpose, signal);
      const page = answer.mlExperiment?.candidates?.nodes[0];
      // Another run stands there now: what is known stays, marked as incomplete.
      if (page?.id !== raw.id) return { params, tags, points, complete: false };
      if (last.params.pageInfo.hasNextPage) params.push(...page.params.nodes);
      if (last.metadata.pageInfo.hasNextPage) tags.push(...page.metadata.nodes);
      if (last.metrics.pageInfo.hasNextPage) points.push(...page.metrics.nodes.map(toPoint));
      lost ||= page.metrics.lost;
      last = page;
    }
    return { params, tags, points, complete: !lost };
  }

  return {
    async page(project, experiment, after, atMost, signal) {
      const found = await largestPage(experiment, after, atMost, signal);
      if (!found?.candidates) throw hidden();
      const edges = (found.candidates.edges ?? []).filter((edge) => edge !== null);
      const runs: Run[] = [];
      for (let start = 0; start < edges.length; start += atOnce) {
        const some = edges.slice(start, start + atOnce).map(async ({ node }, index) => {
          if (!node) return undefined;
          const before = edges[start + index - 1]?.cursor ?? after;
          const content = await contentOf(node, before, project, experiment, signal);
          return toRun(node, content, experiment, origin);
        });
        runs.push(...(await Promise.all(some)).filter((run) => run !== undefined));
      }
      const { hasNextPage, endCursor } = found.candidates.pageInfo;
      return { runs, total: found.candidateCount, next: hasNextPage ? endCursor : undefined };
    },
    async ids(experiment, signal) {
      const ids = new Set<string>();
      let after: string | undefined;
      do {
        const variables = { experiment, first: 100, after };
        const answer = await graphql.query(runIdsDocument, variables, purpose, signal);
        if (!answer.mlExperiment?.candidates) throw hidden();
        for (const node of answer.mlExperiment.candidates.nodes) ids.add(node.id);
        const { hasNextPage, endCursor } = answer.mlExperiment.candidates.pageInfo;
        after = hasNextPage ? endCursor : undefined;
      } while (after !== undefined);
      return ids;
    },
  };
}

function hasMore({ params, metadata, metrics }: RunData): boolean {
  return [params, metadata, metrics].some((list) => list.pageInfo.hasNextPage);
}

function hidden(): AppError {
  return new AppError(
    'not-found',
    `Cannot ${purpose}: it was deleted, or GitLab hides it from your account. Refresh the list of experiments.`,
  );
}
