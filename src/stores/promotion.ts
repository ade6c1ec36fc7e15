import { AppError } from '../base/errors';
import { type ModelId, type RunId } from '../model/ids';
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

/** Makes a model version of a run, and the model first when it is new. Checked before anything is made. */
export async function promoteRun(
  session: Pick<GitLabSessionStore, 'client' | 'project'>,
  stores: Pick<ProjectStores, 'models' | 'experiments'>,
  request: PromotionRequest,
  signal: AbortSignal,
): Promise<Promotion> {
  const [gitlab, project] = [await session.client(), await session.project(signal)];
  const models = await gitlab.registry.models(project, signal);
  const wanted = request.model;
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
      request.version,
      taken.map((version) => version.version),
    );
  if (problem !== undefined) throw new AppError('invalid', problem);
  const model =
    existing ??
    (await gitlab.registry.createModel(
      project,
      wanted.kind === 'new' ? wanted.name : '',
      '',
      signal,
    ));
  const version = await gitlab.registry.createVersion(
    project,
    {
      modelId: model.id,
      version: request.version,
      description: request.description,
      runId: request.runId,
    },
    signal,
  );
  await Promise.all([stores.models.refresh(), stores.experiments.refresh()]);
  return { model, version };
}
