import { type Disposable, DisposableStore } from '../../base/disposable';
import { AppError, errorText, isAppError } from '../../base/errors';
import { Emitter, type Event } from '../../base/event';
import { destroyMarkdown } from '../../model/destroyMarkdown';
import { type DestroyPlan } from '../../model/destroyPlan';
import { costPerHour, type EnvironmentState, phaseOf, resourcesOf } from '../../model/environment';
import { type RunView, type Stack } from '../../model/journal';
import { type EnvironmentStore } from '../../stores/environmentStore';
import { type TerraformDrive } from '../../stores/terraformDrive';
import { type Handlers } from '../ipc/contract';
import { type DestroyCost, type destroyContract, type DestroyState } from './contract';

export interface DestroyControllerNeeds {
  readonly environment: EnvironmentStore;
  readonly report: (error: unknown) => void;
  readonly copy: (text: string) => Promise<void>;
  readonly terraform: () => Promise<Pick<TerraformDrive, 'previewDestroy' | 'destroy'>>;
  readonly stopEverything: () => void;
  readonly showProgress: () => void;
  /** Told when the destruction that was begun from here has ended. */
  readonly onDidEnd: (ended: Promise<RunView>) => void;
}

/** The editor's side of the page: reads what would go, and begins it when the name was typed. */
export class DestroyController implements Disposable {
  readonly #needs: DestroyControllerNeeds;
  readonly #owned = new DisposableStore();
  readonly #changed = new Emitter<void>();
  #plan: DestroyPlan | undefined;
  #problem: string | undefined;
  #reading: AbortController | undefined;

  readonly onDidChange: Event<void> = this.#changed.event;
  readonly handlers: Handlers<typeof destroyContract>;

  constructor(needs: DestroyControllerNeeds) {
    this.#needs = needs;
    const { environment } = needs;
    this.#owned.add(environment.onDidChange(() => this.#changed.fire()));
    this.handlers = {
      refresh: () => this.read(),
      destroy: ({ typed, unprotect }) => this.#destroy(typed, unprotect),
      stopEverything: () => Promise.resolve(needs.stopEverything()),
      showProgress: () => Promise.resolve(needs.showProgress()),
      copyMarkdown: async () => {
        const { name, plan } = this.state;
        if (plan) await needs.copy(destroyMarkdown(name, plan));
      },
    };
  }

  /** Keeps what is known of the environment fresh until the result is disposed. */
  watch(): Disposable {
    return this.#needs.environment.watch();
  }

  get state(): DestroyState {
    const { current } = this.#needs.environment;
    const phase = phaseOf(current);
    return {
      name: current.stack?.header.blueprint.stackId ?? '',
      folderName: current.stack?.header.folderName ?? '',
      loading: this.#reading !== undefined,
      problem: this.#problem,
      plan: this.#plan,
      cost: costOf(current),
      busy: phase === 'working' || phase === 'needs-you',
      gone: current.stack === undefined,
      terraform: current.stack?.header.owner?.folder,
    };
  }

  /** Looks at the cloud again; what was known stays in sight meanwhile. */
  async read(): Promise<void> {
    const { environment, report } = this.#needs;
    this.#reading?.abort();
    const own = (this.#reading = new AbortController());
    this.#problem = undefined;
    this.#changed.fire();
    try {
      if (!environment.current.stack) await environment.refresh();
      const { stack } = environment.current;
      const plan = stack && (await this.#preview(stack, own.signal));
      if (this.#reading === own) this.#plan = plan;
    } catch (error) {
      if (isAppError(error, 'cancelled')) return;
      if (this.#reading === own) this.#problem = errorText(error);
      if (!(error instanceof AppError)) report(error);
    } finally {
      if (this.#reading === own) this.#reading = undefined;
      this.#changed.fire();
    }
  }

  async #preview(stack: Stack, signal: AbortSignal): Promise<DestroyPlan> {
    const { environment, terraform } = this.#needs;
    return stack.header.owner
      ? (await terraform()).previewDestroy(stack, signal)
      : environment.previewDestroy(stack, signal);
  }

  async #destroy(typed: string, unprotect: boolean): Promise<void> {
    const { environment, onDidEnd, showProgress } = this.#needs;
    const { stack } = environment.current;
    const plan = this.#plan;
    if (!stack || !plan) {
      throw new AppError('not-found', 'There is no environment to destroy.');
    }
    const { stackId } = stack.header.blueprint;
    if (typed !== stackId) {
      throw new AppError('invalid', `Type “${stackId}” to destroy it.`);
    }
    if (plan.needsUnprotect && !unprotect) {
      throw new AppError(
        'invalid',
        'The GitLab instance is protected against deletion. Agree to take its protection off, or keep everything.',
      );
    }
    const begun = stack.header.owner
      ? await (await this.#needs.terraform()).destroy(stack, plan)
      : await environment.destroy(stack, unprotect);
    onDidEnd(begun.ended);
    showProgress();
  }

  dispose(): void {
    this.#reading?.abort();
    this.#owned.dispose();
    this.#changed.dispose();
  }
}

function costOf(state: EnvironmentState): DestroyCost | undefined {
  const now = costPerHour(state);
  const resources = resourcesOf(state);
  if (!now || !resources || !state.prices) return undefined;
  const parts = (['gitlab', 'machine'] as const).flatMap((id) => {
    const rate = state.prices?.[id];
    const power = resources[id]?.state;
    if (!rate || power === undefined) return [];
    return [
      {
        id,
        stopped: rate.stoppedPerHour,
        now: power === 'stopped' ? rate.stoppedPerHour : rate.perHour,
      },
    ];
  });
  const known = parts.flatMap(({ stopped }) => (stopped === undefined ? [] : [stopped]));
  return {
    currency: now.currency,
    items: Object.fromEntries(
      parts.flatMap((part) => (part.now === undefined ? [] : [[part.id, part.now]])),
    ),
    now: now.perHour,
    stopped: known.length === parts.length ? known.reduce((sum, one) => sum + one, 0) : undefined,
  };
}
