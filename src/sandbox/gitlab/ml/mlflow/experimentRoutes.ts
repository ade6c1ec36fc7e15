import { type GitLabContext, type Route } from '../../exchange';
import { type Project } from '../../world';
import { type Experiment } from '../../mlRows';
import {
  createExperiment,
  deleteExperiment,
  experimentByIid,
  experimentByName,
  setExperimentTag,
} from '../experiments';
import { keysetPage } from '../keyset';
import { Refused } from '../refused';
import { rowsOf } from '../rows';
import { type Call, mlflowRoute, resourceExists, resourceNotFound } from './endpoint';
import { pageSize, tagList } from './fields';
import { experimentOrder } from './orders';
import { presentExperiment } from './present';

export function experimentRoutes(context: GitLabContext): Route[] {
  const { world } = context;
  const needs = 'experiments';
  const route = (method: 'GET' | 'POST', name: string, answer: (call: Call) => unknown): Route =>
    mlflowRoute(context, { method, path: `experiments/${name}`, needs, answer });
  const all = (project: Project): readonly Experiment[] =>
    rowsOf(world).experimentsOfProject.all(project.id);
  return [
    route('GET', 'get', ({ project, params }) => {
      const found = experimentByIid(world, project, params.text('experiment_id') ?? '');
      return { experiment: presentExperiment(found ?? missing()) };
    }),
    route('GET', 'get-by-name', ({ project, params }) => {
      const found = experimentByName(world, project, params.text('experiment_name') ?? '');
      return { experiment: presentExperiment(found ?? missing()) };
    }),
    route('GET', 'list', ({ project }) => ({
      experiments: all(project).toReversed().map(presentExperiment),
    })),
    route('POST', 'search', ({ project, params }) => {
      const order = experimentOrder(params.text('order_by') ?? 'created_at DESC');
      const page = keysetPage(all(project), order, pageSize(params), params.text('page_token'));
      return { experiments: page.rows.map(presentExperiment), next_page_token: page.token };
    }),
    route('POST', 'create', ({ project, caller, params }) => {
      try {
        const name = params.required('name');
        const row = createExperiment(context, project, caller.user.id, name, tagList(params));
        return { experiment_id: String(row.iid) };
      } catch (error) {
        // Whatever the validation says, a blank name included.
        if (error instanceof Refused && error.kind === 'validation') throw resourceExists();
        throw error;
      }
    }),
    route('POST', 'set-experiment-tag', ({ project, params }) => {
      params.require('experiment_id', 'key', 'value');
      const found = experimentByIid(world, project, params.required('experiment_id'));
      const tag = { key: params.required('key'), value: params.required('value') };
      setExperimentTag(context, found ?? missing(), tag);
      return {};
    }),
    route('POST', 'delete', ({ project, params }) => {
      const found = experimentByIid(world, project, params.required('experiment_id'));
      deleteExperiment(context, found ?? missing());
      return {};
    }),
  ];
}

function missing(): never {
  throw resourceNotFound();
}
