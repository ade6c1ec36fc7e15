import { roles } from '../../access/roles';
import { type Exchange, type Route } from '../../exchange';
import { paged } from '../../http/paging';
import { invalid, notFound } from '../../http/refusals';
import { type MergeRequest } from '../../world';
import { type Ci } from '../ci';
import { pipelineOfMergeRequest } from '../pipeline/events';
import { presentPipeline, presentPipelineBriefly } from '../present/pipeline';
import { projectForCi, readApi, writeApi } from './access';

const path = '/api/v4/projects/:id/merge_requests/:iid/pipelines';

export function mergeRequestPipelineRoutes(ci: Ci): Route[] {
  const { context } = ci;
  return [
    {
      method: 'GET',
      path,
      scopes: readApi,
      anonymous: true,
      async handle(exchange) {
        const mr = mergeRequest(ci, exchange);
        const found = context.world.tables.pipelines
          .filter((row) => row.projectId === mr.projectId)
          .filter((row) => row.mergeRequestIid === mr.iid || row.ref === mr.sourceBranch)
          .sort((a, b) => b.id - a.id);
        return paged(exchange, context.externalUrl, found, (one) =>
          presentPipelineBriefly(context, one),
        );
      },
    },
    {
      method: 'POST',
      path,
      scopes: writeApi,
      async handle(exchange) {
        const mr = mergeRequest(ci, exchange);
        projectForCi(ci, exchange, roles.developer);
        const made = await pipelineOfMergeRequest(ci, mr, exchange.signedIn().user.id);
        if (made.kind === 'nothing') throw invalid({ base: [made.reason] });
        const { yamlErrors } = made.pipeline;
        if (yamlErrors !== undefined) throw invalid({ base: [yamlErrors] });
        return { status: 201, json: presentPipeline(context, made.pipeline) };
      },
    },
  ];
}

function mergeRequest(ci: Ci, exchange: Exchange): MergeRequest {
  const project = projectForCi(ci, exchange);
  const mr = ci.context.world.tables.mergeRequests.find(
    (row) => row.projectId === project.id && String(row.iid) === exchange.params['iid'],
  );
  if (mr === undefined) throw notFound();
  return mr;
}
