import { isAppError } from '../../base/errors';
import { mapAtOnce } from '../../base/parallel';
import { type RunTable } from '../../model/frame/runTable';
import { type ExperimentId, type RunId } from '../../model/ids';
import { type GitLab } from '../../model/ports/gitlab';
import { type Project } from '../../model/project';
import { type Experiment, isModelExperiment, isUnfinished, type Run } from '../../model/run';
import { type RunCache } from '../runCache/runCache';
import { isSystemError } from '../runCache/systemError';
import { pointsOf } from '../runCache/pointFile';
import { ExperimentRuns } from './experimentRuns';
import { keepPoints, type PointPlaces, type RecentPoints } from './pointSource';

/** What is shown of one experiment. */
export interface ExperimentPart {
  readonly project: Project;
  readonly experiment: Experiment;
  readonly tables: readonly RunTable[];
}

/** Experiments that are read at the same time. */
const atOnce = 4;
/** Experiments with as many runs as before are looked at each so many times only. */
const seldom = 8;
/** So many finished runs are worth a new file. */
const worthSaving = 50;
const saveAfterMs = 60_000;

/** All that is known of the runs of some experiments of a project, and of the models that runs were promoted to. */
export class ProjectRuns {
  readonly #cache: RunCache | undefined;
  readonly #recent: RecentPoints;
  readonly #wanted: ReadonlySet<ExperimentId> | undefined;
  readonly #books = new Map<ExperimentId, ExperimentRuns>();
  #experiments: readonly Experiment[] = [];
  #project: Project | undefined;
  #versions: ReadonlyMap<RunId, string> = new Map();
  #turn = 0;
  #changes = 0;
  #savedAt = 0;
  #notes: readonly string[] = [];

  /** @param wanted undefined: all experiments of the project */
  constructor(
    wanted: readonly ExperimentId[] | undefined,
    cache: RunCache | undefined,
    recent: RecentPoints,
  ) {
    this.#wanted = wanted && new Set(wanted);
    this.#cache = cache;
    this.#recent = recent;
  }

  get parts(): ExperimentPart[] {
    const project = this.#project;
    if (!project) return [];
    return this.#experiments.flatMap((experiment) => {
      const book = this.#books.get(experiment.id);
      return book ? [{ project, experiment, tables: book.tables() }] : [];
    });
  }

  /** Once it was read, here or before. */
  get project(): Project | undefined {
    return this.#project;
  }

  /** Model version by run, for runs that were promoted. */
  get versions(): ReadonlyMap<RunId, string> {
    return this.#versions;
  }

  get notes(): readonly string[] {
    return this.#notes;
  }

  /** Another number after each change of what is shown. */
  get changes(): number {
    return [...this.#books.values()].reduce((sum, book) => sum + book.changes, this.#changes);
  }

  get moves(): boolean {
    return [...this.#books.values()].some((book) => book.moves);
  }

  find(id: RunId): FoundRun | undefined {
    for (const experiment of this.#experiments) {
      const book = this.#books.get(experiment.id);
      const run = book?.run(id);
      if (book && run && this.#project) {
        const points = this.#places(experiment.id);
        return { run, experiment, project: this.#project, loose: book.loose(id), points };
      }
    }
    return undefined;
  }

  /** What this machine knows from before; answers when that was read, ms since 1970. */
  async load(): Promise<number | undefined> {
    const cached = await this.#cache?.project();
    if (!cached) return undefined;
    this.#project = cached.project;
    this.#versions = new Map(cached.versions);
    this.#experiments = this.#chosen(cached.experiments);
    await mapAtOnce(this.#experiments, atOnce, (experiment) => this.#open(experiment));
    return cached.savedAt;
  }

  /** Reads what is new. @param onProgress told how many runs of how many are read */
  async read(
    gitlab: GitLab,
    project: Project,
    thorough: boolean,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    this.#project = project;
    const notes = new Set<string>();
    const before = new Map(this.#experiments.map((one) => [one.id, one]));
    const all = await gitlab.runs.experiments(project, signal);
    const chosen = this.#chosen(all);
    for (const { id } of this.#experiments) {
      if (chosen.some((one) => one.id === id)) continue;
      this.#changes += 1 + (this.#books.get(id)?.changes ?? 0);
      this.#books.delete(id);
      await this.#quietly(() => this.#cache?.forget(id));
    }
    const first = this.#turn === 0;
    const everyOne = first || thorough || this.#turn % seldom === 0;
    this.#turn++;
    const moved = (one: Experiment): boolean => before.get(one.id)?.runCount !== one.runCount;
    const due = chosen.filter((one) => {
      const book = this.#books.get(one.id);
      return moved(one) || everyOne || !book || book.moves || book.count !== one.runCount;
    });
    const total = due.reduce(
      (sum, one) => sum + (one.runCount ?? this.#books.get(one.id)?.count ?? 0),
      0,
    );
    const done = new Map<ExperimentId, number>();
    await mapAtOnce(due, atOnce, async (experiment) => {
      const book = await this.#open(experiment);
      if (experiment.runCount === 0 && book.count === 0) return;
      try {
        const outcome = await gitlab.runs.read(
          project,
          {
            experiment,
            known: book,
            thorough,
            onRuns: (runs) => {
              book.take(runs);
              this.#keep(experiment.id, runs);
              done.set(experiment.id, (done.get(experiment.id) ?? 0) + runs.length);
              onProgress(
                [...done.values()].reduce((a, b) => a + b, 0),
                total,
              );
            },
          },
          signal,
        );
        book.looked();
        book.forget(outcome.isGone);
        for (const note of outcome.notes) notes.add(note);
      } catch (error) {
        // One experiment that cannot be read does not hide the others.
        const alone = isAppError(error, 'forbidden', 'not-found', 'remote', 'invalid');
        if (!alone || due.length === 1) throw error;
        notes.add(error.message);
      }
    });
    if (
      all.some(isModelExperiment) &&
      (first || thorough || due.some((one) => isModelExperiment(one) && moved(one)))
    ) {
      try {
        this.#versions = await readVersions(gitlab, project, signal);
        this.#changes++;
      } catch (error) {
        // Without the registry, or on a server that has none, the runs are all there.
        if (!isAppError(error, 'forbidden', 'not-found', 'remote')) throw error;
        notes.add(error.message);
      }
    }
    this.#experiments = chosen;
    if (due.length > 0) this.#notes = [...notes];
    await this.#save();
  }

  /** Writes what is not in the files yet. */
  async flush(): Promise<void> {
    await this.#save(true);
    await this.#quietly(() => this.#cache?.dispose());
  }

  #chosen(all: readonly Experiment[]): Experiment[] {
    return all.filter((one) => isModelExperiment(one) || (this.#wanted?.has(one.id) ?? true));
  }

  async #open(experiment: Experiment): Promise<ExperimentRuns> {
    const known = this.#books.get(experiment.id);
    if (known) return known;
    const book = new ExperimentRuns(await this.#cache?.table(experiment.id));
    this.#books.set(experiment.id, book);
    return book;
  }

  #keep(experiment: ExperimentId, runs: readonly Run[]): void {
    for (const run of runs) this.#recent.delete(run.id);
    if (!this.#cache) return;
    // Points without times are asked for again when somebody wants to see them, and so are those that are alone: the
    // table has their values, and ten thousand runs with hundreds of them would fill the disk for nothing.
    const whole = runs.filter(
      (run) =>
        !isUnfinished(run) &&
        run.historyComplete &&
        run.metrics.some((metric) => metric.points.length > 1) &&
        run.metrics.every((metric) => metric.points.every((point) => point.at !== undefined)),
    );
    void keepPoints(
      this.#places(experiment),
      whole.map((run) => [run.id, pointsOf(run.metrics)] as const),
    );
  }

  #places(experiment: ExperimentId): PointPlaces {
    const cache = this.#cache;
    return {
      recent: this.#recent,
      file: () => cache?.points(experiment) ?? Promise.resolve(undefined),
      writes: () => cache?.writes() ?? Promise.resolve(false),
    };
  }

  async #save(now = false): Promise<void> {
    const cache = this.#cache;
    const project = this.#project;
    if (!cache || !project) return;
    const unsaved = [...this.#books.values()].reduce((sum, book) => sum + book.unsaved, 0);
    const due = Date.now() - this.#savedAt > saveAfterMs;
    if (unsaved === 0 || !(now || due || unsaved >= worthSaving)) return;
    this.#savedAt = Date.now();
    await this.#quietly(async () => {
      for (const [id, book] of this.#books) {
        if (book.unsaved > 0) await cache.saveTable(id, book.saved());
      }
      await cache.saveProject({
        savedAt: this.#savedAt,
        project,
        experiments: this.#experiments,
        versions: [...this.#versions],
      });
    });
  }

  /** A full or read-only disk makes things slower, not wrong. */
  async #quietly(work: () => Promise<void> | undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
  }
}

export interface FoundRun {
  readonly run: Run;
  readonly experiment: Experiment;
  readonly project: Project;
  /** With all points that were read, while the run is fresh. */
  readonly loose: Run | undefined;
  readonly points: PointPlaces;
}

async function readVersions(
  gitlab: GitLab,
  project: Project,
  signal: AbortSignal,
): Promise<ReadonlyMap<RunId, string>> {
  const models = (await gitlab.registry.models(project, signal)).filter(
    (model) => model.versionCount > 0,
  );
  const lists = await mapAtOnce(models, atOnce, async (model) =>
    (await gitlab.registry.versions(model.id, signal)).map((version): [RunId, string] => [
      version.run.id,
      `${model.name} ${version.version}`,
    ]),
  );
  return new Map(lists.flat());
}
