import { type Disposable, DisposableStore } from '../../base/disposable';
import { AppError } from '../../base/errors';
import { Emitter, type Event } from '../../base/event';
import { known } from '../../base/loadable';
import { betterDirection } from '../../model/compare';
import { type ModelId, type RunId } from '../../model/ids';
import { type Project } from '../../model/project';
import { aliasesOf } from '../../model/registry/aliasChanges';
import { readAliases } from '../../model/registry/aliases';
import { type Model, type ModelVersion } from '../../model/registry';
import { metricOf, type Run } from '../../model/run';
import { compareVersions } from '../../model/semver';
import { type GitLabSessionStore } from '../../stores/gitlabSessionStore';
import { describeModel } from '../../stores/modelAliases';
import { type ModelsStore } from '../../stores/projectModels';
import { type ProjectStores } from '../../stores/projectStores';
import { Refreshed } from '../../stores/refreshed';
import { sessionAt } from '../../stores/registryPlace';
import { type Handlers } from '../ipc/contract';
import {
  type ModelAction,
  type modelContract,
  type ModelState,
  type VersionAction,
} from './contract';

export interface ModelControllerNeeds {
  readonly session: GitLabSessionStore;
  readonly stores: Pick<ProjectStores, 'modelsOf'>;
  /** Where the model lives; need not be the chosen one. */
  readonly project: Project;
  readonly modelId: ModelId;
  /** Known before anything is read. */
  readonly name: string;
  readonly keyMetric: () => string;
  readonly versionCommand: (
    action: VersionAction,
    of: { project: Project; model: Model; version: ModelVersion },
  ) => Promise<void>;
  readonly modelCommand: (
    action: ModelAction,
    of: { project: Project; model: Model; versions: readonly ModelVersion[] },
  ) => Promise<void>;
  readonly compareRuns: (runs: readonly RunId[], of: Project) => Promise<void>;
  readonly showMarkdown: (title: string, text: string) => Promise<void>;
}

/** More metrics would not fit beside each other; the comparison has them all. */
const shownMetrics = 8;

/** The page of a model without its window. */
export class ModelController implements Disposable {
  readonly #needs: ModelControllerNeeds;
  readonly #owned = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #models: ModelsStore;
  readonly #runs: Refreshed<ReadonlyMap<RunId, Run>>;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(needs: ModelControllerNeeds) {
    this.#needs = needs;
    this.#models = needs.stores.modelsOf(needs.project);
    this.#runs = this.#owned.add(
      new Refreshed<ReadonlyMap<RunId, Run>>({
        fetch: (last, signal) => this.#readRuns(last, signal),
      }),
    );
    let versions = this.#versionKey();
    this.#owned.add(
      this.#models.onDidChange(() => {
        const before = versions;
        versions = this.#versionKey();
        if (versions !== before) void this.#runs.refresh();
        this.#changed.fire();
      }),
    );
    this.#owned.add(this.#runs.onDidChange(() => this.#changed.fire()));
    void this.#runs.refresh();
  }

  /** Keeps the versions fresh until the result is disposed. */
  watch(): Disposable {
    return this.#models.watch();
  }

  get state(): ModelState {
    const { current } = this.#models;
    const entry = this.#entry();
    const description = readAliases(entry?.model.description ?? '');
    const runs = this.#runs.value;
    const metrics = this.#metricNames(entry?.versions ?? [], runs);
    const runsFailed = this.#runs.current.kind === 'failed' ? this.#runs.current.error : undefined;
    return {
      name: entry?.model.name ?? this.#needs.name,
      project: this.#needs.project.path,
      description: description.text,
      author: entry?.model.author?.name,
      createdAt: entry?.model.createdAt,
      metrics: metrics.map((name) => ({ name, direction: betterDirection(name) })),
      versions: (entry?.versions ?? []).map((version) => ({
        id: version.id,
        version: version.version,
        aliases: aliasesOf(description.changes, version.version),
        latest: entry?.model.latestVersion?.id === version.id,
        runName: version.run.name,
        author: version.author?.name,
        createdAt: version.createdAt,
        fileCount: version.artifactCount,
        card: version.description,
        values: metrics.map((name) => {
          const run = runs?.get(version.run.id);
          return run && metricOf(run, name)?.latest.value;
        }),
      })),
      aliasChanges: description.changes,
      loading: current.kind === 'loading' || this.#runs.current.kind === 'loading',
      problem: current.kind === 'failed' ? current.error.message : undefined,
      runsProblem: runsFailed && `The metrics of the runs could not be read. ${runsFailed.message}`,
      gone: current.kind === 'ready' && !entry,
      readAt: known(current)?.at,
    };
  }

  get handlers(): Handlers<typeof modelContract> {
    const needs = this.#needs;
    return {
      refresh: async () => {
        await this.#models.refresh();
        await this.#runs.refresh();
      },
      describe: async ({ text }, signal) => {
        await describeModel(sessionAt(needs.session, needs.project), needs.modelId, text, signal);
        await this.#models.refresh();
      },
      files: async ({ version }, signal) => {
        const { packageId } = this.#version(version).version;
        if (packageId === undefined) return [];
        const gitlab = await needs.session.client();
        const files = await gitlab.packages.files(needs.project.id, packageId, signal);
        return files.map(({ path, size }) => ({ path, size }));
      },
      showCard: async ({ version }) => {
        const { model, version: chosen } = this.#version(version);
        await needs.showMarkdown(
          `${model.name} ${chosen.version}`,
          chosen.description === '' ? '*This version has no card.*' : chosen.description,
        );
      },
      showRun: async ({ version }) => {
        await needs.compareRuns([this.#version(version).version.run.id], needs.project);
      },
      compare: async ({ versions }) => {
        const chosen = versions.map((id) => this.#version(id).version);
        const oldestFirst = chosen.sort((a, b) => compareVersions(a.version, b.version));
        await needs.compareRuns(
          oldestFirst.map(({ run }) => run.id),
          needs.project,
        );
      },
      versionAction: ({ version, action }) => needs.versionCommand(action, this.#version(version)),
      modelAction: async ({ action }) => {
        const entry = this.#entry();
        if (!entry) throw isGone();
        await needs.modelCommand(action, { project: needs.project, ...entry });
      },
    };
  }

  #entry(): { model: Model; versions: readonly ModelVersion[] } | undefined {
    return this.#models.value?.models.find(({ model }) => model.id === this.#needs.modelId);
  }

  #version(id: string): { project: Project; model: Model; version: ModelVersion } {
    const entry = this.#entry();
    const version = entry?.versions.find((one) => one.id === id);
    if (!entry || !version) throw isGone();
    return { project: this.#needs.project, model: entry.model, version };
  }

  #versionKey(): string {
    return (this.#entry()?.versions ?? []).map(({ id }) => id).join(' ');
  }

  /** The runs behind the versions live in the model's own experiment. */
  async #readRuns(
    last: ReadonlyMap<RunId, Run> | undefined,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<RunId, Run>> {
    const { session, modelId, project } = this.#needs;
    if (this.#models.value === undefined) await this.#models.refresh();
    const gitlab = await session.client();
    const experiments = await gitlab.runs.experiments(project, signal);
    const own = experiments.find((experiment) => experiment.modelId === modelId);
    if (!own) return new Map();
    const query = { experimentId: own.id, known: last && [...last.values()] };
    const runs = await gitlab.runs.list(project, query, signal);
    return new Map(runs.map((run) => [run.id, run]));
  }

  #metricNames(
    versions: readonly ModelVersion[],
    runs: ReadonlyMap<RunId, Run> | undefined,
  ): string[] {
    const counts = new Map<string, number>();
    for (const { run } of versions) {
      for (const { name } of runs?.get(run.id)?.metrics ?? [])
        counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const key = this.#needs.keyMetric();
    return [...counts]
      .sort(([a, x], [b, y]) => Number(b === key) - Number(a === key) || y - x || (a < b ? -1 : 1))
      .slice(0, shownMetrics)
      .map(([name]) => name);
  }

  dispose(): void {
    this.#owned.dispose();
    this.#changed.dispose();
  }
}

function isGone(): AppError {
  return new AppError('not-found', 'It is not there any more. Refresh the page.');
}
