import { type Disposable, DisposableStore } from '../../base/disposable';
import { AppError } from '../../base/errors';
import { Emitter, type Event } from '../../base/event';
import { known } from '../../base/loadable';
import { compareRuns } from '../../model/compare';
import { type ExperimentId, type ModelId, type RunId } from '../../model/ids';
import { modelCard } from '../../model/modelCard';
import { type Project } from '../../model/project';
import { commitOf, isModelExperiment, metricOf, type Run } from '../../model/run';
import { buildRunTable, emptyTable, type RunTable } from '../../model/runTable';
import { suggestVersions } from '../../model/semver';
import { type GitLabSessionStore } from '../../stores/gitlabSessionStore';
import { type ProjectStores } from '../../stores/projectStores';
import { promoteRun } from '../../stores/promotion';
import { RunsStore } from '../../stores/runsStore';
import { type Handlers } from '../ipc/contract';
import { type runsContract, type RunsState, type Series } from './contract';

export interface RunsControllerNeeds {
  readonly session: GitLabSessionStore;
  readonly stores: ProjectStores;
  readonly experiments: readonly ExperimentId[] | undefined;
  readonly title: string;
  readonly keyMetric: () => string;
  readonly baseline: { get(): RunId | undefined; set(run: RunId | undefined): Promise<void> };
  readonly openExternal: (url: string) => Promise<unknown>;
  readonly copy: (text: string) => Promise<void>;
  readonly followJob: (run: Run) => Promise<void>;
  readonly codeDiff: (
    project: Project,
    from: string,
    to: string,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly downloadArtifacts: (run: Run) => Promise<void>;
}

type Page = RunsState['page'];

/** The page of runs without its window: what it shows and what it can be asked. */
export class RunsController implements Disposable {
  readonly #needs: RunsControllerNeeds;
  readonly #owned = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #store: RunsStore;
  #page: Page = { number: 1, kind: 'table' };
  #table: { of: unknown; value: RunTable } = { of: undefined, value: emptyTable };

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(needs: RunsControllerNeeds) {
    this.#needs = needs;
    this.#store = this.#owned.add(
      new RunsStore(needs.session, needs.experiments, () => this.#changed.fire()),
    );
    this.#owned.add(this.#store.runs.onDidChange(() => this.#changed.fire()));
    this.#owned.add(needs.stores.models.onDidChange(() => this.#changed.fire()));
    this.#owned.add(needs.stores.models.watch());
    let { place } = needs.session;
    this.#owned.add(
      needs.session.onDidChange(() => {
        const moved = needs.session.place !== place;
        place = needs.session.place;
        void (moved ? this.#store.runs.reset() : this.#store.runs.wake());
      }),
    );
  }

  /** Keeps the runs fresh until the result is disposed. */
  watch(): Disposable {
    return this.#store.runs.watch();
  }

  showTable(): void {
    this.#to({ kind: 'table' });
  }

  showCompare(runs: readonly RunId[]): void {
    this.#to({ kind: 'compare', runs });
  }

  showPromote(run: RunId): void {
    this.#to({ kind: 'promote', run });
  }

  get state(): RunsState {
    const { current } = this.#store.runs;
    const value = known(current);
    return {
      title: this.#needs.title,
      project: this.#needs.session.current?.projectPath ?? '',
      table: this.#buildTable(),
      readAt: value?.at,
      loading: current.kind === 'loading',
      progress: this.#store.progress,
      problem: current.kind === 'failed' ? current.error.message : undefined,
      keyMetric: this.#needs.keyMetric(),
      baseline: this.#needs.baseline.get(),
      models: (this.#needs.stores.models.value?.models ?? []).map(({ model }) => ({
        id: model.id,
        name: model.name,
        latestVersion: model.latestVersion,
      })),
      page: this.#page,
    };
  }

  get handlers(): Handlers<typeof runsContract> {
    const needs = this.#needs;
    return {
      refresh: () => this.#store.runs.refresh(),
      compare: ({ runs, baseline }) => {
        const comparison = compareRuns(
          runs.map((id) => this.#run(id).run),
          baseline as RunId | undefined,
        );
        if (!comparison) throw gone();
        return Promise.resolve(comparison);
      },
      series: ({ runs, metric }, signal) => this.#series(runs, metric, signal),
      setBaseline: async ({ run }) => {
        await needs.baseline.set(run as RunId | undefined);
        this.#changed.fire();
      },
      openWeb: async ({ run }) => {
        await needs.openExternal(this.#run(run).run.webUrl);
      },
      followJob: ({ run }) => needs.followJob(this.#run(run).run),
      codeDiff: async ({ from, to }, signal) => {
        const [left, right] = [commitOf(this.#run(from).run), commitOf(this.#run(to).run)];
        if (left === undefined || right === undefined) {
          throw new AppError(
            'not-found',
            'One of these runs does not say which commit it was trained from. Log the tag gitlab.CI_JOB_ID or mlflow.source.git.commit.',
          );
        }
        await needs.codeDiff(await needs.session.project(signal), left, right, signal);
      },
      artifacts: async ({ run }, signal) => {
        const { packageId } = this.#run(run).run;
        if (packageId === undefined) return [];
        const gitlab = await needs.session.client();
        const project = await needs.session.project(signal);
        const files = await gitlab.packages.files(project.id, packageId, signal);
        return files.map(({ path, size }) => ({ path, size }));
      },
      downloadArtifacts: ({ run }) => needs.downloadArtifacts(this.#run(run).run),
      copy: ({ text }) => needs.copy(text),
      versions: async ({ model }, signal) => {
        if (model === undefined) return { taken: [], suggested: suggestVersions([]) };
        const gitlab = await needs.session.client();
        const taken = (await gitlab.registry.versions(model as ModelId, signal)).map(
          (version) => version.version,
        );
        return { taken, suggested: suggestVersions(taken) };
      },
      card: async ({ run }, signal) => {
        const entry = this.#run(run);
        const project = await needs.session.project(signal);
        return modelCard({
          run: entry.run,
          experiment: entry.experiment.name,
          projectUrl: project.webUrl,
        });
      },
      promote: async ({ run, model, version, description }, signal) => {
        const made = await promoteRun(
          needs.session,
          needs.stores,
          {
            runId: run as RunId,
            model: model.kind === 'new' ? model : { kind: 'existing', id: model.id as ModelId },
            version,
            description,
          },
          signal,
        );
        void this.#store.runs.refresh();
        return { model: made.model.name, version: made.version.version };
      },
    };
  }

  async #series(runs: readonly string[], metric: string, signal: AbortSignal): Promise<Series[]> {
    const needs = this.#needs;
    const series: Series[] = [];
    for (const id of runs) {
      const { run } = this.#run(id);
      const own = metricOf(run, metric);
      if (!own) continue;
      const points = run.historyComplete
        ? own.points
        : await (
            await needs.session.client()
          ).runs.history(await needs.session.project(signal), run.eid, metric, signal);
      series.push({
        run: id,
        metric,
        steps: Float64Array.from(points, (point) => point.step),
        values: Float64Array.from(points, (point) => point.value),
      });
    }
    return series;
  }

  #run(id: string): { run: Run; experiment: { name: string } } {
    const entry = this.#store.runs.value?.runs.find(({ run }) => run.id === id);
    if (!entry) throw gone();
    return entry;
  }

  #buildTable(): RunTable {
    const snapshot = this.#store.runs.value;
    if (!snapshot) return emptyTable;
    if (this.#table.of === snapshot) return this.#table.value;
    const shown = snapshot.runs.filter(
      ({ run, experiment }) => !isModelExperiment(experiment) || snapshot.versions.has(run.id),
    );
    const value = buildRunTable(
      shown.map(({ run, experiment }) => ({
        run,
        experiment: experiment.name,
        version: snapshot.versions.get(run.id),
      })),
    );
    this.#table = { of: snapshot, value };
    return value;
  }

  #to(
    page:
      | { kind: 'table' }
      | { kind: 'compare'; runs: readonly RunId[] }
      | { kind: 'promote'; run: RunId },
  ): void {
    this.#page = { number: this.#page.number + 1, ...page };
    this.#changed.fire();
  }

  dispose(): void {
    this.#owned.dispose();
    this.#changed.dispose();
  }
}

function gone(): AppError {
  return new AppError('not-found', 'This run is not there any more. Refresh the page.');
}
