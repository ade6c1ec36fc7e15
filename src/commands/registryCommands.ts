import { basename } from 'node:path';
import { AppError, isAppError } from '../base/errors';
import { type Ui } from '../host/ui';
import { type ModelId, type RunId } from '../model/ids';
import {
  aliasesOf,
  aliasProblem,
  currentAliases,
  previousVersion,
  usualAliases,
} from '../model/registry/aliasChanges';
import { readAliases } from '../model/registry/aliases';
import { type LocalFile } from '../model/registry/localFiles';
import { loadSnippet, snippetKinds, snippetTitles } from '../model/registry/loadSnippet';
import { type Model, modelNameProblem, type ModelsSnapshot } from '../model/registry';
import { compareVersions, suggestVersions, versionProblem } from '../model/semver';
import { plural, sizeText } from '../model/words';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { importVersion, listLocalFiles } from '../stores/importVersion';
import { rollBackAlias, setAlias } from '../stores/modelAliases';
import { type Refreshed } from '../stores/refreshed';
import { createModelChooser, type ChosenVersion } from './chooseModel';
import { type Commands } from './handlers';

export interface RegistryCommandsNeeds {
  readonly ui: Ui;
  readonly session: Pick<GitLabSessionStore, 'client' | 'project' | 'current'>;
  readonly models: Refreshed<ModelsSnapshot>;
  readonly compareRuns: (runs: readonly RunId[]) => Promise<void>;
  readonly showModel: (id: ModelId) => Promise<void>;
  readonly now: () => number;
}

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
  const { ui, session, models, now } = needs;
  const chooser = createModelChooser(ui, models);

  const nameAlias = async ({ model, version }: ChosenVersion): Promise<string | undefined> => {
    const { changes } = readAliases(model.description);
    const current = currentAliases(changes);
    const names = [...new Set([...current.keys(), ...usualAliases])];
    const chosen = await ui.pick<string | undefined>({
      title: `Alias for ${model.name} ${version.version}`,
      placeholder: 'People and jobs load the model by it',
      choices: [
        ...names.map((name) => ({
          label: name,
          description: aliasNow(current.get(name)?.version, version.version),
          icon: 'tag',
          value: name,
        })),
        { label: 'Another name…', icon: 'add', value: '' },
      ],
    });
    if (chosen !== '') return chosen;
    return ui.input({
      title: 'Name of the alias',
      check: (text) => aliasProblem(text),
    });
  };

  return {
    async 'mlops.model.show'(node) {
      const model = node?.kind === 'model-version' ? node.model : await chooser.model(node);
      if (model) await needs.showModel(model.id);
    },

    async 'mlops.modelVersion.setAlias'(node) {
      const chosen = await chooser.version(node);
      if (!chosen) return;
      const alias = await nameAlias(chosen);
      if (alias === undefined) return;
      const { model, version } = chosen;
      const before = currentAliases(readAliases(model.description).changes).get(alias)?.version;
      const to = before === version.version ? undefined : version.version;
      const kept = await ui.progress({
        title: to === undefined ? `Taking ${alias} away…` : `Setting ${alias} to ${to}…`,
        run: (_report, signal) =>
          setAlias(session, { model: model.id, alias, version: to }, now, signal),
      });
      await models.refresh();
      const undo = async (): Promise<void> => {
        await setAlias(
          session,
          { model: model.id, alias, version: before },
          now,
          AbortSignal.timeout(60_000),
        );
        await models.refresh();
      };
      const last = readAliases(kept.description).changes.findLast((one) => one.alias === alias);
      if (last && last.version !== to) {
        const names = last.version === undefined ? 'names no version' : `names ${last.version}`;
        ui.warn(
          `"${alias}" of ${model.name} ${names}: ${last.by} changed it in the same moment. Both changes are in its history.`,
          { label: 'Show Model', run: () => needs.showModel(model.id) },
        );
        return;
      }
      ui.tell(
        to === undefined
          ? `"${alias}" names no version of ${model.name} any more.`
          : `"${alias}" names ${model.name} ${to} now${before === undefined ? '' : `; before it was ${before}`}.`,
        { label: 'Undo', run: undo },
      );
    },

    async 'mlops.model.rollBack'(node) {
      const model = await chooser.model(node, 'Roll back an alias of which model?');
      if (!model) return;
      const { changes } = readAliases(
        (await (await session.client()).registry.model(model.id, AbortSignal.timeout(30_000)))
          .description,
      );
      const choices = [...currentAliases(changes)].flatMap(([alias, { version }]) => {
        const before = previousVersion(changes, alias);
        return before === undefined
          ? []
          : [{ label: alias, description: `${version} → ${before}`, icon: 'tag', value: alias }];
      });
      const alias = await ui.pick({
        title: `Roll back an alias of ${model.name}`,
        choices,
        empty: `No alias of ${model.name} has named another version before.`,
      });
      if (alias === undefined) return;
      const from = currentAliases(changes).get(alias)?.version ?? '';
      const to = previousVersion(changes, alias) ?? '';
      const agreed = await ui.confirm({
        message: `Let "${alias}" name ${to} again?`,
        detail: `It names ${from} now. Whoever loads ${model.name} by this alias gets ${to} from then on; no version is changed or deleted.`,
        action: 'Roll Back',
      });
      if (!agreed) return;
      const named = await ui.progress({
        title: `Rolling ${alias} back…`,
        run: (_report, signal) => rollBackAlias(session, model.id, alias, now, signal),
      });
      await models.refresh();
      ui.tell(`"${alias}" names ${model.name} ${named} again.`);
    },

    async 'mlops.modelVersion.copySnippet'(node) {
      const chosen = await chooser.version(node, 'How to load which version?');
      if (!chosen) return;
      const { model, version } = chosen;
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
      const others = (await chooser.listed())
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
      await needs.compareRuns(pair.map((version) => version.run.id));
    },

    async 'mlops.model.import'(node, dropped) {
      const given = (dropped ?? []).filter((one) => typeof one === 'string');
      const chosen = given.length > 0 ? given : await askFolder();
      let model: TargetModel | undefined;
      for (const folder of chosen) {
        const files = await listLocalFiles(folder, AbortSignal.timeout(60_000));
        model ??= await targetModel(node);
        if (!model) return;
        const imported = await importFolder(model, folder, files);
        if (!imported) return;
        // The model may have been made by the first folder.
        model = imported;
      }
    },
  };

  type TargetModel =
    | { readonly kind: 'existing'; readonly id: ModelId; readonly name: string }
    | { readonly kind: 'new'; readonly name: string };

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
  ): Promise<TargetModel | undefined> {
    const size = sizeText(files.reduce((sum, file) => sum + file.size, 0));
    const what = `${plural(files.length, 'file')} (${size}) of ${basename(folder)}`;
    const taken =
      model.kind === 'existing'
        ? ((await chooser.listed()).find((one) => one.model.id === model.id)?.versions ?? [])
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

function aliasNow(names: string | undefined, version: string): string {
  if (names === undefined) return 'names no version';
  return names === version ? 'names this version: choose to take it away' : `names ${names}`;
}

/** The file that is loaded: what MLflow writes, else the largest. */
function mainFile(
  files: readonly { readonly path: string; readonly size: number }[],
): string | undefined {
  const known = files.find(({ path }) => /(^|\/)model\.(pkl|onnx|pt|joblib|bin)$/.test(path));
  return (known ?? [...files].sort((a, b) => b.size - a.size)[0])?.path;
}

function share(bytes: number, total: number): number {
  return total === 0 ? 100 : Math.floor((bytes / total) * 100);
}

/** A model that is not there any more has nothing to be shown. */
export function modelIsGone(): AppError {
  return new AppError('not-found', 'This model is not there any more. Refresh the models.');
}
