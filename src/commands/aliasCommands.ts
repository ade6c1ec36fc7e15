import {
  aliasProblem,
  currentAliases,
  previousVersion,
  usualAliases,
} from '../model/registry/aliasChanges';
import { readAliases } from '../model/registry/aliases';
import { rollBackAlias, setAlias } from '../stores/modelAliases';
import { createModelChooser, type ChosenVersion } from './chooseModel';
import { type Commands } from './handlers';
import { type RegistryCommandsNeeds } from './registryNeeds';

export type AliasCommands = Pick<Commands, 'mlops.model.rollBack' | 'mlops.modelVersion.setAlias'>;

/** Names such as `production` for versions: set, taken away, rolled back; each with an undo. */
export function aliasCommands(needs: Omit<RegistryCommandsNeeds, 'compareRuns'>): AliasCommands {
  const { ui, at, now } = needs;
  const chooser = createModelChooser(ui, at().models);

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
    async 'mlops.modelVersion.setAlias'(node) {
      const chosen = await chooser.version(node);
      if (!chosen) return;
      const alias = await nameAlias(chosen);
      if (alias === undefined) return;
      const { model, version } = chosen;
      const { session, models } = at(node?.project);
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
          { label: 'Show Model', run: () => needs.showModel(model.id, node?.project) },
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
      const { session, models } = at(node?.project);
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
  };
}

function aliasNow(names: string | undefined, version: string): string {
  if (names === undefined) return 'names no version';
  return names === version ? 'names this version: choose to take it away' : `names ${names}`;
}
