import { type Disposable, DisposableStore, toDisposable } from '../base/disposable';
import { type Event } from '../base/event';
import { type SettingsSource } from '../host/settings';
import { type Runner } from '../model/setup';
import { type AddedPlaces } from '../stores/addedPlaces';
import { type EnvironmentStore } from '../stores/environmentStore';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { type ProjectStores } from '../stores/projectStores';
import { type Refreshed } from '../stores/refreshed';
import { branchChildren, branchRoots, presentBranches } from '../views/branchesTree';
import { presentEnvironment } from '../views/environmentLooks';
import { environmentChildren, environmentRoots } from '../views/environmentTree';
import { experimentChildren, experimentRoots, presentExperiments } from '../views/experimentsTree';
import {
  modelChildren,
  type ModelNode,
  modelRoots,
  type ModelsNode,
  type ModelVersionNode,
  presentModels,
} from '../views/modelsTree';
import { showTree } from '../views/treeView';

export interface TreesNeeds {
  readonly gitlab: GitLabSessionStore;
  readonly environment: EnvironmentStore;
  readonly project: ProjectStores;
  readonly places: AddedPlaces;
  readonly settings: SettingsSource;
  readonly signedInToCloud: () => boolean;
  /** Folders were dropped on the models, or on one of them. */
  readonly importFolders: (
    node: ModelNode | ModelVersionNode | undefined,
    folders: readonly string[],
  ) => void;
  readonly now: () => number;
}

/** The four trees of the sidebar. Signed out they are empty, and a welcome view says what to do. */
export function showTrees(needs: TreesNeeds): Disposable {
  const { gitlab, environment, project, settings, now } = needs;
  const owned = new DisposableStore();
  const chosen = (): boolean => gitlab.current?.projectPath !== undefined;
  const runners = (): readonly Runner[] => (chosen() ? (project.runners.value ?? []) : []);
  const ofProject = <T, Node>(
    store: Refreshed<T>,
    roots: (state: Refreshed<T>['current']) => Node[],
  ): { roots: () => readonly Node[]; onDidChange: Event<void>; watch: () => Disposable } => ({
    roots: () => (chosen() ? roots(store.current) : []),
    onDidChange: either(store.onDidChange, gitlab.onDidChange),
    watch: () => watchWhile(chosen, gitlab.onDidChange, () => store.watch()),
  });

  owned.add(
    showTree({
      viewId: 'mlops.environment',
      roots: () =>
        needs.signedInToCloud() ? environmentRoots(environment.current, runners()) : [],
      children: environmentChildren,
      present: (node) => presentEnvironment(node, now()),
      onDidChange: either(environment.onDidChange, project.runners.onDidChange),
      watch: () => {
        const watching = new DisposableStore();
        watching.add(
          watchWhile(needs.signedInToCloud, environment.onDidChange, () => environment.watch()),
        );
        watching.add(watchWhile(chosen, gitlab.onDidChange, () => project.runners.watch()));
        return watching;
      },
    }),
  );
  owned.add(
    showTree({
      viewId: 'mlops.branches',
      children: branchChildren,
      present: (node) => presentBranches(node, now()),
      ...ofProject(project.branches, branchRoots),
    }),
  );
  const inExperiments = ofProject(project.experiments, (state) =>
    experimentRoots(state, needs.places.list, project.models.value),
  );
  owned.add(
    showTree({
      viewId: 'mlops.experiments',
      many: true,
      children: experimentChildren,
      present: (node) => presentExperiments(node, settings.current.keyMetric, now()),
      ...inExperiments,
      onDidChange: either(
        either(inExperiments.onDidChange, project.models.onDidChange),
        needs.places.onDidChange,
      ),
      // The runs of an experiment are counted with those that models have taken over.
      watch: () => {
        const watching = new DisposableStore();
        watching.add(inExperiments.watch());
        watching.add(watchWhile(chosen, gitlab.onDidChange, () => project.models.watch()));
        return watching;
      },
    }),
  );
  owned.add(
    showTree({
      viewId: 'mlops.models',
      many: true,
      children: modelChildren,
      present: (node) => presentModels(node, settings.current.keyMetric, now()),
      drop: (node, paths) => needs.importFolders(isOfModel(node) ? node : undefined, paths),
      ...ofProject(project.models, modelRoots),
    }),
  );
  return owned;
}

function isOfModel(node: ModelsNode | undefined): node is ModelNode | ModelVersionNode {
  return node?.kind === 'model' || node?.kind === 'model-version';
}

function either(a: Event<void>, b: Event<void>): Event<void> {
  return (listener) => {
    const owned = new DisposableStore();
    owned.add(a(listener));
    owned.add(b(listener));
    return owned;
  };
}

/** Watches only while `wanted` holds; looked at again at each change. */
function watchWhile(
  wanted: () => boolean,
  changed: Event<void>,
  watch: () => Disposable,
): Disposable {
  let watching: Disposable | undefined;
  const look = (): void => {
    if (wanted()) watching ??= watch();
    else {
      watching?.dispose();
      watching = undefined;
    }
  };
  const subscription = changed(look);
  look();
  return toDisposable(() => {
    subscription.dispose();
    watching?.dispose();
  });
}
