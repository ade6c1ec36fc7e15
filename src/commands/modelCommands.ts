import { AppError } from '../base/errors';
import { type Ui } from '../host/ui';
import { type Project } from '../model/project';
import { modelNameProblem, type ModelVersion } from '../model/registry';
import { readAliases } from '../model/registry/aliases';
import { plural } from '../model/words';
import { describeModel, dropAliasesOf } from '../stores/modelAliases';
import { type RegistryPlace } from '../stores/registryPlace';
import { createModelChooser } from './chooseModel';
import { type Some } from './handlers';
import { deletionOf, type RegistryCommands } from './registryCommands';

export interface ModelCommandsNeeds {
  readonly ui: Ui;
  /** Where models are worked on: the project of the node a command was called on; without one the chosen project. */
  readonly at: (project?: Project) => RegistryPlace;
  /** Asks for a folder and saves the files there, with progress. */
  readonly saveVersion: (version: ModelVersion, of?: Project) => Promise<void>;
  readonly now: () => number;
}

export const usualModelName = 'loan-prediction-demo';

/** Create, describe, open and delete models and their versions. */
export function modelCommands(
  needs: ModelCommandsNeeds,
): Omit<Some<'models' | 'model' | 'modelVersion'>, keyof RegistryCommands> {
  const { ui, at } = needs;

  const chooser = createModelChooser(ui, at().models);

  const change = async (
    title: string,
    project: Project | undefined,
    work: (session: RegistryPlace['session'], signal: AbortSignal) => Promise<void>,
  ): Promise<void> => {
    const { session, models } = at(project);
    await ui.progress({ title, run: (_report, signal) => work(session, signal) });
    await models.refresh();
  };

  return {
    async 'mlops.models.refresh'() {
      await at().models.refresh();
    },
    async 'mlops.model.create'() {
      const taken = new Set((await chooser.listed()).map(({ model }) => model.name));
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
      await change(`Creating model ${name}…`, undefined, async (session, signal) => {
        const [gitlab, project] = [await session.client(), await session.project(signal)];
        await gitlab.registry.createModel(project, name, description, signal);
      });
      ui.tell(`Model "${name}" is there. Promote a run to give it its first version.`);
    },
    async 'mlops.model.edit'(node) {
      const model = await chooser.model(node);
      if (!model) return;
      const description = await ui.input({
        title: `Description of ${model.name}`,
        value: readAliases(model.description).text,
        check: descriptionProblem,
      });
      if (description === undefined) return;
      await change(`Saving ${model.name}…`, node?.project, async (session, signal) => {
        await describeModel(session, model.id, description, signal);
      });
    },
    async 'mlops.model.open'(node) {
      const model = await chooser.model(node);
      if (model) await ui.openExternal(model.webUrl);
    },
    async 'mlops.model.delete'(node) {
      const model = await chooser.model(node);
      if (!model) return;
      const agreed = await ui.confirm({
        message: `Delete model "${model.name}"?`,
        detail: `${plural(model.versionCount, 'version')} and their files are deleted with it, and the runs behind them. This cannot be undone.`,
        action: 'Delete',
      });
      if (!agreed) return;
      await change(`Deleting ${model.name}…`, node?.project, async (session, signal) => {
        const [gitlab, project] = [await session.client(), await session.project(signal)];
        await gitlab.registry.deleteModel(project, model.id, signal);
      });
    },
    async 'mlops.modelVersion.open'(node) {
      const chosen = await chooser.version(node);
      if (chosen) await ui.openExternal(chosen.version.webUrl);
    },
    async 'mlops.modelVersion.download'(node) {
      const version = (await chooser.version(node))?.version;
      if (!version) return;
      if (version.artifactCount === 0) {
        throw new AppError('not-found', `Version ${version.version} has no files.`);
      }
      await needs.saveVersion(version, node?.project);
    },
    async 'mlops.modelVersion.edit'(node) {
      const chosen = await chooser.version(node);
      if (!chosen) return;
      const { model, version } = chosen;
      const description = await ui.input({
        title: `Description of ${model.name} ${version.version}`,
        value: version.description,
        check: descriptionProblem,
      });
      if (description === undefined) return;
      await change(
        `Saving ${model.name} ${version.version}…`,
        node?.project,
        async (session, signal) => {
          const [gitlab, project] = [await session.client(), await session.project(signal)];
          await gitlab.registry.editVersion(
            project,
            model.id,
            version.version,
            description,
            signal,
          );
        },
      );
    },
    async 'mlops.modelVersion.delete'(node) {
      const chosen = await chooser.version(node);
      if (!chosen) return;
      const { model, version } = chosen;
      const agreed = await ui.confirm({
        message: `Delete version ${version.version}?`,
        detail: deletionOf(chosen),
        action: 'Delete',
      });
      if (!agreed) return;
      await change(
        `Deleting version ${version.version}…`,
        node?.project,
        async (session, signal) => {
          await (await session.client()).registry.deleteVersion(version.id, signal);
          await dropAliasesOf(session, model.id, version.version, needs.now, signal);
        },
      );
    },
  };
}

function descriptionProblem(text: string): string | undefined {
  return text.length > 10_000 ? 'A description has at most 10,000 characters.' : undefined;
}
