import { type GitLabContext, type Route } from '../../exchange';
import { badParameter } from '../../http/refusals';
import { type ModelVersion } from '../../mlRows';
import { modelByName, updateVersion, versionByName, versionsOf } from '../models';
import { createVersion } from '../promote';
import { Refused } from '../refused';
import {
  type Call,
  type Endpoint,
  invalidParameter,
  mlflowRoute,
  resourceNotFound,
  updateFailed,
} from './endpoint';
import { tagList } from './fields';
import { presentVersion } from './present';

export function versionRoutes(context: GitLabContext): Route[] {
  const { world } = context;
  const route = (
    method: Endpoint['method'],
    name: string,
    needs: 'registry' | 'registry-write',
    answer: (call: Call) => unknown,
  ): Route => mlflowRoute(context, { method, path: `model-versions/${name}`, needs, answer });
  /** By the semantic version, and by the database id that answers carry as `version`. */
  const versionOf = ({ project }: Call, name: string, text: string): ModelVersion | undefined => {
    const model = modelByName(world, project, name);
    const byId = model && versionsOf(world, model).find((row) => String(row.id) === text);
    return versionByName(world, project, name, text) ?? byId;
  };
  return [
    route('POST', 'create', 'registry-write', ({ project, caller, params }) => {
      const model = modelByName(world, project, params.text('name') ?? '');
      if (model === undefined) throw resourceNotFound();
      const tags = tagList(params);
      const eid = params.text('run_id');
      try {
        const row = createVersion(context, project, caller.user.id, model, {
          version: tags.findLast((tag) => tag.key === 'gitlab.version')?.value,
          description: params.text('description'),
          tags,
          run: context.features.versionFromRun && eid ? { eid } : undefined,
        });
        return { model_version: presentVersion(context, row) };
      } catch (error) {
        throw error instanceof Refused ? invalidParameter(messages(error)) : error;
      }
    }),
    route('GET', 'get', 'registry', (call) => {
      const { params } = call;
      params.require('name', 'version');
      const row = versionOf(call, params.required('name'), params.required('version'));
      if (row === undefined) throw resourceNotFound();
      return { model_version: presentVersion(context, row) };
    }),
    route('PATCH', 'update', 'registry-write', (call) => {
      const { params } = call;
      const [name, version] = [params.text('name'), params.text('version')];
      const description = params.text('description');
      if (name === undefined || version === undefined || description === undefined) {
        throw invalidParameter();
      }
      const row = versionOf(call, name, version);
      if (row === undefined) throw updateFailed();
      try {
        return { model_version: presentVersion(context, updateVersion(context, row, description)) };
      } catch (error) {
        throw error instanceof Refused ? updateFailed() : error;
      }
    }),
    route('GET', 'get-download-uri', 'registry', ({ params }) => {
      params.require('name', 'version');
      const id = params.number('version');
      if (id === undefined) throw badParameter('version is invalid');
      return { artifact_uri: `mlflow-artifacts:/${id}` };
    }),
  ];
}

/** A list, in the words of the service; a failed save inside it is one sentence. */
function messages(refused: Refused): readonly string[] {
  return refused.kind === 'validation' ? [refused.message] : refused.details;
}
