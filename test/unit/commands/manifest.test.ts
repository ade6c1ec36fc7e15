import { type Runner } from '../../../src/model/setup';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loading } from '../../../src/base/loadable';
import { contributes } from '../../../src/commands/contributes';
import { views, whenTraits } from '../../../src/commands/manifest';
import { type CommandSpec, commandTable } from '../../../src/commands/table';
import { commandIds } from '../../../src/model/commandIds';
import { type Trait, traits } from '../../../src/model/traits';
import { type Presented } from '../../../src/views/present';
import { allNodes, type Tree } from '../../support/renderTree';
import {
  addedPlaces,
  branchesTree,
  busyBranches,
  emptyBranches,
  environmentStages,
  environmentTree,
  experimentsTree,
  failedFirst,
  modelsTree,
  ready,
  someExperiments,
  someModels,
} from '../../support/treeCases';

const root = new URL('../../../', import.meta.url);
const specs = Object.entries<CommandSpec>(commandTable);

function presented<Node>(tree: Tree<Node>): Presented[] {
  return allNodes(tree).map((node) => tree.present(node));
}

const runner: Runner = {
  id: 1 as Runner['id'],
  description: 'vm-mlops',
  state: 'online',
  paused: false,
  busy: false,
  ofProject: true,
  tags: undefined,
  note: undefined,
};

const shown = [
  ...presented(branchesTree(ready(busyBranches))),
  ...presented(branchesTree(ready(emptyBranches))),
  ...presented(branchesTree(failedFirst)),
  ...presented(branchesTree(loading)),
  ...presented(experimentsTree(ready(someExperiments), 'AUC', addedPlaces)),
  ...presented(modelsTree(ready(someModels))),
  ...Object.values(environmentStages).flatMap((state) =>
    presented(environmentTree(state, [runner])),
  ),
];

const manifestSchema = z.object({
  contributes: z.object({
    views: z.record(z.string(), z.array(z.object({ id: z.string() }))),
    viewsWelcome: z.array(z.object({ view: z.string(), when: z.string(), contents: z.string() })),
    commands: z.array(z.object({ command: z.string(), title: z.string() })),
    menus: z.record(z.string(), z.array(z.object({ command: z.string(), when: z.string() }))),
    configuration: z.array(
      z.object({ properties: z.record(z.string(), z.object({ default: z.unknown() })) }),
    ),
    walkthroughs: z.array(
      z.object({
        steps: z.array(
          z.object({
            description: z.string(),
            media: z.object({ markdown: z.string() }),
            completionEvents: z.array(z.string()),
          }),
        ),
      }),
    ),
  }),
});

async function manifest() {
  const text = await readFile(new URL('package.json', root), 'utf8');
  return {
    raw: JSON.parse(text) as { contributes: unknown },
    ...manifestSchema.parse(JSON.parse(text)),
  };
}

describe('what the extension gives to the editor', () => {
  it('is written into package.json as the command table says', async () => {
    const { raw } = await manifest();
    expect(JSON.stringify(raw.contributes)).toBe(JSON.stringify(contributes()));
  });

  it('has every command once, with a title of its own', async () => {
    const { commands } = (await manifest()).contributes;
    expect(commands.map(({ command }) => command).sort()).toEqual([...commandIds].sort());
    expect(new Set(commandIds).size).toBe(commandIds.length);
    expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
  });

  it('names each command mlops.<noun>.<verb>', () => {
    for (const id of commandIds) expect(id).toMatch(/^mlops\.[a-z][A-Za-z]+\.[a-z][A-Za-z]+$/);
  });

  it('offers on nodes only what some node can do', () => {
    const lists = shown.map((one) => new Set<Trait>(one.traits));
    const dead = specs.flatMap(([id, { node = [] }]) =>
      node
        .filter(({ traits: wanted }) => !lists.some((has) => wanted.every((one) => has.has(one))))
        .map(({ traits: wanted }) => `${id} on ${wanted.join(' ')}`),
    );
    expect(dead).toEqual([]);
  });

  it('has no trait that no node has', () => {
    const had = new Set(shown.flatMap((one) => one.traits));
    expect(traits.filter((trait) => !had.has(trait))).toEqual([]);
  });

  it('matches whole traits in menus, in any order', () => {
    const condition = whenTraits(['branch', 'without-merge-request']);
    const patterns = [...condition.matchAll(/viewItem =~ \/(.*?)\/(?: && |$)/g)].map(
      ([, source = '']) => new RegExp(source),
    );
    const fits = (contextValue: string): boolean => patterns.every((one) => one.test(contextValue));
    expect(patterns).toHaveLength(2);
    expect([
      fits('branch other without-merge-request'),
      fits('without-merge-request branch'),
      fits('branch other merge-request'),
      fits('sub-branch without-merge-request'),
    ]).toEqual([true, true, false, false]);
  });

  it('uses only context keys that somebody sets', async () => {
    const app = await readFile(new URL('src/app.ts', root), 'utf8');
    const set = [...app.matchAll(/keepContext\(host, '([\w.]+)'/g)].map(([, key]) => key);
    const { menus, viewsWelcome } = (await manifest()).contributes;
    const conditions = [...Object.values(menus).flat(), ...viewsWelcome].map(({ when }) => when);
    const keys = conditions.flatMap((when) =>
      when
        .split(/ && | \|\| /)
        .map((part) => part.replace(/^!/, '').replace(/ (?:==|=~) .*$/, ''))
        .filter((key) => !['view', 'viewItem', 'false'].includes(key)),
    );
    expect(set.length).toBeGreaterThan(0);
    expect(keys.filter((key) => !set.includes(key))).toEqual([]);
  });

  it('names only views, commands and files that exist, in menus, welcomes and the walkthrough', async () => {
    const { contributes: given } = await manifest();
    const known = new Set<string>(commandIds);
    const viewIds = new Set<string>(views.map(({ id }) => id));
    const conditions = Object.values(given.menus).flat();
    const named = [
      ...conditions.flatMap(({ when }) =>
        [...when.matchAll(/view == ([\w.]+)/g)].map(([, id]) => id),
      ),
      ...given.viewsWelcome.map(({ view }) => view),
    ];
    expect(named.filter((id) => !viewIds.has(id ?? ''))).toEqual([]);
    const steps = given.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const texts = [
      ...given.viewsWelcome.map(({ contents }) => contents),
      ...steps.map((s) => s.description),
    ];
    const linked = texts.flatMap((text) =>
      [...text.matchAll(/\(command:([\w.]+)\)/g)].map(([, id]) => id ?? ''),
    );
    const events = steps.flatMap(({ completionEvents }) => completionEvents);
    const completing = events.flatMap((one) =>
      one.startsWith('onCommand:') ? [one.slice(10)] : [],
    );
    const inMenus = conditions.map(({ command }) => command);
    expect(linked.length).toBeGreaterThan(5);
    expect([...linked, ...completing, ...inMenus].filter((id) => !known.has(id))).toEqual([]);
    const media = await readdir(new URL('media/walkthrough/', root));
    expect(
      steps.filter((one) => !media.includes(one.media.markdown.split('/').at(-1) ?? '')),
    ).toEqual([]);
  });

  it('has settings with defaults, and reads no others', async () => {
    const sections = (await manifest()).contributes.configuration;
    const properties = Object.fromEntries(
      sections.flatMap((one) => Object.entries(one.properties)),
    );
    for (const [key, { default: value }] of Object.entries(properties)) {
      expect(value, key).toBeDefined();
    }
    const source = await readFile(fileURLToPath(new URL('src/host/settings.ts', root)), 'utf8');
    const read = [...source.matchAll(/(?:text|get|get<unknown>)\('([\w.]+)'/g)].map(
      ([, key]) => `mlops.${key ?? ''}`,
    );
    // A new environment's values are read together, by their table.
    const together = Object.keys(properties).map((key) =>
      key.startsWith('mlops.blueprint.') ? 'mlops.blueprint' : key,
    );
    expect(read.sort()).toEqual([...new Set(together)].sort());
  });

  it('says in each click of a node a command that exists', () => {
    const known = new Set<string>(commandIds);
    expect(
      shown.flatMap(({ click }) => (click && !known.has(click.command) ? [click.command] : [])),
    ).toEqual([]);
  });
});
