import { AppError, isAppError } from '../base/errors';
import { type ModelId, type RunId } from '../model/ids';
import { type GitLab } from '../model/ports/gitlab';
import { type Project } from '../model/project';
import { type Model, modelNameProblem, type ModelVersion } from '../model/registry';
import { versionProblem } from '../model/semver';
import { type GitLabSessionStore } from './gitlabSessionStore';
import { type ProjectStores } from './projectStores';

export interface PromotionRequest {
  readonly runId: RunId;
  readonly model:
    | { readonly kind: 'existing'; readonly id: ModelId }
    | { readonly kind: 'new'; readonly name: string };
  readonly version: string;
  readonly description: string;
}

export interface Promotion {
  readonly model: Model;
  readonly version: ModelVersion;
}

/** Where a version would go, checked before anything is made. */
interface Checked {
  readonly gitlab: GitLab;
  readonly project: Project;
  readonly existing: Model | undefined;
}

/** Makes a model version of a run, and the model first when it is new. */
export async function promoteRun(
  session: Pick<GitLabSessionStore, 'client' | 'project'>,
  stores: Pick<ProjectStores, 'modelsOf' | 'experiments'>,
  request: PromotionRequest,
  signal: AbortSignal,
): Promise<Promotion> {
  return promote(session, stores, request, signal, ({ gitlab, project }, model) =>
    gitlab.registry
      .createVersion(
        project,
        {
          modelId: model.id,
          version: request.version,
          description: request.description,
          runId: request.runId,
        },
        signal,
      )
      .catch(explained),
  );
}

/** Checks, makes the model when it is new, lets `make` make the version, and has the trees read again. */
export async function promote(
  session: Pick<GitLabSessionStore, 'client' | 'project'>,
  stores: Pick<ProjectStores, 'modelsOf' | 'experiments'>,
  request: Pick<PromotionRequest, 'model' | 'version'>,
  signal: AbortSignal,
  make: (checked: Checked, model: Model) => Promise<ModelVersion>,
): Promise<Promotion> {
  const checked = await check(session, request, signal);
  const { gitlab, project, existing } = checked;
  const name = request.model.kind === 'new' ? request.model.name : '';
  const model = existing ?? (await gitlab.registry.createModel(project, name, '', signal));
  try {
    return { model, version: await make(checked, model) };
  } finally {
    await Promise.all([stores.modelsOf(project).refresh(), stores.experiments.refresh()]);
  }
}

async function check(
  session: Pick<GitLabSessionStore, 'client' | 'project'>,
  { model: wanted, version }: Pick<PromotionRequest, 'model' | 'version'>,
  signal: AbortSignal,
): Promise<Checked> {
  const [gitlab, project] = [await session.client(), await session.project(signal)];
  const models = await gitlab.registry.models(project, signal);
  const existing =
    wanted.kind === 'existing'
      ? models.find((model) => model.id === wanted.id)
      : models.find((model) => model.name === wanted.name);
  if (!existing && wanted.kind === 'existing') {
    throw new AppError('not-found', 'The model is not there any more. Choose another one.');
  }
  const taken = existing ? await gitlab.registry.versions(existing.id, signal) : [];
  const problem =
    (wanted.kind === 'new' ? modelNameProblem(wanted.name) : undefined) ??
    versionProblem(
      version,
      taken.map((one) => one.version),
    );
  if (problem !== undefined) throw new AppError('invalid', problem);
  return { gitlab, project, existing };
}

/** The promotion was refused because the run is of another experiment than the model's own. */
export function isOfAnotherExperiment(error: unknown): boolean {
  return isAppError(error) && error.code === otherExperiment;
}

const otherExperiment = 'OTHER_EXPERIMENT';

/** GitLab's own words say what it refused, but not what to do. */
function explained(error: unknown): never {
  if (!isAppError(error)) throw error;
  const words = `${error.message} ${error.detail ?? ''}`;
  if (/does not belong to this model/i.test(words)) {
    throw new AppError(
      'conflict',
      "This GitLab promotes only runs of the model's own experiment, as those before about 17.10 do. Promote a copy of the run instead, or train with the experiment named [model] and the model's name.",
      { cause: error, detail: error.detail, code: otherExperiment },
    );
  }
  if (/already a model version/i.test(words)) {
    throw new AppError(
      'conflict',
      'This run is a model version already, and GitLab promotes a run only once. Promote a copy of it instead.',
      { cause: error, detail: error.detail },
    );
  }
  throw error;
}
