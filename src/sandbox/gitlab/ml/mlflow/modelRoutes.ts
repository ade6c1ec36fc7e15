import { type GitLabContext, type Route } from '../../exchange';
import { refuse } from '../../http/refusals';
import { type Model } from '../../mlRows';
import { keysetPage } from '../keyset';
import {
  createModel,
  deleteModel,
  latestVersion,
  modelByName,
  updateModel,
  versionByName,
} from '../models';
import { canDestroyPackages } from '../permissions';
import { Refused } from '../refused';
import { rowsOf } from '../rows';
import {
  type Call,
  type Endpoint,
  invalidParameter,
  mlflowRoute,
  resourceExists,
  resourceNotFound,
} from './endpoint';
import { pageSize, tagList } from './fields';
import { modelOrder } from './orders';
import { presentModel, presentVersion } from './present';

export function modelRoutes(context: GitLabContext): Route[] {
  const { world } = context;
  const route = (
    method: Endpoint['method'],
    name: string,
    needs: 'registry' | 'registry-write',
    answer: (call: Call) => unknown,
  ): Route => mlflowRoute(context, { method, path: `registered-models/${name}`, needs, answer });
  const modelOf = ({ project, params }: Call): Model => {
    const model = modelByName(world, project, params.text('name') ?? '');
    if (model === undefined) throw resourceNotFound();
    return model;
  };
  return [
    route('POST', 'create', 'registry-write', ({ project, caller, params }) => {
      const [name, description] = [params.required('name'), params.text('description')];
      try {
        const { id } = caller.user;
        const model = createModel(context, project, id, name, description, tagList(params));
        return { registered_model: presentModel(context, model) };
      } catch (error) {
        // Any refusal, a name that is no name included.
        throw error instanceof Refused ? resourceExists() : error;
      }
    }),
    route('GET', 'get', 'registry', (call) => ({
      registered_model: presentModel(context, modelOf(call)),
    })),
    route('PATCH', 'update', 'registry-write', (call) => {
      const model = updateModel(context, modelOf(call), call.params.text('description') ?? '');
      return { registered_model: presentModel(context, model) };
    }),
    route('DELETE', 'delete', 'registry-write', (call) => {
      const model = modelOf(call);
      try {
        deleteModel(context, model, canDestroyPackages(context, call.caller, call.project));
        return {};
      } catch (error) {
        throw error instanceof Refused
          ? refuse(400, { message: 'Model could not be deleted' })
          : error;
      }
    }),
    route('GET', 'search', 'registry', ({ project, params }) => {
      const name = nameFilter(params.text('filter'));
      const order = modelOrder(params.text('order_by') ?? 'name ASC');
      const all = rowsOf(world).modelsOfProject.all(project.id);
      const rows = name === undefined ? all : all.filter((model) => model.name.includes(name));
      const page = keysetPage(rows, order, pageSize(params), params.text('page_token'));
      return {
        registered_models: page.rows.map((model) => presentModel(context, model)),
        next_page_token: page.token,
      };
    }),
    route('POST', 'get-latest-versions', 'registry', (call) => {
      const latest = latestVersion(world, modelOf(call));
      return { model_versions: [latest ? presentVersion(context, latest) : null] };
    }),
    route('GET', 'alias', 'registry', ({ project, params }) => {
      const [name, alias] = [params.text('name') ?? '', params.text('alias') ?? ''];
      const version = versionByName(world, project, name, alias);
      if (version === undefined) throw resourceNotFound();
      return { model_version: presentVersion(context, version) };
    }),
  ];
}

/** `name='churn'` finds names that contain the text; nothing else can be filtered. */
function nameFilter(filter: string | undefined): string | undefined {
  if (filter === undefined) return undefined;
  const [key, value] = filter.split('=');
  if (filter === '' || key !== 'name') {
    throw invalidParameter("Invalid attribute key specified. Valid keys are '{'name'}'");
  }
  return (value ?? '').replace(/^["']/, '').replace(/["']$/, '');
}
