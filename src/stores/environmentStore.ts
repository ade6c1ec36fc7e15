import { type Disposable, DisposableStore, toDisposable } from '../base/disposable';
import { AppError } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { lazy } from '../base/lazy';
import { Refresher } from '../base/refresher';
import { type Blueprint } from '../model/blueprint';
import {
  type AgreedPrices,
  type EnvironmentResources,
  type EnvironmentState,
  phaseOf,
} from '../model/environment';
import { type RunView, type Stack } from '../model/journal';
import { type Plan } from '../model/plan';
import { type EnvironmentWork } from '../provision/environmentWork';
import { type Begun } from '../provision/workNeeds';
import { parsePrices, pricesKey, pricesOf } from './agreedPrices';
import { type CloudSessionStore } from './cloudSessionStore';
import { nothing, readResources } from './environmentResources';
import { type Memory } from './memory';
import { Refreshed } from './refreshed';

export interface EnvironmentNeeds {
  readonly session: CloudSessionStore;
  readonly work: () => Promise<EnvironmentWork>;
  readonly memory: Memory;
  readonly report: (error: unknown) => void;
}

interface Journalled {
  readonly stack: Stack | undefined;
  readonly run: RunView | undefined;
  readonly broken: EnvironmentState['broken'];
}

/** The environment of the chosen folder: journal, run and what the cloud says of it. */
export class EnvironmentStore implements Disposable {
  readonly #needs: EnvironmentNeeds;
  readonly #owned = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #resources: Refreshed<EnvironmentResources>;
  /** One at a time, so that an older look never overwrites a newer one. */
  readonly #journal = this.#owned.add(new Refresher(() => this.#readJournal()));
  #journalled: Journalled = { stack: undefined, run: undefined, broken: undefined };
  /** The journals, opened on first use. */
  readonly #opened = lazy(async () => {
    const work = this.#owned.add(await this.#needs.work());
    this.#owned.add(work.onDidChange(() => void this.#journal.request().catch(this.#unless)));
    return work;
  });

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(needs: EnvironmentNeeds) {
    this.#needs = needs;
    this.#resources = this.#owned.add(
      new Refreshed<EnvironmentResources>({
        fetch: (_last, signal) => this.#read(signal),
        changing: (found) => moves(found) || this.#busy,
        pace: { busyMs: 3_000, idleMs: 60_000, maxMs: 300_000 },
        report: needs.report,
      }),
    );
    this.#owned.add(this.#resources.onDidChange(() => this.#changed.fire()));
    let folder = needs.session.target?.folder.id;
    let account = needs.session.account?.id;
    this.#owned.add(
      needs.session.onDidChange(() => {
        const { target } = needs.session;
        if (target?.folder.id === folder && needs.session.account?.id === account) {
          void this.#resources.wake();
          return;
        }
        folder = target?.folder.id;
        account = needs.session.account?.id;
        this.#journalled = { stack: undefined, run: undefined, broken: undefined };
        void this.#resources.reset();
        this.#changed.fire();
      }),
    );
  }

  get current(): EnvironmentState {
    return {
      target: this.#needs.session.target,
      ...this.#journalled,
      resources: this.#resources.current,
      prices: this.#prices(),
      signIn: this.#needs.session.signInView,
    };
  }

  /** Reads the journal and the cloud again. */
  async refresh(): Promise<void> {
    await this.#resources.refresh();
  }

  watch(): Disposable {
    if (this.#needs.session.account === undefined) return toDisposable(() => undefined);
    return this.#resources.watch();
  }

  /** As `EnvironmentWork.plan` does it. */
  async plan(
    blueprint: Blueprint,
    signal: AbortSignal,
    terraforms?: 'leave' | 'use' | 'take',
  ): Promise<Plan> {
    return (await this.#opened()).plan(blueprint, signal, terraforms);
  }

  /** As `EnvironmentWork.planTerraform` does it. */
  async planTerraform(...args: Parameters<EnvironmentWork['planTerraform']>): Promise<Plan> {
    return (await this.#opened()).planTerraform(...args);
  }

  async runTerraform(run: Parameters<EnvironmentWork['runTerraform']>[0]): Promise<Begun> {
    const { plan } = run;
    if (plan) await this.#needs.memory.set(pricesKey(plan.blueprint), pricesOf(plan));
    return this.#begun((work) => work.runTerraform(run));
  }

  /** Ends a Terraform that was asked to end and has not. */
  async endTerraform(): Promise<void> {
    await (await this.#opened()).endTerraform();
  }

  /** Terraform works in another folder of this machine from now on. */
  async moveTerraform(stack: Stack, folder: string): Promise<void> {
    await (await this.#opened()).moveTerraform(stack.header.blueprint, folder);
    await this.refresh();
  }

  async takeBack(stack: Stack): Promise<void> {
    await (await this.#opened()).takeBack(stack.header.blueprint);
    await this.refresh();
  }

  /** As `EnvironmentWork.unmark` does it. */
  async unmark(stack: Stack, signal: AbortSignal): Promise<string[]> {
    const left = await (await this.#opened()).unmark(stack.header.blueprint, signal);
    await this.refresh();
    return left;
  }

  async begin(plan: Plan): Promise<Begun> {
    await this.#needs.memory.set(pricesKey(plan.blueprint), pricesOf(plan));
    return this.#begun((work) => work.begin(plan));
  }

  resume(stack: Stack): Promise<Begun> {
    return this.#begun((work) => work.resume(stack.header.blueprint));
  }

  destroy(stack: Stack, unprotect: boolean): Promise<Begun> {
    return this.#begun((work) => work.destroy(stack.header.blueprint, unprotect));
  }

  /** As `EnvironmentWork.alone` does it. */
  async alone<T>(stack: Stack, does: () => Promise<T>): Promise<T> {
    return (await this.#opened()).alone(stack.header.blueprint, does);
  }

  async stop(): Promise<void> {
    await (await this.#opened()).stop();
  }

  async previewDestroy(
    stack: Stack,
    signal: AbortSignal,
  ): Promise<Awaited<ReturnType<EnvironmentWork['previewDestroy']>>> {
    return (await this.#opened()).previewDestroy(stack, signal);
  }

  get #busy(): boolean {
    const phase = phaseOf(this.#journalled);
    return phase === 'working' || phase === 'needs-you';
  }

  async #begun(start: (work: EnvironmentWork) => Promise<Begun>): Promise<Begun> {
    const begun = await start(await this.#opened());
    void this.refresh();
    // A failure of the run itself is in its view; this one only must not go unhandled.
    void begun.ended.then(
      () => this.refresh(),
      () => this.refresh(),
    );
    return begun;
  }

  async #readJournal(): Promise<void> {
    const folder = this.#needs.session.target?.folder.id;
    if (folder === undefined) return;
    const read = await (await this.#opened()).read(folder);
    // Meanwhile another folder may have been chosen.
    if (this.#needs.session.target?.folder.id !== folder) return;
    this.#journalled = read;
    this.#changed.fire();
  }

  async #read(signal: AbortSignal): Promise<EnvironmentResources> {
    const folder = this.#needs.session.target?.folder.id;
    if (folder === undefined) return nothing;
    const client = await this.#needs.session.client();
    await this.#journal.request();
    const { stack } = this.#journalled;
    return stack ? readResources(client, stack, folder, signal) : nothing;
  }

  /** What can be told is told by the next refresh; anything else is a bug. */
  readonly #unless = (error: unknown): void => {
    if (!(error instanceof AppError)) this.#needs.report(error);
  };

  #prices(): AgreedPrices | undefined {
    const { stack } = this.#journalled;
    if (!stack) return undefined;
    return parsePrices(this.#needs.memory.get(pricesKey(stack.header.blueprint)));
  }

  dispose(): void {
    this.#owned.dispose();
    this.#changed.dispose();
  }
}

function moves({ gitlab, machine }: EnvironmentResources): boolean {
  const still = [undefined, 'running', 'stopped', 'error', 'crashed', 'unknown'];
  return !still.includes(gitlab?.state) || !still.includes(machine?.state);
}
