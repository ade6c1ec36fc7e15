import { type Disposable, DisposableStore } from '../base/disposable';
import { isAppError } from '../base/errors';
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
import { type ModelsSnapshot } from '../model/registry';
import { type Runner } from '../model/setup';
import { isModelExperiment } from '../model/run';
import { type GitLabSessionStore } from './gitlabSessionStore';
import { Refreshed } from './refreshed';

/** What the working copy in the editor says, or nothing when there is none. */
export type ReadLocalWork = (signal: AbortSignal) => Promise<LocalWork | undefined>;

export const experimentPrefix = 'mlops-experiment-';
const pipelinesRead = 30;
const runsPerExperiment = 20;
const experimentsRead = 20;

/** Branches, experiments and models of the chosen project; all three start afresh when the project changes. */
export class ProjectStores implements Disposable {
  readonly branches: Refreshed<BranchesSnapshot>;
  readonly experiments: Refreshed<ExperimentsSnapshot>;
  readonly models: Refreshed<ModelsSnapshot>;
  readonly runners: Refreshed<readonly Runner[]>;
  readonly #owned = new DisposableStore();

  constructor(
    session: GitLabSessionStore,
    readLocal: ReadLocalWork,
    report?: (error: unknown) => void,
  ) {
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
        fetch: async (_last, signal) => readModels(...(await open(signal)), signal),
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
  signal: AbortSignal,
): Promise<ModelsSnapshot> {
  const models = await gitlab.registry.models(project, signal);
  return {
    project,
    models: await Promise.all(
      models.map(async (model) => ({
        model,
        versions: model.versionCount === 0 ? [] : await gitlab.registry.versions(model.id, signal),
      })),
    ),
  };
}
