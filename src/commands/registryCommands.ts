import { AppError } from '../base/errors';
import { aliasesOf } from '../model/registry/aliasChanges';
import { readAliases } from '../model/registry/aliases';
import { loadSnippet, snippetKinds, snippetTitles } from '../model/registry/loadSnippet';
import { compareVersions } from '../model/semver';
import { plural } from '../model/words';
import { aliasCommands } from './aliasCommands';
import { createModelChooser, type ChosenVersion } from './chooseModel';
import { type Commands } from './handlers';
import { importCommands } from './importCommands';
import { type RegistryCommandsNeeds } from './registryNeeds';

export type RegistryCommands = Pick<
  Commands,
  | 'mlops.model.show'
  | 'mlops.model.import'
  | 'mlops.model.rollBack'
  | 'mlops.modelVersion.setAlias'
  | 'mlops.modelVersion.copySnippet'
  | 'mlops.modelVersion.compare'
>;

/** Work with models that are there: aliases, loading, comparing, importing. */
export function registryCommands(needs: RegistryCommandsNeeds): RegistryCommands {
  const { ui, at } = needs;
  const chooser = createModelChooser(ui, at().models);

  return {
    ...aliasCommands(needs),
    ...importCommands(needs),

    async 'mlops.model.show'(node) {
      const model = node?.kind === 'model-version' ? node.model : await chooser.model(node);
      if (model) await needs.showModel(model.id, node?.project);
    },

    async 'mlops.modelVersion.copySnippet'(node) {
      const chosen = await chooser.version(node, 'How to load which version?');
      if (!chosen) return;
      const { model, version } = chosen;
      const { session } = at(node?.project);
      const kind = await ui.pick({
        title: `Load ${model.name} ${version.version} with`,
        choices: snippetKinds.map((one) => ({
          label: snippetTitles[one],
          icon: one === 'curl' ? 'terminal' : 'code',
          value: one,
        })),
      });
      if (!kind) return;
      const source = await ui.progress({
        title: 'Looking for its files…',
        place: 'window',
        run: async (_report, signal) => {
          const [gitlab, project] = [await session.client(), await session.project(signal)];
          const files =
            version.packageId === undefined
              ? []
              : await gitlab.packages.files(project.id, version.packageId, signal);
          return { projectId: project.id, gitlabUrl: gitlab.baseUrl, file: mainFile(files) };
        },
      });
      const named = { model: model.name, version: version.version, versionId: version.id };
      await ui.copy(loadSnippet(kind, { ...source, ...named }));
      ui.tell(`How to load ${model.name} ${version.version} is in the clipboard.`);
    },

    async 'mlops.modelVersion.compare'(node, selected) {
      const nodes = (selected ?? []).filter((one) => one.kind === 'model-version');
      const first =
        (nodes.length > 1 ? nodes[0] : undefined) ??
        (await chooser.version(node, 'Compare which version?'));
      if (!first) return;
      const of = (nodes[0] ?? node)?.project;
      const others = (await createModelChooser(ui, at(of).models).listed())
        .filter(({ model }) => model.id === first.model.id)
        .flatMap(({ versions }) => versions.filter(({ id }) => id !== first.version.id));
      const second =
        nodes[1]?.version ??
        (await ui.pick({
          title: `Compare ${first.model.name} ${first.version.version} with`,
          choices: others.map((version) => ({
            label: version.version,
            description: version.run.name,
            icon: 'versions',
            value: version,
          })),
          empty: `${first.model.name} has no other version.`,
        }));
      if (!second) return;
      const pair = [second, first.version].sort((a, b) => compareVersions(a.version, b.version));
      await needs.compareRuns(
        pair.map((version) => version.run.id),
        of,
      );
    },
  };
}

/** What deleting a version means, in sentences. */
export function deletionOf({ model, version }: ChosenVersion): string {
  const aliases = aliasesOf(readAliases(model.description).changes, version.version);
  const named = aliases.map((alias) => `"${alias}"`).join(' and ');
  return [
    ...(aliases.length === 0
      ? []
      : [`${named} ${aliases.length === 1 ? 'names' : 'name'} this version and will name none.`]),
    `Its ${plural(version.artifactCount, 'file')} and the run "${version.run.name}" behind it are deleted with it. This cannot be undone.`,
  ].join(' ');
}

/** The file that is loaded: what MLflow writes, else the largest. */
function mainFile(
  files: readonly { readonly path: string; readonly size: number }[],
): string | undefined {
  const known = files.find(({ path }) => /(^|\/)model\.(pkl|onnx|pt|joblib|bin)$/.test(path));
  return (known ?? [...files].sort((a, b) => b.size - a.size)[0])?.path;
}

/** A model that is not there any more has nothing to be shown. */
export function modelIsGone(): AppError {
  return new AppError('not-found', 'This model is not there any more. Refresh the models.');
}
