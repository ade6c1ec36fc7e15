import { projectOf } from '../../access/roles';
import {
  type Caller,
  type Exchange,
  type GitLabContext,
  type Reply,
  type Route,
} from '../../exchange';
import { Params } from '../../http/params';
import { notFound, refuse, unauthorized } from '../../http/refusals';
import { type Project } from '../../world';
import {
  canReadExperiments,
  canReadRegistry,
  canWriteExperiments,
  canWriteRegistry,
} from '../permissions';
import { Refused } from '../refused';

export const mlflowBase = '/api/v4/projects/:id/ml/mlflow/api/2.0';

export interface Call {
  readonly exchange: Exchange;
  readonly caller: Caller;
  readonly project: Project;
  readonly params: Params;
}

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `mlflow/`. */
  readonly path: string;
  /** Experiments: all but GET write. Registry: as said here. */
  readonly needs: 'experiments' | 'registry' | 'registry-write';
  /** The JSON of an answer of 200: MLflow's client takes 201 for a failure. */
  readonly answer: (call: Call) => unknown;
}

export function mlflowRoute(context: GitLabContext, endpoint: Endpoint): Route {
  const { method } = endpoint;
  return {
    method,
    path: `${mlflowBase}/mlflow/${endpoint.path}`,
    scopes: method === 'GET' ? ['api', 'read_api'] : ['api'],
    handle: async (exchange): Promise<Reply> => {
      const caller = exchange.signedIn();
      const project = projectOf(context, exchange);
      checkAccess(context, endpoint, caller, project);
      const params = new Params(await exchange.fields());
      try {
        return { status: 200, json: endpoint.answer({ exchange, caller, project, params }) };
      } catch (error) {
        throw error instanceof Refused ? refusalFor(error) : error;
      }
    },
  };
}

/** What may not be read is not there; what may not be written is 401, not 403. */
function checkAccess(
  context: GitLabContext,
  { method, needs }: Endpoint,
  caller: Caller,
  project: Project,
): void {
  if (!canReadExperiments(context, caller, project)) throw notFound();
  if (needs === 'experiments') {
    if (method !== 'GET' && !canWriteExperiments(context, caller, project)) throw unauthorized();
    return;
  }
  if (!canReadRegistry(context, caller, project)) throw notFound();
  if (needs === 'registry-write') {
    if (!canWriteExperiments(context, caller, project)) throw unauthorized();
    if (!canWriteRegistry(context, caller, project)) throw unauthorized();
  }
}

function refusalFor(refused: Refused): Error {
  switch (refused.kind) {
    case 'validation':
    case 'constraint':
      return invalidParameter(refused.message);
    case 'rule':
      return refuse(400, { message: refused.details[0] ?? '' });
    case 'argument':
      // GitLab does not catch this one.
      return refuse(500, { message: '500 Internal Server Error' });
  }
}

export function resourceNotFound(): Error {
  return refuse(404, { error_code: 'RESOURCE_DOES_NOT_EXIST' });
}

export function resourceExists(): Error {
  return refuse(400, { error_code: 'RESOURCE_ALREADY_EXISTS' });
}

export function invalidParameter(message?: string | readonly string[]): Error {
  return refuse(400, { error_code: 'INVALID_PARAMETER_VALUE', message: message ?? null });
}

export function updateFailed(): Error {
  return refuse(400, { error_code: 'UPDATE_FAILED' });
}
