import { type Ui } from '../host/ui';
import { aliasesOf } from '../model/registry/aliasChanges';
import { readAliases } from '../model/registry/aliases';
import { type Model, type ModelsSnapshot, type ModelVersion } from '../model/registry';
import { plural } from '../model/words';
import { type ModelsStore } from '../stores/projectModels';

export interface ChosenVersion {
  readonly model: Model;
  readonly version: ModelVersion;
}

/** How commands come to the model they work on: from the node they were called on, else by asking. */
export interface ModelChooser {
  listed(): Promise<ModelsSnapshot['models']>;
  model(node: { readonly model: Model } | undefined, title?: string): Promise<Model | undefined>;
  version(
    node: { readonly model: Model; readonly version: ModelVersion } | undefined,
    title?: string,
  ): Promise<ChosenVersion | undefined>;
}

export function createModelChooser(ui: Pick<Ui, 'pick'>, models: ModelsStore): ModelChooser {
  const listed = async (): Promise<ModelsSnapshot['models']> => {
    if (models.current.kind !== 'ready') await models.refresh();
    if (models.current.kind === 'failed' && models.value === undefined) throw models.current.error;
    return models.value?.models ?? [];
  };
  return {
    listed,
    model: async (node, title = 'Choose a model') =>
      node?.model ??
      ui.pick({
        title,
        choices: (await listed()).map(({ model }) => ({
          label: model.name,
          description: plural(model.versionCount, 'version'),
          icon: 'package',
          value: model,
        })),
        empty: 'There are no models yet.',
      }),
    version: async (node, title = 'Choose a model version') =>
      node
        ? { model: node.model, version: node.version }
        : ui.pick({
            title,
            choices: (await listed()).flatMap(({ model, versions }) =>
              versions.map((version) => ({
                label: `${model.name} ${version.version}`,
                description: [
                  ...aliasesOf(readAliases(model.description).changes, version.version),
                  version.run.name,
                ].join(' · '),
                icon: 'versions',
                value: { model, version },
              })),
            ),
            empty: 'There are no model versions yet. Promote a run first.',
          }),
  };
}
