import { type Disposable, DisposableStore } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import { known } from '../../base/loadable';
import { frameOf } from '../../model/frame/buildFrame';
import { emptyFrame, type RunFrame } from '../../model/frame/frame';
import { type RunId } from '../../model/ids';
import { type Points } from '../../model/points';
import { type GitLabSessionStore } from '../../stores/gitlabSessionStore';
import { type Kept } from '../../stores/keptSchema';
import { type KeptStore } from '../../stores/keptStore';
import { type ProjectStores } from '../../stores/projectStores';
import { type RunPlace } from '../../model/runPlace';
import { RunsStore } from '../../stores/runsStore';
import { Attention } from '../ipc/attention';
import { type Handlers } from '../ipc/contract';
import { type runsContract, type RunsState } from './contract';
import { chartHandlers } from './handlers/chartHandlers';
import { pictureHandlers } from './handlers/pictureHandlers';
import { type CompareActions, compareHandlers } from './handlers/compareHandlers';
import { type ExportActions, exportHandlers } from './handlers/exportHandlers';
import { detailsHandlers } from './handlers/detailsHandlers';
import { type FailureActions, failureHandlers } from './handlers/failureHandlers';
import { frameHandlers } from './handlers/frameHandlers';
import { keptHandlers } from './handlers/keptHandlers';
import { mergeRequestHandlers } from './handlers/mergeRequestHandlers';
import { type PromoteActions, promoteHandlers } from './handlers/promoteHandlers';
import { type RowActions, rowHandlers } from './handlers/rowHandlers';
import { type ViewsActions, viewsHandlers } from './handlers/viewsHandlers';
import { runIsGone, type RunSource, type SourceRun } from './handlers/source';

export interface RunsControllerNeeds
  extends
    Omit<RowActions, 'setBaseline'>,
    PromoteActions,
    CompareActions,
    ExportActions,
    ViewsActions,
    FailureActions {
  readonly session: GitLabSessionStore;
  readonly stores: ProjectStores;
  /** Whose runs are shown. */
  readonly places: readonly RunPlace[];
  /** Folder for what is kept on this machine; undefined: nothing is. */
  readonly storage?: string | undefined;
  readonly title: string;
  /** Number of the page that is shown already. */
  readonly page?: number | undefined;
  readonly keyMetric: () => string;
  readonly kept: KeptStore;
}

/** The page of runs without its window: what it shows and what it can be asked. */
export class RunsController implements Disposable, RunSource {
  readonly #needs: RunsControllerNeeds;
  readonly #owned = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #store: RunsStore;
  readonly #attention = this.#owned.add(new Attention(true));
  #page: RunsState['page'];
  #built: { of: unknown; frame: RunFrame; revision: number } = {
    of: undefined,
    frame: emptyFrame,
    revision: 0,
  };

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(needs: RunsControllerNeeds) {
    this.#needs = needs;
    this.#page = { number: needs.page ?? 1, kind: 'table' };
    this.#store = this.#owned.add(
      new RunsStore({
        session: needs.session,
        places: needs.places,
        storage: needs.storage,
        onProgress: () => this.#changed.fire(),
      }),
    );
    this.#owned.add(this.#store.runs.onDidChange(() => this.#changed.fire()));
    this.#owned.add(needs.stores.models.onDidChange(() => this.#changed.fire()));
    this.#owned.add(
      this.#attention.onDidChange(() => this.#store.runs.attend(this.#attention.attended)),
    );
    this.#owned.add(needs.kept.onDidChange(() => this.#changed.fire()));
    let { place } = needs.session;
    this.#owned.add(
      needs.session.onDidChange(() => {
        const moved = needs.session.place !== place;
        place = needs.session.place;
        void (moved ? this.#store.reset() : this.#store.runs.wake());
      }),
    );
  }

  /** Keeps the runs fresh until the result is disposed. */
  watch(): Disposable {
    const watching = new DisposableStore();
    watching.add(this.#needs.stores.models.watch());
    watching.add(this.#store.runs.watch());
    return watching;
  }

  /** Whether the editor's window is in use; with nobody there the runs are read more and more seldom. */
  windowIsUsed(used: boolean): void {
    this.#attention.windowIsUsed(used);
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
    const { places, title } = this.#needs;
    return {
      opened: { places, title },
      title,
      project: this.#needs.session.current?.projectPath ?? '',
      revision: this.revision,
      readAt: known(current)?.at ?? this.#store.early?.at,
      loading: current.kind === 'loading',
      progress: this.#store.progress,
      problem: current.kind === 'failed' ? current.error.message : undefined,
      notes: this.#store.runs.value?.notes ?? [],
      keyMetric: this.#needs.keyMetric(),
      baseline: this.#needs.kept.baseline(this.#needs.session.place),
      models: (this.#needs.stores.models.value?.models ?? []).map(({ model }) => ({
        id: model.id,
        name: model.name,
        latestVersion: model.latestVersion,
      })),
      page: this.#page,
    };
  }

  /** Whether all of them are here. */
  shows(runs: readonly RunId[]): boolean {
    return runs.every((run) => this.#store.find(run) !== undefined);
  }

  /** How the user arranged the pages of this project. */
  get kept(): Kept {
    return this.#needs.kept.of(this.#needs.session.place);
  }

  get handlers(): Handlers<typeof runsContract> {
    const { session, stores, kept } = this.#needs;
    const setBaseline = async (run: RunId | undefined): Promise<void> =>
      kept.setBaseline(session.place, run);
    return {
      ...frameHandlers(this),
      ...rowHandlers(this, { ...this.#needs, setBaseline }),
      ...detailsHandlers(this),
      ...chartHandlers(this),
      ...pictureHandlers(this.#needs),
      ...compareHandlers(this, session, this.#needs),
      ...mergeRequestHandlers(this, session, this.#needs.openExternal),
      ...promoteHandlers(this, session, stores, this.#needs),
      ...exportHandlers(this, session, this.#needs),
      ...keptHandlers(kept, () => session.place),
      ...viewsHandlers(this.#needs),
      touched: () => Promise.resolve(this.#attention.touch()),
      ...failureHandlers(this.#needs),
    };
  }

  get frame(): RunFrame {
    return this.#build().frame;
  }

  get revision(): number {
    return this.#build().revision;
  }

  run(id: RunId): SourceRun {
    const found = this.#store.find(id);
    if (!found) throw runIsGone();
    return { run: found.run, experiment: found.experiment.name, project: found.project };
  }

  points(id: RunId, metric: string, signal: AbortSignal): Promise<Points | undefined> {
    return this.#store.points(id, metric, signal);
  }

  refresh(): Promise<void> {
    return this.#store.refreshAll();
  }

  #build(): { frame: RunFrame; revision: number } {
    const snapshot = this.#store.runs.value ?? this.#store.early?.snapshot;
    if (this.#built.of === snapshot) return this.#built;
    const frame = snapshot ? frameOf(snapshot.parts) : emptyFrame;
    this.#built = { of: snapshot, frame, revision: this.#built.revision + 1 };
    return this.#built;
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
