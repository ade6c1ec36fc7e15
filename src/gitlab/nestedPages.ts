import { type ExperimentId } from '../model/ids';
import { runRestDocument } from './documents/runRest';
import { type RunData } from './documents/runData';
import { type RawHead } from './documents/runs';
import { type GraphQL } from './graphql';
import { type RunContent, toPoint } from './toRun';

const purpose = 'read the runs of the experiment';

/**
 * The rest of a run, page by page: slower than one MLflow call, for servers and tokens that do not offer it.
 * @param start what was read already; undefined: nothing
 */
export async function readNestedPages(
  graphql: GraphQL,
  experiment: ExperimentId,
  run: { readonly raw: Pick<RawHead, 'id'>; readonly before: string | undefined },
  start: { readonly content: RunContent; readonly last: RunData } | undefined,
  signal: AbortSignal,
): Promise<RunContent> {
  const params = [...(start?.content.params ?? [])];
  const tags = [...(start?.content.tags ?? [])];
  const points = [...(start?.content.points ?? [])];
  let last = start?.last;
  let lost = last?.metrics.lost ?? false;
  while (!last || hasMore(last)) {
    const variables = {
      experiment,
      before: run.before,
      params: last?.params.pageInfo.endCursor,
      metadata: last?.metadata.pageInfo.endCursor,
      metrics: last?.metrics.pageInfo.endCursor,
    };
    const answer = await graphql.query(runRestDocument, variables, purpose, signal);
    const page = answer.mlExperiment?.candidates?.nodes[0];
    // Another run stands there now: what is known stays, marked as incomplete.
    if (page?.id !== run.raw.id) return { params, tags, points, complete: false };
    if (last?.params.pageInfo.hasNextPage !== false) params.push(...page.params.nodes);
    if (last?.metadata.pageInfo.hasNextPage !== false) tags.push(...page.metadata.nodes);
    if (last?.metrics.pageInfo.hasNextPage !== false)
      points.push(...page.metrics.nodes.map(toPoint));
    lost ||= page.metrics.lost;
    last = page;
  }
  return { params, tags, points, complete: !lost };
}

function hasMore({ params, metadata, metrics }: RunData): boolean {
  return [params, metadata, metrics].some((list) => list.pageInfo.hasNextPage);
}
