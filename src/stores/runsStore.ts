import { type Disposable } from '../base/disposable';
import { isAppError } from '../base/errors';
import { mapAtOnce } from '../base/parallel';
import { type FramePart } from '../model/frame/buildFrame';
import { type RunId } from '../model/ids';
import { type LoadProgress } from '../model/loadProgress';
import { type Points, toPoints } from '../model/points';
import { isModelExperiment, isUnfinished, metricOf } from '../model/run';
import { type GitLabSessionStore } from './gitlabSessionStore';
import { type RunPlace } from '../model/runPlace';
import { Refreshed } from './refreshed';
import { pruneCaches } from './runCache/pruneCaches';
import { RunCache } from './runCache/runCache';
import { readPoints, RecentPoints } from './runs/pointSource';
import { type FoundRun, ProjectRuns } from './runs/projectRuns';

/** What is known of the runs at one moment; a new one for each change. */
export interface RunsSnapshot {
  readonly parts: readonly FramePart[];
  /** Sentences about what could not be had, and why. */
  readonly notes: readonly string[];
}

export interface RunsStoreNeeds {
  readonly session: Pick<GitLabSessionStore, 'client' | 'project' | 'current'>;
  readonly places: readonly RunPlace[];
  /** Folder for what is kept on this machine; undefined: nothing is. */
  readonly storage?: string | undefined;
  /** Told when `progress` or `early` changed. */
  readonly onProgress: () => void;
  readonly report?: (error: unknown) => void;
}

/** All runs of some experiments, and of the models that runs were promoted to: promoting moves a run there. */
export class RunsStore implements Disposable {
  readonly runs: Refreshed<RunsSnapshot>;
  readonly #needs: RunsStoreNeeds;
  readonly #recent = new RecentPoints();
  #projects: readonly ProjectRuns[] | undefined;
  #progress: LoadProgress | undefined;
  #early: { readonly snapshot: RunsSnapshot; readonly at: number } | undefined;
  #thorough = false;
  #changes = -1;
  #pruned = false;

  constructor(needs: RunsStoreNeeds) {
    this.#needs = needs;
    this.runs = new Refreshed<RunsSnapshot>({
      fetch: (last, signal) => this.#fetch(last, signal),
      changing: () => this.#projects?.some((project) => project.moves) ?? false,
      pace: { busyMs: 2_000, idleMs: 15_000, maxMs: 300_000 },
      report: needs.report,
    });
  }

  /** How far the first read is; undefined when none is under way. */
  get progress(): LoadProgress | undefined {
    return this.#progress;
  }

  /** What this machine knew before the server was asked, with its age. */
  get early(): { readonly snapshot: RunsSnapshot; readonly at: number } | undefined {
    return this.#early;
  }

  find(id: RunId): FoundRun | undefined {
    for (const project of this.#projects ?? []) {
      const found = project.find(id);
      if (found) return found;
    }
    return undefined;
  }

  /** Every point of a metric of a run; undefined when it has none. */
  async points(id: RunId, metric: string, signal: AbortSignal): Promise<Points | undefined> {
    const found = this.find(id);
    if (!found || !metricOf(found.run, metric)) return undefined;
    const { run, project, loose } = found;
    const fresh = loose?.historyComplete === true ? metricOf(loose, metric)?.points : undefined;
    // GraphQL tells no times; where nothing else may be asked its points have to do.
    if (fresh?.every((point) => point.at !== undefined) === true) return toPoints(fresh);
    const { runs } = await this.#needs.session.client();
    try {
      const asked = { id, eid: run.eid, finished: !isUnfinished(run) };
      return await readPoints(found.points, runs, project, asked, metric, signal);
    } catch (error) {
      if (fresh && isAppError(error, 'forbidden', 'not-found')) return toPoints(fresh);
      throw error;
    }
  }

  /** Reads again now, and looks at every run for changes that the newest ones do not tell of. */
  refreshAll(): Promise<void> {
    this.#thorough = true;
    return this.runs.refresh();
  }

  /** Forgets what belonged to another account or project. */
  reset(): Promise<void> {
    this.#close().catch((error: unknown) => this.#needs.report?.(error));
    this.#early = undefined;
    return this.runs.reset();
  }

  async #fetch(last: RunsSnapshot | undefined, signal: AbortSignal): Promise<RunsSnapshot> {
    const thorough = this.#thorough;
    const { session, places, onProgress } = this.#needs;
    const projects = (this.#projects ??= await this.#open());
    const gitlab = await session.client();
    const shares = new Map<ProjectRuns, LoadProgress>();
    const unread = new Map<ProjectRuns, string>();
    await mapAtOnce(projects, 2, async (project, index) => {
      const path = places[index]?.project;
      try {
        const own =
          path === undefined
            ? await session.project(signal)
            : (project.project ?? (await gitlab.projects.get(path, signal)));
        await project.read(
          gitlab,
          own,
          thorough,
          (done, total) => {
            if (last) return;
            shares.set(project, { done, total });
            this.#progress = sumOf([...shares.values()]);
            onProgress();
          },
          signal,
        );
      } catch (error) {
        // Another project that cannot be read, for want of a right, does not hide the others.
        if (path === undefined || places.length === 1) throw error;
        if (!isAppError(error, 'forbidden', 'not-found', 'remote', 'invalid')) throw error;
        unread.set(project, `The runs of "${path}" cannot be read now: ${error.message}`);
      }
    });
    this.#progress = undefined;
    this.#early = undefined;
    if (thorough) this.#thorough = false;
    const changes = projects.reduce((sum, project) => sum + project.changes, 0);
    const notes = [
      ...new Set([...unread.values(), ...projects.flatMap((project) => project.notes)]),
    ];
    if (last && changes === this.#changes && notes.join() === last.notes.join()) return last;
    this.#changes = changes;
    return snapshotOf(projects, notes);
  }

  /** What this machine knows is shown before the server is asked. */
  async #open(): Promise<readonly ProjectRuns[]> {
    const { session, places, storage, onProgress } = this.#needs;
    const current = session.current;
    const projects = places.map(({ project, experiments }) => {
      const path = project ?? current?.projectPath;
      const cache =
        storage !== undefined && current && path !== undefined
          ? new RunCache(storage, [current.url, current.username, path].join('\n'))
          : undefined;
      return new ProjectRuns(experiments, cache, this.#recent);
    });
    const times = await mapAtOnce(projects, 2, (project) => project.load());
    const known = times.filter((at) => at !== undefined);
    if (known.length > 0) {
      this.#projects = projects;
      this.#early = { snapshot: snapshotOf(projects, []), at: Math.min(...known) };
      onProgress();
    }
    // Nobody waits for it, and a disk that cannot be tidied is no failure.
    if (storage !== undefined && !this.#pruned) {
      this.#pruned = true;
      void pruneCaches(storage).catch((error: unknown) => this.#needs.report?.(error));
    }
    return projects;
  }

  /** What is not in the files yet is written while the window goes on. */
  #close(): Promise<void> {
    const projects = this.#projects ?? [];
    this.#projects = undefined;
    this.#changes = -1;
    return Promise.all(projects.map((project) => project.flush())).then(() => undefined);
  }

  /** Disposes; fulfilled when everything is written. */
  async closed(): Promise<void> {
    this.runs.dispose();
    await this.#close();
  }

  dispose(): void {
    this.closed().catch((error: unknown) => this.#needs.report?.(error));
  }
}

function snapshotOf(projects: readonly ProjectRuns[], notes: readonly string[]): RunsSnapshot {
  return { parts: projects.flatMap(partsOf), notes };
}

/** Runs of models that are no version are left out, and so is the place that a promoted run has left. */
function partsOf(from: ProjectRuns): FramePart[] {
  const { parts, versions } = from;
  const moved = new Set(
    parts
      .filter(({ experiment }) => isModelExperiment(experiment))
      .flatMap(({ tables }) => tables.flatMap((table) => table.heads.map(({ id }) => id))),
  );
  return parts.flatMap(({ project, experiment, tables }) =>
    tables.map((table): FramePart => ({
      table,
      experiment: experiment.name,
      project: project.path,
      version: ({ id }) => versions.get(id),
      hides: isModelExperiment(experiment)
        ? ({ id }) => !versions.has(id)
        : ({ id }) => moved.has(id),
    })),
  );
}

function sumOf(shares: readonly LoadProgress[]): LoadProgress {
  return shares.reduce((sum, share) => ({
    done: sum.done + share.done,
    total: sum.total + share.total,
  }));
}
