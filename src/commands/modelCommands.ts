import { AppError } from '../base/errors';
import { type Ui } from '../host/ui';
import {
  type Model,
  modelNameProblem,
  type ModelsSnapshot,
  type ModelVersion,
} from '../model/registry';
import { plural } from '../model/words';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { type Refreshed } from '../stores/refreshed';
import { type Some } from './handlers';

export interface ModelCommandsNeeds {
  readonly ui: Ui;
  readonly session: Pick<GitLabSessionStore, 'client' | 'project'>;
  readonly models: Refreshed<ModelsSnapshot>;
  /** Asks for a folder and saves the files there, with progress. */
  readonly saveVersion: (version: ModelVersion) => Promise<void>;
}

export const usualModelName = 'loan-prediction-demo';

/** Create, describe, open and delete models and their versions. */
export function modelCommands(
  needs: ModelCommandsNeeds,
): Some<'models' | 'model' | 'modelVersion'> {
  const { ui, session, models } = needs;

  const chooseModel = async (
    node: { readonly model: Model } | undefined,
  ): Promise<Model | undefined> =>
    node?.model ??
    ui.pick({
      title: 'Choose a model',
      choices: (await listed()).map(({ model }) => ({
        label: model.name,
        description: plural(model.versionCount, 'version'),
        icon: 'package',
        value: model,
      })),
      empty: 'There are no models yet.',
    });

  const chooseVersion = async (
    node: { readonly version: ModelVersion } | undefined,
  ): Promise<ModelVersion | undefined> =>
    node?.version ??
    ui.pick({
      title: 'Choose a model version',
      choices: (await listed()).flatMap(({ model, versions }) =>
        versions.map((version) => ({
          label: `${model.name} ${version.version}`,
          description: version.run.name,
          icon: 'versions',
          value: version,
        })),
      ),
      empty: 'There are no model versions yet. Promote a run first.',
    });

  const listed = async (): Promise<ModelsSnapshot['models']> => {
    if (models.current.kind !== 'ready') await models.refresh();
    if (models.current.kind === 'failed' && models.value === undefined) throw models.current.error;
    return models.value?.models ?? [];
  };

  const change = async (
    title: string,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> => {
    await ui.progress({ title, run: (_report, signal) => work(signal) });
    await models.refresh();
  };

  return {
    async 'mlops.models.refresh'() {
      await models.refresh();
    },
    async 'mlops.model.create'() {
      const taken = new Set((await listed()).map(({ model }) => model.name));
      const name = await ui.input({
        title: 'Create a model (1/2)',
        prompt: 'Name of the model',
        value: taken.has(usualModelName) ? '' : usualModelName,
        check: (value) =>
          modelNameProblem(value) ?? (taken.has(value) ? `"${value}" exists already.` : undefined),
      });
      if (name === undefined) return;
      const description = await ui.input({
        title: 'Create a model (2/2)',
        prompt: 'What it is for, in Markdown (may be empty)',
        check: descriptionProblem,
      });
      if (description === undefined) return;
      await change(`Creating model ${name}…`, async (signal) => {
        const [gitlab, project] = [await session.client(), await session.project(signal)];
        await gitlab.registry.createModel(project, name, description, signal);
      });
      ui.tell(`Model "${name}" is there. Promote a run to give it its first version.`);
    },
    async 'mlops.model.edit'(node) {
      const model = await chooseModel(node);
      if (!model) return;
      const description = await ui.input({
        title: `Description of ${model.name}`,
        value: model.description,
        check: descriptionProblem,
      });
      if (description === undefined) return;
      await change(`Saving ${model.name}…`, async (signal) => {
        const [gitlab, project] = [await session.client(), await session.project(signal)];
        await gitlab.registry.editModel(project, model, description, signal);
      });
    },
    async 'mlops.model.open'(node) {
      const model = await chooseModel(node);
      if (model) await ui.openExternal(model.webUrl);
    },
    async 'mlops.model.delete'(node) {
      const model = await chooseModel(node);
      if (!model) return;
      const agreed = await ui.confirm({
        message: `Delete model "${model.name}"?`,
        detail: `${plural(model.versionCount, 'version')} and their files are deleted with it, and the runs behind them. This cannot be undone.`,
        action: 'Delete',
      });
      if (!agreed) return;
      await change(`Deleting ${model.name}…`, async (signal) => {
        const [gitlab, project] = [await session.client(), await session.project(signal)];
        await gitlab.registry.deleteModel(project, model.id, signal);
      });
    },
    async 'mlops.modelVersion.open'(node) {
      const version = await chooseVersion(node);
      if (version) await ui.openExternal(version.webUrl);
    },
    async 'mlops.modelVersion.download'(node) {
      const version = await chooseVersion(node);
      if (!version) return;
      if (version.artifactCount === 0) {
        throw new AppError('not-found', `Version ${version.version} has no files.`);
      }
      await needs.saveVersion(version);
    },
    async 'mlops.modelVersion.delete'(node) {
      const version = await chooseVersion(node);
      if (!version) return;
      const agreed = await ui.confirm({
        message: `Delete version ${version.version}?`,
        detail: `Its ${plural(version.artifactCount, 'file')} and the run "${version.run.name}" behind it are deleted with it. This cannot be undone.`,
        action: 'Delete',
      });
      if (!agreed) return;
      await change(`Deleting version ${version.version}…`, async (signal) => {
        await (await session.client()).registry.deleteVersion(version.id, signal);
      });
    },
  };
}

function descriptionProblem(text: string): string | undefined {
  return text.length > 10_000 ? 'A description has at most 10,000 characters.' : undefined;
}
