import { callerLevel, canRead, findProject, roles } from '../access/roles';
import { isRecord } from '../../../base/record';
import {
  createModel,
  deleteModel,
  deleteVersion,
  modelById,
  updateModel,
  updateVersion,
  versionByName,
} from '../ml/models';
import { canDestroyPackages, canWriteRegistry } from '../ml/permissions';
import { createVersion } from '../ml/promote';
import { Refused } from '../ml/refused';
import { type Project } from '../world';
import { type Model } from '../mlRows';
import { type Args, type Fields, fieldsOf, number, text } from './resolver';
import { InternalFailure, notAvailable, projectById, rowsIn, type Session } from './session';

export const mutationFields: Fields = fieldsOf<unknown>({
  mlModelCreate: mutation((session, input) => {
    const project = writable(session, input);
    return {
      model: createModel(
        session.gitlab,
        project,
        userId(session),
        text(input, 'name') ?? '',
        text(input, 'description'),
      ),
    };
  }),
  mlModelEdit: mutation((session, input) => {
    const project = writable(session, input);
    const id = number(input, 'modelId');
    const description = text(input, 'description');
    // GitLab's code needs both although its schema does not, finds the model by the number whatever the name says,
    // and does not look whether it found one.
    if (id === undefined || description === undefined) throw new InternalFailure();
    const model = modelById(session.gitlab.world, project, id);
    if (model === undefined) throw new InternalFailure();
    return { model: updateModel(session.gitlab, model, description) };
  }),
  mlModelDelete: mutation((session, input) => {
    const project = writable(session, input);
    const model = modelOf(session, project, input, 'id');
    try {
      deleteModel(session.gitlab, model, maySweep(session, project));
    } catch (error) {
      return refusal(error, { model });
    }
    return { model };
  }),
  mlModelDestroy: mutation((session, input) => {
    const project = writable(session, input);
    const model = modelOf(session, project, input, 'id');
    deleteModel(session.gitlab, model, maySweep(session, project));
    return { message: null };
  }),
  mlModelVersionCreate: mutation((session, input) => {
    const project = writable(session, input);
    const model = modelOf(session, project, input, 'modelId');
    const candidate = number(input, 'candidateId');
    return {
      modelVersion: createVersion(session.gitlab, project, userId(session), model, {
        version: text(input, 'version'),
        description: text(input, 'description'),
        run: candidate === undefined ? undefined : { id: candidate },
      }),
    };
  }),
  mlModelVersionEdit: mutation((session, input) => {
    const project = writable(session, input);
    const { name } = modelOf(session, project, input, 'modelId');
    const number = text(input, 'version') ?? '';
    const version = versionByName(session.gitlab.world, project, name, number);
    if (version === undefined) throw new Refused('rule', ['Model not found']);
    const description = text(input, 'description') ?? '';
    return { modelVersion: updateVersion(session.gitlab, version, description) };
  }),
  mlModelVersionDelete: mutation((session, input) => {
    const version = rowsIn(session).versions.one(number(input, 'id') ?? 0);
    if (version === undefined) throw new Refused('rule', ['Model version not found']);
    const project = projectById(session, version.projectId);
    if (!project || !mayWrite(session, project)) throw notAvailable();
    try {
      deleteVersion(session.gitlab, version, maySweep(session, project));
    } catch (error) {
      return refusal(error, { modelVersion: version });
    }
    return { modelVersion: version };
  }),
});

/** Refusals become the payload's `errors`; the rest of the payload is then null. */
function mutation(
  work: (session: Session, input: Args) => Record<string, unknown>,
): (root: unknown, session: Session, args: Args) => unknown {
  return (_root, session, args) => {
    const input = isRecord(args['input']) ? args['input'] : {};
    if (!session.mayWrite) throw notAvailable();
    const clientMutationId = text(input, 'clientMutationId') ?? null;
    try {
      return { errors: [], ...work(session, input), clientMutationId };
    } catch (error) {
      return { ...refusal(error, {}), clientMutationId };
    }
  };
}

function refusal(error: unknown, payload: Record<string, unknown>): Record<string, unknown> {
  if (!(error instanceof Refused)) throw error;
  return {
    ...payload,
    errors: error.kind === 'validation' && isSave(error) ? [error.message] : error.details,
  };
}

/** A save that failed inside a service comes as one sentence, a failed validation of its own as a list. */
function isSave(error: Refused): boolean {
  return error.details.some((detail) => detail.startsWith('Package '));
}

function writable(session: Session, input: Args): Project {
  const path = text(input, 'projectPath') ?? '';
  const project = /^\d+$/.test(path) ? undefined : findProject(session.gitlab, path);
  if (!project || !mayWrite(session, project)) throw notAvailable();
  return project;
}

function mayWrite(session: Session, project: Project): boolean {
  return (
    canRead(session.gitlab, session.caller, project) &&
    canWriteRegistry(session.gitlab, session.caller, project) &&
    callerLevel(session.gitlab, session.caller, project) >= roles.developer
  );
}

function modelOf(session: Session, project: Project, input: Args, name: string): Model {
  const model = modelById(session.gitlab.world, project, number(input, name) ?? 0);
  if (model === undefined) throw new Refused('rule', ['Model not found']);
  return model;
}

function maySweep(session: Session, project: Project): boolean {
  return canDestroyPackages(session.gitlab, session.caller, project);
}

function userId(session: Session): number {
  return session.caller?.user.id ?? 0;
}
