import { describe, expect, it } from 'vitest';
import { loading } from '../../../src/base/loadable';
import { renderTree, type Tree } from '../../support/renderTree';
import { project } from '../../support/domain';
import {
  addedPlaces,
  branchesTree,
  busyBranches,
  emptyBranches,
  environmentStages,
  environmentTree,
  experimentsTree,
  failedFirst,
  failedLater,
  hostileBranches,
  modelsTree,
  ready,
  reloading,
  someExperiments,
  someModels,
} from '../../support/treeCases';

/** Golden texts are rewritten with `npx vitest run --project unit -u`. */
async function looksAs<Node>(
  name: string,
  cases: Record<string, Tree<Node>>,
  hovers = false,
): Promise<void> {
  const text = Object.entries(cases)
    .map(([title, tree]) => `# ${title}\n${renderTree(tree, hovers)}`)
    .join('\n');
  await expect(text).toMatchFileSnapshot(`../../fixtures/tree/${name}.txt`);
}

describe('the trees of the sidebar', () => {
  it('show branches with what can be done with them', () =>
    looksAs('branches', {
      'first look': branchesTree(loading),
      'first look fails': branchesTree(failedFirst),
      empty: branchesTree(ready(emptyBranches)),
      busy: branchesTree(ready(busyBranches)),
      'reading again': branchesTree(reloading(emptyBranches)),
      'refresh fails': branchesTree(failedLater(emptyBranches)),
      'hostile names': branchesTree(ready(hostileBranches)),
    }));

  it('show experiments with their newest runs', () =>
    looksAs('experiments', {
      'first look': experimentsTree(loading),
      'first look fails': experimentsTree(failedFirst),
      empty: experimentsTree(ready({ project, experiments: [] })),
      some: experimentsTree(ready(someExperiments)),
      'with other projects': experimentsTree(ready(someExperiments), 'AUC', addedPlaces),
      'other projects alone': experimentsTree(failedFirst, 'AUC', addedPlaces),
      'with promoted runs': experimentsTree(ready(someExperiments), 'AUC', [], someModels),
      'with models of another project': experimentsTree(ready(someExperiments), 'AUC', [], {
        ...someModels,
        project: { ...project, id: 99 as typeof project.id },
      }),
      'another key metric': experimentsTree(ready(someExperiments), 'loss'),
      'refresh fails': experimentsTree(failedLater({ project, experiments: [] })),
    }));

  it('show models with their versions', () =>
    looksAs('models', {
      'first look': modelsTree(loading),
      'first look fails': modelsTree(failedFirst),
      empty: modelsTree(ready({ project, models: [] })),
      some: modelsTree(ready(someModels)),
      'refresh fails': modelsTree(failedLater(someModels)),
    }));

  it('show the environment at every stage of its life', () =>
    looksAs(
      'environment',
      Object.fromEntries(
        Object.entries(environmentStages).map(([stage, state]) => [stage, environmentTree(state)]),
      ),
      true,
    ));
});
