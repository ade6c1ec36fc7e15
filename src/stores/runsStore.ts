import { type Disposable } from '../base/disposable';
import { type ExperimentId } from '../model/ids';
import { type Project } from '../model/project';
import { type Experiment, isModelExperiment, isUnfinished, type Run } from '../model/run';
import { type GitLabSessionStore } from './gitlabSessionStore';
import { Refreshed } from './refreshed';

export interface RunsSnapshot {
  readonly project: Project;
  readonly experiments: readonly Experiment[];
  /** Newest first within each experiment. */
  readonly runs: readonly { readonly run: Run; readonly experiment: Experiment }[];
  /** Model version by run, for runs that were promoted. */
  readonly versions: ReadonlyMap<string, string>;
}

export interface LoadProgress {
  readonly done: number;
  readonly total: number;
}

/** All runs of some experiments, and of the models that runs were promoted to: promoting moves a run there. */
export class RunsStore implements Disposable {
  readonly runs: Refreshed<RunsSnapshot>;
  readonly #session: Pick<GitLabSessionStore, 'client' | 'project'>;
  readonly #wanted: ReadonlySet<ExperimentId> | undefined;
  #progress: LoadProgress | undefined;

  /** @param wanted undefined: all experiments of the project. */
  constructor(
    session: Pick<GitLabSessionStore, 'client' | 'project'>,
    wanted: readonly ExperimentId[] | undefined,
    onProgress: () => void,
  ) {
    this.#session = session;
    this.#wanted = wanted && new Set(wanted);
    this.runs = new Refreshed<RunsSnapshot>({
      fetch: (last, signal) => this.#fetch(last, onProgress, signal),
      changing: (snapshot) => snapshot.runs.some(({ run }) => isUnfinished(run)),
      pace: { busyMs: 2_000, idleMs: 15_000, maxMs: 300_000 },
    });
  }

  /** How far the first read is; undefined when none is under way. */
  get progress(): LoadProgress | undefined {
    return this.#progress;
  }

  async #fetch(
    last: RunsSnapshot | undefined,
    onProgress: () => void,
    signal: AbortSignal,
  ): Promise<RunsSnapshot> {
    const gitlab = await this.#session.client();
    const project = await this.#session.project(signal);
    const all = await gitlab.runs.experiments(project, signal);
    const chosen = all.filter(
      (one) => isModelExperiment(one) || !this.#wanted || this.#wanted.has(one.id),
    );
    const total = chosen.reduce((sum, experiment) => sum + experiment.runCount, 0);
    const done = new Map<ExperimentId, number>();
    const lists = await Promise.all(
      chosen
        .filter((experiment) => experiment.runCount > 0)
        .map(async (experiment) => {
          const known = last?.runs
            .filter((entry) => entry.experiment.id === experiment.id)
            .map((entry) => entry.run);
          const runs = await gitlab.runs.list(
            project,
            {
              experimentId: experiment.id,
              known,
              onPage: (page) => {
                done.set(experiment.id, (done.get(experiment.id) ?? 0) + page.length);
                if (last) return;
                this.#progress = { done: [...done.values()].reduce((a, b) => a + b, 0), total };
                onProgress();
              },
            },
            signal,
          );
          return runs.map((run) => ({ run, experiment }));
        }),
    );
    this.#progress = undefined;
    const versions = new Map<string, string>();
    if (all.some(isModelExperiment)) {
      const models = await gitlab.registry.models(project, signal);
      for (const model of models.filter((one) => one.versionCount > 0)) {
        for (const version of await gitlab.registry.versions(model.id, signal)) {
          versions.set(version.run.id, `${model.name} ${version.version}`);
        }
      }
    }
    return { project, experiments: chosen, runs: lists.flat(), versions };
  }

  dispose(): void {
    this.runs.dispose();
  }
}
