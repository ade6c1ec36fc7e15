import { type Disposable, DisposableStore } from '../base/disposable';
import { isAppError } from '../base/errors';
import { lazy } from '../base/lazy';
import { mapAtOnce } from '../base/parallel';
import {
  branchesMove,
  type BranchesSnapshot,
  branchesSnapshot,
  type LocalWork,
  type PipelineWithJobs,
} from '../model/branches';
import { experimentsMove, type ExperimentsSnapshot } from '../model/experiments';
import { isActive, type Pipeline } from '../model/pipeline';
import { type GitLab } from '../model/ports/gitlab';
import { type Branch, type Project } from '../model/project';
import { type RunId } from '../model/ids';
import { type Model, type ModelsSnapshot, type ModelVersion } from '../model/registry';
import { type Runner } from '../model/setup';
import { type Experiment, isModelExperiment, type Metric } from '../model/run';
import { type GitLabSessionStore } from './gitlabSessionStore';
import { ProjectModels, type ModelsStore } from './projectModels';
import { Refreshed } from './refreshed';

/** What the working copy in the editor says, or nothing when there is none. */
export type ReadLocalWork = (signal: AbortSignal) => Promise<LocalWork | undefined>;

export const experimentPrefix = 'mlops-experiment-';
const pipelinesRead = 30;
const runsPerExperiment = 20;
const experimentsRead = 20;
const modelsAtOnce = 4;

/** Branches, experiments and models of the chosen project; all three start afresh when the project changes. */
export class ProjectStores implements Disposable {
  readonly branches: Refreshed<BranchesSnapshot>;
  readonly experiments: Refreshed<ExperimentsSnapshot>;
  readonly models: Refreshed<ModelsSnapshot>;
  readonly runners: Refreshed<readonly Runner[]>;
  readonly #session: GitLabSessionStore;
  readonly #report: ((error: unknown) => void) | undefined;
  readonly #elsewhere = new Map<string, ProjectModels>();
  readonly #owned = new DisposableStore();

  constructor(
    session: GitLabSessionStore,
    readLocal: ReadLocalWork,
    report?: (error: unknown) => void,
  ) {
    this.#session = session;
    this.#report = report;
    const open = async (signal: AbortSignal): Promise<[GitLab, Project]> => [
      await session.client(),
      await session.project(signal),
    ];
    this.branches = this.#owned.add(
      new Refreshed<BranchesSnapshot>({
        fetch: async (last, signal) =>
          readBranches(...(await open(signal)), await readLocal(signal), last, signal),
        changing: branchesMove,
        report,
      }),
    );
    this.experiments = this.#owned.add(
      new Refreshed<ExperimentsSnapshot>({
        fetch: async (last, signal) => readExperiments(...(await open(signal)), last, signal),
        changing: experimentsMove,
        report,
      }),
    );
    this.models = this.#owned.add(
      new Refreshed<ModelsSnapshot>({
        fetch: async (last, signal) => readModels(...(await open(signal)), last, signal),
        report,
      }),
    );
    this.runners = this.#owned.add(
      new Refreshed<readonly Runner[]>({
        fetch: async (_last, signal) => {
          const [gitlab, project] = await open(signal);
          return gitlab.setup.runners(project.id, signal).catch(noneIfForbidden);
        },
        changing: (runners) => runners.some((runner) => runner.busy),
        pace: { busyMs: 5_000, idleMs: 30_000, maxMs: 300_000 },
        report,
      }),
    );
    let { place } = session;
    this.#owned.add(
      session.onDidChange(() => {
        const moved = session.place !== place;
        place = session.place;
        for (const store of [this.branches, this.experiments, this.models, this.runners])
          void (moved ? store.reset() : store.wake());
      }),
    );
  }

  /** The models of a project of the same GitLab, be it the chosen one or not. */
  modelsOf(project: Project): ModelsStore {
    const session = this.#session;
    const key = `${session.current?.url ?? ''} ${project.path}`;
    const known = this.#elsewhere.get(key);
    if (known) return known;
    const made = this.#owned.add(
      new ProjectModels({
        session,
        project,
        chosen: this.models,
        fetch: async (last, signal) => readModels(await session.client(), project, last, signal),
        report: this.#report,
      }),
    );
    this.#elsewhere.set(key, made);
    return made;
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

/** Only Maintainers may see the runners of a project. */
function noneIfForbidden(error: unknown): readonly Runner[] {
  if (isAppError(error, 'forbidden', 'not-found')) return [];
  throw error;
}

async function readBranches(
  gitlab: GitLab,
  project: Project,
  local: LocalWork | undefined,
  last: BranchesSnapshot | undefined,
  signal: AbortSignal,
): Promise<BranchesSnapshot> {
  const single = new Set([project.defaultBranch, local?.branch]);
  const named = [...single].filter(
    (name) => name !== undefined && !name.startsWith(experimentPrefix),
  );
  const [experiments, others, mergeRequests, pipelines] = await Promise.all([
    gitlab.repository.branches(project.id, `^${experimentPrefix}`, signal),
    Promise.all(named.map((name) => gitlab.repository.branch(project.id, name ?? '', signal))),
    gitlab.mergeRequests.list(project.id, {}, signal),
    gitlab.pipelines.list(project.id, { limit: pipelinesRead }, signal),
  ]);
  const found = [...experiments, ...others.filter((branch) => branch !== undefined)];
  const branches = new Map<string, Branch>(found.map((branch) => [branch.name, branch]));
  const withJobs = await Promise.all(
    newestPerRef(pipelines).map((pipeline) => readJobs(gitlab, project, pipeline, last, signal)),
  );
  return branchesSnapshot({
    project,
    branches: [...branches.values()],
    mergeRequests,
    pipelines: withJobs,
    local,
  });
}

/** The newest pipelines of each ref and every active one: the others are history that nobody acts on. */
function newestPerRef(pipelines: readonly Pipeline[]): Pipeline[] {
  const perRef = new Map<string, number>();
  return pipelines.filter((pipeline) => {
    const count = (perRef.get(pipeline.ref) ?? 0) + 1;
    perRef.set(pipeline.ref, count);
    return count <= 2 || isActive(pipeline.status);
  });
}

/** Jobs of a pipeline; those of one that has not moved since the last look are not asked for again. */
async function readJobs(
  gitlab: GitLab,
  project: Project,
  pipeline: Pipeline,
  last: BranchesSnapshot | undefined,
  signal: AbortSignal,
): Promise<PipelineWithJobs> {
  const before = last?.branches
    .flatMap((branch) => branch.pipelines)
    .find((entry) => entry.pipeline.id === pipeline.id);
  const same = before?.pipeline.updatedAt === pipeline.updatedAt && !isActive(pipeline.status);
  if (before && same && before.pipeline.status === pipeline.status)
    return { pipeline, jobs: before.jobs };
  return { pipeline, jobs: await gitlab.pipelines.jobs(project.id, pipeline.id, signal) };
}

async function readExperiments(
  gitlab: GitLab,
  project: Project,
  last: ExperimentsSnapshot | undefined,
  signal: AbortSignal,
): Promise<ExperimentsSnapshot> {
  const all = await gitlab.runs.experiments(project, signal);
  const shown = all
    .filter((experiment) => !isModelExperiment(experiment))
    .slice(0, experimentsRead);
  const experiments = await Promise.all(
    shown.map(async (experiment) => ({
      experiment,
      runs: await gitlab.runs.list(
        project,
        {
          experimentId: experiment.id,
          limit: runsPerExperiment,
          known: last?.experiments.find((entry) => entry.experiment.id === experiment.id)?.runs,
        },
        signal,
      ),
    })),
  );
  return { project, experiments };
}

async function readModels(
  gitlab: GitLab,
  project: Project,
  last: ModelsSnapshot | undefined,
  signal: AbortSignal,
): Promise<ModelsSnapshot> {
  const models = await gitlab.registry.models(project, signal);
  const experiments = lazy(() => gitlab.runs.experiments(project, signal));
  return {
    project,
    models: await mapAtOnce(models, modelsAtOnce, async (model) => {
      if (model.versionCount === 0) return { model, versions: [] };
      const versions = await gitlab.registry.versions(model.id, signal);
      const before = last?.models.find((entry) => entry.model.id === model.id);
      const metrics =
        before?.metrics && sameVersions(before.versions, versions)
          ? before.metrics
          : await readMetrics(gitlab, project, model, experiments, signal);
      return metrics ? { model, versions, metrics } : { model, versions };
    }),
  };
}

/** Versions are made of finished runs: what they reached does not change. */
function sameVersions(a: readonly ModelVersion[], b: readonly ModelVersion[]): boolean {
  return a.length === b.length && a.every(({ id }, index) => id === b[index]?.id);
}

/** The runs behind the versions live in the model's own experiment. @returns undefined where they cannot be read */
async function readMetrics(
  gitlab: GitLab,
  project: Project,
  model: Model,
  experiments: () => Promise<readonly Experiment[]>,
  signal: AbortSignal,
): Promise<ReadonlyMap<RunId, readonly Metric[]> | undefined> {
  try {
    const own = (await experiments()).find(({ modelId }) => modelId === model.id);
    if (!own) return undefined;
    const runs = await gitlab.runs.list(project, { experimentId: own.id }, signal);
    return new Map(runs.map((run) => [run.id, run.metrics]));
  } catch (error) {
    // Models can be open where experiments are not.
    if (isAppError(error) && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}
