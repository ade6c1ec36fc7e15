import { basename } from 'node:path';
import { isAppError } from '../base/errors';
import { type ModelId } from '../model/ids';
import { type LocalFile } from '../model/registry/localFiles';
import { type Model, modelNameProblem } from '../model/registry';
import { suggestVersions, versionProblem } from '../model/semver';
import { plural, sizeText } from '../model/words';
import { importVersion, listLocalFiles } from '../stores/importVersion';
import { type RegistryPlace } from '../stores/registryPlace';
import { createModelChooser } from './chooseModel';
import { type Commands } from './handlers';
import { type RegistryCommandsNeeds } from './registryNeeds';

type TargetModel =
  | { readonly kind: 'existing'; readonly id: ModelId; readonly name: string }
  | { readonly kind: 'new'; readonly name: string };

/** Local folders become versions of a model; what was interrupted is filled up by the same import. */
export function importCommands(
  needs: Pick<RegistryCommandsNeeds, 'ui' | 'at'>,
): Pick<Commands, 'mlops.model.import'> {
  const { ui, at } = needs;
  const chooser = createModelChooser(ui, at().models);

  return {
    async 'mlops.model.import'(node, dropped) {
      const given = (dropped ?? []).filter((one) => typeof one === 'string');
      const chosen = given.length > 0 ? given : await askFolder();
      let model: TargetModel | undefined;
      for (const folder of chosen) {
        const files = await listLocalFiles(folder, AbortSignal.timeout(60_000));
        model ??= await targetModel(node);
        if (!model) return;
        const imported = await importFolder(model, folder, files, at(node?.project));
        if (!imported) return;
        // The model may have been made by the first folder.
        model = imported;
      }
    },
  };

  async function askFolder(): Promise<readonly string[]> {
    const folder = await ui.chooseFolder({
      title: 'Folder of a model',
      openLabel: 'Import This Folder',
    });
    return folder === undefined ? [] : [folder];
  }

  /** @returns the model, which is there from then on; undefined when the user left or stopped */
  async function importFolder(
    model: TargetModel,
    folder: string,
    files: readonly LocalFile[],
    { session, models }: RegistryPlace,
  ): Promise<TargetModel | undefined> {
    const size = sizeText(files.reduce((sum, file) => sum + file.size, 0));
    const what = `${plural(files.length, 'file')} (${size}) of ${basename(folder)}`;
    const taken =
      model.kind === 'existing'
        ? ((await createModelChooser(ui, models).listed()).find((one) => one.model.id === model.id)
            ?.versions ?? [])
        : [];
    const version = await ui.input({
      title: `Import ${what} as a version of ${model.name}`,
      prompt: 'Version; one that is there is filled up with what it lacks',
      value: suggestVersions(taken.map((one) => one.version))[0]?.version ?? '',
      check: (text) => versionProblem(text),
    });
    if (version === undefined) return undefined;
    let sent = 0;
    let made = model;
    try {
      await ui.progress({
        title: `Importing ${model.name} ${version}…`,
        run: async (report, signal) => {
          const [gitlab, project] = [await session.client(), await session.project(signal)];
          const id =
            model.kind === 'existing'
              ? model.id
              : (await gitlab.registry.createModel(project, model.name, '', signal)).id;
          made = { kind: 'existing', id, name: model.name };
          await importVersion(
            session,
            { model: id, version, description: `Imported from a local folder.`, folder },
            ({ file, done, files: all, bytes, totalBytes }) => {
              sent = done;
              report(`${done + 1} of ${all}: ${file}, ${share(bytes, totalBytes)} %`);
            },
            signal,
          );
        },
      });
    } catch (error) {
      if (!isAppError(error, 'cancelled')) throw error;
      ui.tell(
        `Stopped: ${model.name} ${version} has ${sent} of ${plural(files.length, 'file')}. Import the same folder as the same version to send the rest.`,
      );
      return undefined;
    } finally {
      await models.refresh();
    }
    ui.tell(`${model.name} ${version} is there, with ${plural(files.length, 'file')}.`);
    return made;
  }

  async function targetModel(
    node: { readonly model: Model } | undefined,
  ): Promise<TargetModel | undefined> {
    if (node) return { kind: 'existing', id: node.model.id, name: node.model.name };
    const all = await chooser.listed();
    const chosen = await ui.pick<TargetModel>({
      title: 'Import as a version of which model?',
      choices: [
        ...all.map(({ model }) => ({
          label: model.name,
          description: plural(model.versionCount, 'version'),
          icon: 'package',
          value: { kind: 'existing', id: model.id, name: model.name } as const,
        })),
        { label: 'New model…', icon: 'add', value: { kind: 'new', name: '' } as const },
      ],
    });
    if (chosen?.kind !== 'new') return chosen;
    const name = await ui.input({
      title: 'Name of the new model',
      check: (text) =>
        modelNameProblem(text) ??
        (all.some(({ model }) => model.name === text) ? `"${text}" exists already.` : undefined),
    });
    return name === undefined ? undefined : { kind: 'new', name };
  }
}

function share(bytes: number, total: number): number {
  return total === 0 ? 100 : Math.floor((bytes / total) * 100);
}
