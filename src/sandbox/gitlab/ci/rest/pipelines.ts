import { callerLevel, roles } from '../../access/roles';
import { type Exchange, type Reply, type Route } from '../../exchange';
import { isProtected, repositoryOf } from '../../git/repositories';
import { paged } from '../../http/paging';
import { Params } from '../../http/params';
import { badParameter, forbidden, invalid } from '../../http/refusals';
import { type Project } from '../../world';
import { type Pipeline } from '../../ciRows';
import { type Ci, latestJobs } from '../ci';
import { createPipeline } from '../pipeline/create';
import { cancelPipeline, cloneJob, processPipeline } from '../pipeline/transitions';
import { presentPipeline, presentPipelineBriefly } from '../present/pipeline';
import { pipelineOf, projectForCi, readApi, writeApi } from './access';
import { listPipelines } from './pipelineList';
import { removePipeline } from './removal';

const base = '/api/v4/projects/:id/pipelines';

export function pipelineRoutes(ci: Ci): Route[] {
  const { context } = ci;
  return [
    {
      method: 'GET',
      path: base,
      scopes: readApi,
      anonymous: true,
      async handle(exchange) {
        const project = projectForCi(ci, exchange);
        const found = listPipelines(ci, project, new Params(await exchange.fields()));
        return paged(exchange, context.externalUrl, found, (one) =>
          presentPipelineBriefly(context, one),
        );
      },
    },
    {
      method: 'GET',
      path: `${base}/latest`,
      scopes: readApi,
      anonymous: true,
      handle: (exchange) => latest(ci, exchange),
    },
    {
      method: 'GET',
      path: `${base}/:pipeline`,
      scopes: readApi,
      anonymous: true,
      async handle(exchange) {
        const pipeline = pipelineOf(ci, exchange, projectForCi(ci, exchange));
        return { status: 200, json: presentPipeline(context, pipeline) };
      },
    },
    {
      method: 'GET',
      path: `${base}/:pipeline/variables`,
      scopes: readApi,
      async handle(exchange) {
        const project = projectForCi(ci, exchange, roles.developer);
        const { variables, userId } = pipelineOf(ci, exchange, project);
        const level = callerLevel(context, exchange.caller, project);
        if (level < roles.maintainer && exchange.signedIn().user.id !== userId) throw forbidden();
        const json = variables.map(({ key, value, variableType }) => ({
          variable_type: variableType,
          key,
          value,
          raw: false,
        }));
        return { status: 200, json };
      },
    },
    {
      method: 'POST',
      path: '/api/v4/projects/:id/pipeline',
      scopes: writeApi,
      handle: (exchange) => create(ci, exchange),
    },
    ...actions(ci),
  ];
}

function actions(ci: Ci): Route[] {
  const { context } = ci;
  return [
    {
      method: 'POST',
      path: `${base}/:pipeline/cancel`,
      scopes: writeApi,
      async handle(exchange) {
        const [pipeline] = actOn(ci, exchange);
        cancelPipeline(ci, pipeline);
        return { status: 200, json: presentPipeline(context, pipeline) };
      },
    },
    {
      method: 'POST',
      path: `${base}/:pipeline/retry`,
      scopes: writeApi,
      async handle(exchange) {
        const [pipeline] = actOn(ci, exchange);
        for (const job of latestJobs(context, pipeline)) {
          if (job.status === 'failed' || job.status === 'canceled') {
            cloneJob(ci, job, exchange.signedIn().user.id, 'process');
          }
        }
        processPipeline(ci, pipeline);
        return { status: 201, json: presentPipeline(context, pipeline) };
      },
    },
    {
      method: 'DELETE',
      path: `${base}/:pipeline`,
      scopes: writeApi,
      async handle(exchange) {
        const project = projectForCi(ci, exchange, roles.owner);
        await removePipeline(ci, pipelineOf(ci, exchange, project));
        return { status: 204 };
      },
    },
  ];
}

function actOn(ci: Ci, exchange: Exchange): [Pipeline, Project] {
  const project = projectForCi(ci, exchange, roles.developer);
  const pipeline = pipelineOf(ci, exchange, project);
  const guarded = pipeline.mergeRequestIid === undefined && isProtected(project, pipeline.ref);
  const level = callerLevel(ci.context, exchange.caller, project);
  if (guarded && level < roles.maintainer) throw forbidden();
  return [pipeline, project];
}

/** The newest pipeline of the newest commit of a ref; not of merge requests. */
async function latest(ci: Ci, exchange: Exchange): Promise<Reply> {
  const project = projectForCi(ci, exchange);
  const ref = exchange.query.get('ref') ?? project.defaultBranch ?? '';
  const sha = await repositoryOf(ci.context, project).resolve(ref);
  const pipeline = ci.context.world.tables.pipelines.findLast(
    (row) => row.projectId === project.id && row.ref === ref && row.sha === sha,
  );
  if (pipeline === undefined) throw forbidden();
  return { status: 200, json: presentPipeline(ci.context, pipeline) };
}

async function create(ci: Ci, exchange: Exchange): Promise<Reply> {
  const project = projectForCi(ci, exchange, roles.developer);
  const params = new Params(await exchange.fields());
  const ref = params.filled('ref').replace(/^refs\/(?:heads|tags)\//, '');
  const variables = readVariables(params);
  const repository = repositoryOf(ci.context, project);
  const branch = await repository.branch(ref);
  const sha = branch?.sha ?? (await repository.resolve(`refs/tags/${ref}`));
  if (sha === undefined) throw invalid({ base: ['Reference not found'] });
  const guarded = isProtected(project, ref);
  const { user } = exchange.signedIn();
  if (guarded && callerLevel(ci.context, exchange.caller, project) < roles.maintainer) {
    throw invalid({ base: [insufficient(ref)] });
  }
  const made = await createPipeline(ci, {
    project,
    userId: user.id,
    source: 'api',
    ref,
    sha,
    tag: branch === undefined,
    variables,
  });
  if (made.kind === 'nothing') throw invalid({ base: [made.reason] });
  const { yamlErrors } = made.pipeline;
  if (yamlErrors !== undefined) throw invalid({ base: [yamlErrors] });
  return { status: 201, json: presentPipeline(ci.context, made.pipeline) };
}

function readVariables(params: Params): Pipeline['variables'] {
  return (params.records('variables') ?? []).map((record) => {
    const variable = new Params(record);
    const key = variable.filled('key');
    if (!/^\w+$/.test(key)) throw badParameter('variables[key] is invalid');
    return {
      key,
      value: variable.text('value') ?? '',
      variableType: variable.oneOf('variable_type', ['env_var', 'file'] as const) ?? 'env_var',
    };
  });
}

function insufficient(ref: string): string {
  return (
    `You do not have sufficient permission to run a pipeline on '${ref}'. ` +
    'Please select a different branch or contact your administrator for assistance.'
  );
}
