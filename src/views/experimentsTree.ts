import { known, type Loadable } from '../base/loadable';
import { type ExperimentsSnapshot, type ExperimentWithRuns } from '../model/experiments';
import { type Project } from '../model/project';
import { type ModelsSnapshot } from '../model/registry';
import { commitOf, metricOf, paramOf, type Run, type RunStatus } from '../model/run';
import { type Trait } from '../model/traits';
import { type AddedPlace } from '../stores/addedPlaces';
import { agoText, metricText, plural } from '../model/words';
import { type NoteNode, notesOf, presentNote } from './notes';
import { type Presented } from './present';

interface Counted {
  readonly entry: ExperimentWithRuns;
  /** Runs that are model versions now: GitLab moved them out of their experiments, and the table shows them with all. */
  readonly promoted?: number;
}

export type ExperimentsNode =
  | ({ readonly kind: 'experiment'; readonly project: Project } & Counted)
  | {
      readonly kind: 'run';
      readonly project: Project;
      readonly entry: ExperimentWithRuns;
      readonly run: Run;
    }
  | ({ readonly kind: 'more'; readonly project: Project } & Counted)
  /** Experiments of another project. */
  | { readonly kind: 'added'; readonly place: AddedPlace }
  | NoteNode;

export type AddedNode = Extract<ExperimentsNode, { kind: 'added' }>;
export type ExperimentNode = Extract<ExperimentsNode, { kind: 'experiment' | 'more' }>;
export type RunNode = Extract<ExperimentsNode, { kind: 'run' }>;

/** @param models undefined until they are read, or where they may not be */
export function experimentRoots(
  state: Loadable<ExperimentsSnapshot>,
  added: readonly AddedPlace[] = [],
  models?: ModelsSnapshot,
): ExperimentsNode[] {
  const others = added.map((place) => ({ kind: 'added', place }) as const);
  const notes = notesOf(state, 'mlops.runs.refresh', 'experiments');
  const snapshot = known(state)?.value;
  if (!snapshot) return [...notes, ...others];
  if (snapshot.experiments.length === 0) {
    return [
      ...notes,
      {
        kind: 'hint',
        label: 'No runs yet. Start one: new experiment branch…',
        icon: 'git-branch-create',
        command: 'mlops.branch.create',
      },
      ...others,
    ];
  }
  const { project, experiments } = snapshot;
  const promoted = promotedIn(models, project);
  return [
    ...notes,
    ...experiments.map((entry) => ({ kind: 'experiment', project, entry, promoted }) as const),
    ...others,
  ];
}

export function experimentChildren(node: ExperimentsNode): ExperimentsNode[] {
  if (node.kind !== 'experiment') return [];
  const { project, entry, promoted = 0 } = node;
  return [
    ...entry.runs.map((run) => ({ kind: 'run', project, entry, run }) as const),
    ...(restOf(node) !== 0 ? [{ kind: 'more', project, entry, promoted } as const] : []),
  ];
}

/** Each version of a model is made of one run. Models of the project that was chosen before tell nothing. */
function promotedIn(models: ModelsSnapshot | undefined, project: Project): number {
  if (models?.project.id !== project.id) return 0;
  return models.models.reduce((sum, { versions }) => sum + versions.length, 0);
}

/** As many as the table of the experiment shows; undefined where the server does not tell how many there are. */
function countOf({ entry, promoted = 0 }: Counted): number | undefined {
  const { runCount } = entry.experiment;
  return runCount === undefined ? undefined : runCount + promoted;
}

/** Runs that are not listed; undefined where the server does not tell how many there are. */
function restOf(node: Counted): number | undefined {
  const listed = node.entry.runs.length;
  if (listed === 0) return 0;
  const count = countOf(node);
  return count === undefined ? undefined : Math.max(0, count - listed);
}

function countText(node: Counted): string | undefined {
  const count = countOf(node);
  if (count === undefined) return undefined;
  const runs = plural(count, 'run');
  const { promoted = 0 } = node;
  return promoted === 0 ? runs : `${runs} · ${promoted.toLocaleString('en-US')} promoted`;
}

function moreText(rest: number | undefined): string {
  return rest === undefined ? 'All runs…' : `${rest.toLocaleString('en-US')} more…`;
}

/** Undefined where the server does not tell. */
function changedText(at: number, now: number): string | undefined {
  return at === 0 ? undefined : `changed ${agoText(at, now)}`;
}

/** @param keyMetric the metric shown beside a run. */
export function presentExperiments(
  node: ExperimentsNode,
  keyMetric: string,
  now: number,
): Presented {
  switch (node.kind) {
    case 'experiment': {
      const { experiment } = node.entry;
      const count = countText(node);
      return {
        id: `experiment ${experiment.iid}`,
        label: experiment.name,
        ...(count === undefined ? {} : { description: count }),
        icon: 'beaker',
        traits: ['experiment'],
        expand: 'expanded',
        tooltip: [
          [`Experiment ${experiment.name}`, changedText(experiment.updatedAt, now)]
            .filter((part) => part !== undefined)
            .join(', '),
          ...((node.promoted ?? 0) === 0
            ? []
            : ['Its table also shows the runs that were promoted to versions of a model.']),
        ].join('\n'),
      };
    }
    case 'run':
      return presentRun(node.run, keyMetric, now);
    case 'more':
      return {
        id: 'more',
        label: moreText(restOf(node)),
        traits: ['hint'],
        click: { command: 'mlops.runs.open' },
      };
    case 'added': {
      const { project: path, experiments } = node.place;
      const name = experiments?.map((one) => one.name).join(', ') ?? 'All experiments';
      return {
        id: `added ${path}`,
        label: name,
        description: path,
        icon: 'repo',
        traits: ['added-place'],
        tooltip: `${name} of ${path}, shown with the runs of this project`,
        click: { command: 'mlops.runs.open' },
      };
    }
    case 'problem':
    case 'hint':
    case 'waiting':
      return presentNote(node);
  }
}

function presentRun(run: Run, keyMetric: string, now: number): Presented {
  const metric = metricOf(run, keyMetric) ?? run.metrics[0];
  const traits: Trait[] = ['run', 'promotable', 'deletable'];
  if (run.job) traits.push('with-job');
  if (run.packageId !== undefined) traits.push('with-artifacts');
  if (commitOf(run) !== undefined) traits.push('with-commit');
  const method = paramOf(run, 'model') ?? paramOf(run, 'method');
  const facts = [metric ? `${metric.name} ${metricText(metric.latest.value)}` : run.status, method];
  return {
    id: `run ${run.iid}`,
    label: run.name,
    description: facts.filter((fact) => fact !== undefined).join(' · '),
    ...runIcon(run.status),
    traits,
    tooltip: `Run ${run.name}, ${run.status}, ${agoText(run.createdAt, now)}`,
    click: { command: 'mlops.runs.open' },
  };
}

export function runIcon(status: RunStatus): { icon: string; color?: string } {
  switch (status) {
    case 'running':
    case 'scheduled':
      return { icon: 'loading~spin' };
    case 'finished':
      return { icon: 'pass', color: 'testing.iconPassed' };
    case 'failed':
      return { icon: 'error', color: 'testing.iconFailed' };
    case 'killed':
      return { icon: 'circle-slash' };
    case 'unknown':
      return { icon: 'question' };
  }
}
