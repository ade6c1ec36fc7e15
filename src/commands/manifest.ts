import { type CommandId } from '../model/commandIds';
import { type Trait } from '../model/traits';
import { commandTable, type CommandSpec } from './table';

/** Views by id, in the order of the sidebar. */
/** `size`: the share of the side bar's height that a view has at first. */
export const views = [
  { id: 'mlops.environment', name: 'Environment', size: 3 },
  { id: 'mlops.branches', name: 'Branches', size: 3 },
  { id: 'mlops.experiments', name: 'Experiments', size: 3 },
  { id: 'mlops.models', name: 'Models', size: 2 },
] as const;
export type ViewId = (typeof views)[number]['id'];

/** Whose accounts the editor's menu shows; scopes are those of each session. */
export const authenticationProviders = {
  yandexCloud: { id: 'mlops-yandex-cloud', label: 'Yandex Cloud', scopes: [] as string[] },
  gitlab: { id: 'mlops-gitlab', label: 'GitLab MLOps', scopes: ['api'] },
} as const;

/** All of these traits, in any order. */
export function whenTraits(needed: readonly Trait[]): string {
  return needed.map((trait) => `viewItem =~ /(^| )${trait}( |$)/`).join(' && ');
}

/** The parts of package.json's `contributes` that follow from the command table. */
export function contributedCommands(): {
  commands: object[];
  menus: Record<string, object[]>;
} {
  const entries = Object.entries(commandTable) as [CommandId, CommandSpec][];
  return {
    commands: entries.map(([command, spec]) => ({
      command,
      title: spec.title,
      category: 'MLOps',
      ...(spec.icon === undefined ? {} : { icon: `$(${spec.icon})` }),
    })),
    menus: {
      'view/title': entries.flatMap(([command, spec]) =>
        (spec.titleBar ?? []).map(({ view, group, when }) => ({
          command,
          when: [`view == ${view}`, ...(when === undefined ? [] : [when])].join(' && '),
          group,
        })),
      ),
      'view/item/context': entries.flatMap(([command, spec]) =>
        (spec.node ?? []).map(({ traits, group }) => ({
          command,
          when: whenTraits(traits),
          group,
        })),
      ),
      commandPalette: entries
        .filter(([, spec]) => spec.palette === false)
        .map(([command]) => ({ command, when: 'false' })),
    },
  };
}
