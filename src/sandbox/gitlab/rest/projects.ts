import {
  type Caller,
  type Exchange,
  type GitLabContext,
  type Reply,
  type Route,
} from '../exchange';
import { callerLevel, canRead, projectOf, roles } from '../access/roles';
import { repositoryOf } from '../git/repositories';
import { keyset, paged } from '../http/paging';
import { Params } from '../http/params';
import { forbidden, invalid } from '../http/refusals';
import { type Project } from '../world';
import { movePath } from './movePath';
import { presentProject, presentProjectBriefly } from './presentProject';

const read = ['api', 'read_api'];
const levels = ['disabled', 'private', 'enabled'] as const;
export const visibilities = ['private', 'internal', 'public'] as const;

export function projectRoutes(context: GitLabContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v4/projects',
      scopes: read,
      anonymous: true,
      handle: async (exchange) => list(context, exchange),
    },
    {
      method: 'GET',
      path: '/api/v4/projects/:id',
      scopes: read,
      anonymous: true,
      async handle(exchange) {
        const project = projectOf(context, exchange);
        return { status: 200, json: presentProject(context, project, exchange.caller) };
      },
    },
    {
      method: 'PUT',
      path: '/api/v4/projects/:id',
      scopes: ['api'],
      handle: (exchange) => edit(context, exchange),
    },
    {
      method: 'GET',
      path: '/api/v4/projects/:id/import',
      scopes: read,
      async handle(exchange) {
        const project = projectOf(context, exchange);
        exchange.signedIn();
        return { status: 200, json: presentImport(context, project) };
      },
    },
  ];
}

function list(context: GitLabContext, exchange: Exchange): Reply {
  const { caller, query } = exchange;
  const params = new Params(Object.fromEntries(query));
  const wanted = (name: string): boolean => params.flag(name) === true;
  const least = params.number('min_access_level') ?? 0;
  const search = params.text('search')?.toLowerCase();
  const visibility = params.oneOf('visibility', visibilities);
  const found = context.world.tables.projects
    .filter((project) => canRead(context, caller, project))
    .filter((project) => !wanted('membership') || isMember(context, caller, project))
    .filter((project) => !wanted('owned') || level(context, caller, project) >= roles.owner)
    .filter((project) => least === 0 || level(context, caller, project) >= least)
    .filter((project) => visibility === undefined || project.visibility === visibility)
    .filter(
      (project) =>
        search === undefined ||
        [project.name, project.path].some((text) => text.toLowerCase().includes(search)),
    );
  const descending = (params.oneOf('sort', ['asc', 'desc']) ?? 'desc') === 'desc';
  const order =
    params.oneOf('order_by', [
      'id',
      'name',
      'path',
      'created_at',
      'updated_at',
      'last_activity_at',
    ]) ?? 'created_at';
  found.sort((a, b) => compare(orderKey(a, order), orderKey(b, order)) || a.id - b.id);
  if (descending) found.reverse();
  const present = (project: Project): unknown =>
    wanted('simple')
      ? presentProjectBriefly(context, project)
      : presentProject(context, project, caller);
  if (query.get('pagination') !== 'keyset') {
    return paged(exchange, context.externalUrl, found, present);
  }
  if (order !== 'id') {
    return {
      status: 405,
      json: { error: 'Keyset pagination is not yet available for this type of request' },
    };
  }
  const parameter = descending ? 'id_before' : 'id_after';
  return keyset(exchange, context.externalUrl, found, (p) => String(p.id), present, parameter);
}

async function edit(context: GitLabContext, exchange: Exchange): Promise<Reply> {
  const project = projectOf(context, exchange, roles.maintainer);
  const params = new Params(await exchange.fields());
  const visibility = params.oneOf('visibility', visibilities);
  const path = params.text('path');
  const mine = level(context, exchange.caller, project);
  if ((visibility !== undefined || path !== undefined) && mine < roles.owner) throw forbidden();
  const branch = params.text('default_branch');
  const experiments = params.oneOf('model_experiments_access_level', levels);
  const registry = params.oneOf('model_registry_access_level', levels);
  const name = params.text('name');
  const description = params.text('description');
  if (branch !== undefined) await setDefaultBranch(context, project, branch);
  if (path !== undefined && path !== project.path) movePath(context, project, { path });
  if (name) project.name = name;
  if (description !== undefined) project.description = description;
  if (visibility !== undefined) project.visibility = visibility;
  if (experiments !== undefined) project.mlExperiments = experiments;
  if (registry !== undefined) project.mlRegistry = registry;
  project.packagesEnabled = params.flag('packages_enabled') ?? project.packagesEnabled;
  project.lastActivityAt = context.now();
  context.world.changed();
  return { status: 200, json: presentProject(context, project, exchange.caller) };
}

async function setDefaultBranch(
  context: GitLabContext,
  project: Project,
  name: string,
): Promise<void> {
  const repository = repositoryOf(context, project);
  if ((await repository.branch(name)) === undefined) {
    throw invalid({ base: ['Could not change HEAD: branch does not exist'] });
  }
  await repository.setHead(name);
  project.defaultBranch = name;
}

export function presentImport(context: GitLabContext, project: Project): Record<string, unknown> {
  const { path_with_namespace, ...brief } = presentProjectBriefly(context, project);
  return {
    id: project.id,
    description: brief['description'],
    name: project.name,
    name_with_namespace: brief['name_with_namespace'],
    path: project.path,
    path_with_namespace,
    created_at: brief['created_at'],
    import_status: project.importStatus,
    import_type: project.importUrl === undefined ? null : 'git',
    import_error: project.importError ?? null,
    correlation_id: null,
    failed_relations: [],
    stats: null,
  };
}

function isMember(context: GitLabContext, caller: Caller | undefined, project: Project): boolean {
  if (caller === undefined) return false;
  const plain = { ...caller, user: { ...caller.user, admin: false } };
  return callerLevel(context, plain, project) > 0;
}

function level(context: GitLabContext, caller: Caller | undefined, project: Project): number {
  return callerLevel(context, caller, project);
}

function orderKey(project: Project, order: string): string | number {
  switch (order) {
    case 'id':
      return project.id;
    case 'name':
      return project.name.toLowerCase();
    case 'path':
      return project.path.toLowerCase();
    case 'created_at':
      return project.createdAt;
    default:
      return project.lastActivityAt;
  }
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
