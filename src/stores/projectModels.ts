import { type Disposable, DisposableStore, toDisposable } from '../base/disposable';
import { AppError } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { type Loadable } from '../base/loadable';
import { type Project } from '../model/project';
import { type ModelsSnapshot } from '../model/registry';
import { type GitLabSessionStore } from './gitlabSessionStore';
import { Refreshed, type RefreshedOptions } from './refreshed';

/** Models that are kept fresh while somebody looks, of whichever project. */
export type ModelsStore = Pick<
  Refreshed<ModelsSnapshot>,
  'current' | 'value' | 'onDidChange' | 'refresh' | 'watch'
>;

export interface ProjectModelsNeeds {
  readonly session: Pick<GitLabSessionStore, 'current' | 'onDidChange'>;
  readonly project: Project;
  /** Models of the chosen project, whichever that is. */
  readonly chosen: ModelsStore;
  readonly fetch: RefreshedOptions<ModelsSnapshot>['fetch'];
  readonly report?: ((error: unknown) => void) | undefined;
}

/** The models of one project. While that is the chosen one they are those of the trees, and are read once for both. */
export class ProjectModels implements Disposable, ModelsStore {
  readonly #needs: ProjectModelsNeeds;
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new Emitter<void>());
  readonly #own: Refreshed<ModelsSnapshot>;
  readonly #url: string | undefined;
  #account: string;
  #watchers = 0;
  #watching: Disposable | undefined;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(needs: ProjectModelsNeeds) {
    this.#needs = needs;
    this.#url = needs.session.current?.url;
    this.#account = this.#accountNow();
    this.#own = this.#owned.add(
      new Refreshed<ModelsSnapshot>({
        fetch: (last, signal) => {
          if (needs.session.current?.url !== this.#url) throw this.#isOfAnotherServer();
          return needs.fetch(last, signal);
        },
        report: needs.report,
      }),
    );
    for (const store of [this.#own, needs.chosen]) {
      this.#owned.add(
        store.onDidChange(() => {
          if (store === this.#now()) this.#changed.fire();
        }),
      );
    }
    this.#owned.add(needs.session.onDidChange(() => this.#follow()));
  }

  get current(): Loadable<ModelsSnapshot> {
    return this.#now().current;
  }

  get value(): ModelsSnapshot | undefined {
    return this.#now().value;
  }

  refresh(): Promise<void> {
    return this.#now().refresh();
  }

  watch(): Disposable {
    this.#watchers++;
    this.#watching ??= this.#now().watch();
    return toDisposable(() => {
      this.#watchers--;
      if (this.#watchers === 0) this.#unwatch();
    });
  }

  /** Another project was chosen, or somebody else signed in. */
  #follow(): void {
    const account = this.#accountNow();
    if (account !== this.#account) void this.#own.reset();
    this.#account = account;
    this.#unwatch();
    if (this.#watchers > 0) this.#watching = this.#now().watch();
    this.#changed.fire();
  }

  #unwatch(): void {
    this.#watching?.dispose();
    this.#watching = undefined;
  }

  #now(): ModelsStore {
    const { session, project, chosen } = this.#needs;
    const isChosen =
      session.current?.url === this.#url && session.current?.projectPath === project.path;
    return isChosen ? chosen : this.#own;
  }

  #accountNow(): string {
    const { current } = this.#needs.session;
    return current ? `${current.url} ${current.username}` : '';
  }

  #isOfAnotherServer(): AppError {
    return new AppError(
      'signed-out',
      `The models of "${this.#needs.project.path}" are at ${this.#url ?? 'another GitLab'}. Sign in there to see them.`,
      { fix: 'sign-in-gitlab' },
    );
  }

  dispose(): void {
    this.#unwatch();
    this.#owned.dispose();
  }
}
