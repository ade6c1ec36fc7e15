import { isAppError } from '../base/errors';
import { mapAtOnce } from '../base/parallel';
import { type ExperimentId, type ProjectId } from '../model/ids';
import { type Run } from '../model/run';
import { type RawRun, runIdsDocument, runsDocument } from './documents/runs';
import { createFittingPages, hidden } from './fittingPages';
import { type GraphQL } from './graphql';
import { type Mlflow } from './mlflow';
import { readNestedPages } from './nestedPages';
import { firstPageOf, type RunContent, toRun, wholeFrom } from './toRun';

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
  const readPage = createFittingPages(graphql, runsDocument);

  async function contentOf(
    item: { readonly raw: RawRun; readonly before: string | undefined },
    project: ProjectId,
    experiment: ExperimentId,
    signal: AbortSignal,
  ): Promise<RunContent> {
    const content = firstPageOf(item.raw);
    if (content.complete) return content;
    try {
      const whole = wholeFrom(await mlflow.run(project, item.raw.eid, signal), content);
      if (whole) return whole;
    } catch (error) {
      if (!isAppError(error, 'not-found', 'forbidden', 'invalid', 'remote')) throw error;
    }
    return readNestedPages(graphql, experiment, item, { content, last: item.raw }, signal);
  }

  return {
    async page(project, experiment, after, atMost, signal) {
      const page = await readPage(experiment, after, atMost, signal);
      const runs = await mapAtOnce(page.items, atOnce, async (item) =>
        toRun(item.raw, await contentOf(item, project, experiment, signal), experiment, origin),
      );
      return { runs, total: page.total, next: page.next };
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
