import { AppError } from '../base/errors';
import { type Ui } from '../host/ui';
import { type ExperimentsSnapshot } from '../model/experiments';
import { type RunId } from '../model/ids';
import { type Run } from '../model/run';
import { metricText, plural } from '../model/words';
import { type AddedPlace, type AddedPlaces, placeText } from '../stores/addedPlaces';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { type Refreshed } from '../stores/refreshed';
import { type RunPlace } from '../model/runPlace';
import { runIcon, type RunNode } from '../views/experimentsTree';
import { askAdded, askPlace } from './addProject';
import { downloadRun } from './downloadFiles';
import { type Some } from './handlers';
import { checkOutRun, reproduceRun, type RunCodeNeeds } from './runCode';

/** The windows with runs, as far as commands open them. */
export interface RunWindows {
  openTable(places: readonly RunPlace[], title: string): void;
  openCompare(runs: readonly RunId[]): void;
  openPromote(run: RunId): void;
}

export interface RunCommandsNeeds {
  readonly ui: Ui;
  readonly session: Pick<GitLabSessionStore, 'client' | 'project' | 'current'>;
  readonly places: AddedPlaces;
  readonly experiments: Refreshed<ExperimentsSnapshot>;
  readonly windows: () => Promise<RunWindows>;
  readonly keyMetric: () => string;
  readonly followJob: (run: Run) => Promise<void>;
  readonly revealFolder: (path: string) => Promise<void>;
  readonly code: RunCodeNeeds;
}

/** Open, compare, promote, download and delete runs. */
export function runCommands(needs: RunCommandsNeeds): Some<'runs' | 'run' | 'experiments'> {
  const { ui, session, experiments } = needs;

  const listed = async (): Promise<ExperimentsSnapshot['experiments']> => {
    if (experiments.current.kind !== 'ready') await experiments.refresh();
    if (experiments.current.kind === 'failed' && !experiments.value)
      throw experiments.current.error;
    return experiments.value?.experiments ?? [];
  };

  const chooseRun = async (
    node: { readonly run: Run } | undefined,
    title: string,
  ): Promise<Run | undefined> =>
    node?.run ??
    ui.pick<Run>({
      title,
      placeholder: 'Choose a run',
      choices: (await listed()).flatMap(({ experiment, runs }) =>
        runs.map((run) => {
          const metric =
            run.metrics.find((one) => one.name === needs.keyMetric()) ?? run.metrics[0];
          return {
            label: run.name,
            description: metric && `${metric.name} ${metricText(metric.latest.value)}`,
            detail: experiment.name,
            icon: runIcon(run.status).icon.replace('~spin', ''),
            value: run,
          };
        }),
      ),
      empty: 'There are no runs yet.',
    });

  return {
    async 'mlops.runs.refresh'() {
      await experiments.refresh();
    },
    async 'mlops.runs.open'(node, selected) {
      const several = (selected ?? []).filter(
        (one) => one.kind === 'experiment' || one.kind === 'added',
      );
      const nodes = several.length > 1 ? several : node ? [node] : [];
      const own = nodes.filter((one) => one.kind !== 'added').map(({ entry }) => entry.experiment);
      const others = nodes.filter((one) => one.kind === 'added').map(({ place }) => place);
      const windows = await needs.windows();
      if (nodes.length > 0) {
        const title = [...own.map(({ name }) => name), ...others.map(placeText)].join(', ');
        const ids = [...new Set(own.map(({ id }) => id))];
        windows.openTable(
          [...(ids.length > 0 ? [{ experiments: ids }] : []), ...others.map(toPlace)],
          title,
        );
        return;
      }
      const added = needs.places.list;
      const only = added.length === 0 ? await onlyExperiment(listed) : undefined;
      if (only) windows.openTable([{ experiments: [only.id] }], only.name);
      else openAll(windows, added);
    },
    async 'mlops.experiments.addProject'() {
      const place = await askPlace(needs);
      if (!place) return;
      await needs.places.add(place);
      openAll(await needs.windows(), needs.places.list);
    },
    async 'mlops.experiments.removeProject'(node) {
      const place = node?.place ?? (await askAdded(needs));
      if (!place) return;
      await needs.places.remove(place.project);
      ui.tell(`${placeText(place)}: not shown any more. Nothing changed in GitLab.`, {
        label: 'Undo',
        run: () => needs.places.add(place),
      });
    },
    async 'mlops.runs.compare'(node, chosen) {
      const several = (chosen ?? []).filter((one) => one.kind === 'run').map((one) => one.run);
      const runs = several.length > 1 ? several : node ? [node.run] : [];
      const windows = await needs.windows();
      if (runs.length > 1) {
        windows.openCompare(runs.map((run) => run.id));
        return;
      }
      const all = (await listed()).flatMap((entry) => [...entry.runs]);
      const newest = runs.length === 1 ? runs : all.slice(0, 3);
      if (newest.length === 0) throw new AppError('not-found', 'There are no runs to compare yet.');
      const others = all
        .filter((run) => newest.every((one) => one.id !== run.id))
        .slice(0, Math.max(0, 2 - newest.length));
      windows.openCompare([...newest, ...others].map((run) => run.id));
    },
    async 'mlops.run.promote'(node) {
      const run = await chooseRun(node, 'Promote a run');
      if (run) (await needs.windows()).openPromote(run.id);
    },
    async 'mlops.run.openWeb'(node) {
      const run = await chooseRun(node, 'Open a run in the browser');
      if (run) await ui.openExternal(run.webUrl);
    },
    async 'mlops.run.openJob'(node) {
      const run = await chooseRun(node, 'Follow the log of a run’s job');
      if (run) await needs.followJob(run);
    },
    async 'mlops.run.downloadArtifacts'(node) {
      const run = await chooseRun(node, 'Download the artifacts of a run');
      if (run) await downloadRun(needs, run);
    },
    async 'mlops.run.checkOut'(node) {
      const run = await chooseRun(node, 'Check out the code of a run');
      if (run) await checkOutRun(needs.code, run);
    },
    async 'mlops.run.reproduce'(node) {
      const run = await chooseRun(node, 'Reproduce a run');
      if (run) await reproduceRun(needs.code, run);
    },
    async 'mlops.run.delete'(node) {
      const run = await chooseRun(node, 'Delete a run');
      if (!run) return;
      const agreed = await ui.confirm({
        message: `Delete run "${run.name}"?`,
        detail: `Its ${plural(run.params.length, 'parameter')}, ${plural(run.metrics.length, 'metric')} and files are deleted with it. This cannot be undone.`,
        action: 'Delete',
      });
      if (!agreed) return;
      await ui.progress({
        title: `Deleting ${run.name}…`,
        run: async (_report, signal) => {
          const gitlab = await session.client();
          // Called from a page there is no tree behind the node, nor need there be a project.
          const project =
            (node as Partial<RunNode> | undefined)?.project ?? (await session.project(signal));
          await gitlab.runs.delete(project, run.eid, signal);
        },
      });
      await experiments.refresh();
    },
  };
}

/** The runs of this project and of all others that were added. */
function openAll(windows: RunWindows, added: readonly AddedPlace[]): void {
  const title = added.length === 0 ? 'All experiments' : `${added.length + 1} projects`;
  windows.openTable([{ experiments: undefined }, ...added.map(toPlace)], title);
}

function toPlace({ project, experiments }: AddedPlace): RunPlace {
  return { project, experiments: experiments?.map(({ id }) => id) };
}

async function onlyExperiment(
  listed: () => Promise<ExperimentsSnapshot['experiments']>,
): Promise<ExperimentsSnapshot['experiments'][number]['experiment'] | undefined> {
  const all = await listed();
  return all.length === 1 ? all[0]?.experiment : undefined;
}
