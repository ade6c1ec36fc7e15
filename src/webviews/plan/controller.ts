import { type Disposable, toDisposable } from '../../base/disposable';
import { AppError, errorText, type Fix, isAppError } from '../../base/errors';
import { Emitter, type Event } from '../../base/event';
import { type Blueprint } from '../../model/blueprint';
import { resourcesOf } from '../../model/environment';
import { type FolderId } from '../../model/ids';
import { type RunView } from '../../model/journal';
import { blockers, type Plan } from '../../model/plan';
import { planMarkdown } from '../../model/planMarkdown';
import { type EnvironmentStore } from '../../stores/environmentStore';
import { type TerraformDrive } from '../../stores/terraformDrive';
import { type Handlers } from '../ipc/contract';
import { checkConsent } from './consent';
import { type planContract, type PlanState } from './contract';

export interface PlanControllerNeeds {
  readonly environment: EnvironmentStore;
  readonly report: (error: unknown) => void;
  readonly copy: (text: string) => Promise<void>;
  readonly showLog: () => void;
  readonly signIn: () => void;
  readonly activate: () => void;
  readonly destroy: () => void;
  readonly stopAll: () => void;
  readonly openGitLab: () => void;
  readonly exportTerraform: () => void;
  readonly terraform: () => Promise<Pick<TerraformDrive, 'plan' | 'apply'>>;
  /** Stops the work under way, in good order. */
  readonly cancel: () => Promise<void>;
  readonly command: (name: 'plan' | 'takeBack' | 'unlock' | 'showFolder') => void;
  /** Asks for other values; undefined when the user leaves. */
  readonly change: (blueprint: Blueprint) => Promise<Blueprint | undefined>;
  /** Told when a run that was begun from here has ended. */
  readonly onDidEnd: (ended: Promise<RunView>) => void;
  /** Address of the cloud's web console. */
  readonly console: () => string;
  readonly now: () => number;
}

/** The editor's side of the page with plan and progress: reads, begins what was agreed to, follows it. */
export class PlanController implements Disposable {
  readonly #needs: PlanControllerNeeds;
  readonly #changed = new Emitter<void>();
  #title = 'Environment plan';
  #blueprint: Blueprint | undefined;
  #plan: Plan | undefined;
  #problem: { readonly text: string; readonly fix: Fix | undefined } | undefined;
  /** Who plans when the page is read again; `take`: we, with what Terraform has made. */
  #way: 'native' | 'take' | 'terraform' = 'native';
  #doing: string | undefined;
  #reading: AbortController | undefined;
  /** The folder whose environment is being taken back. */
  #destroying: FolderId | undefined;
  #destroyed = false;

  /** State or title. */
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly handlers: Handlers<typeof planContract>;

  constructor(needs: PlanControllerNeeds) {
    this.#needs = needs;
    this.handlers = {
      refresh: () => this.#read(),
      agree: ({ foreign }) => this.#agree(foreign),
      cancel: needs.cancel,
      resume: () => this.#resume(),
      signIn: () => Promise.resolve(needs.signIn()),
      change: async () => {
        const wanted = this.#plan?.blueprint ?? this.#blueprint;
        const next = wanted && (await needs.change(wanted));
        if (next) this.showPlan(next);
      },
      stopAll: () => Promise.resolve(needs.stopAll()),
      openGitLab: () => Promise.resolve(needs.openGitLab()),
      activate: () => Promise.resolve(needs.activate()),
      destroy: () => Promise.resolve(needs.destroy()),
      showLog: () => Promise.resolve(needs.showLog()),
      exportTerraform: () => Promise.resolve(needs.exportTerraform()),
      openTerraform: () => Promise.resolve(needs.command('plan')),
      takeOver: () => this.#readAs('take'),
      takeBack: () => Promise.resolve(needs.command('takeBack')),
      unlock: () => Promise.resolve(needs.command('unlock')),
      showFolder: () => Promise.resolve(needs.command('showFolder')),
      copyMarkdown: async () => {
        if (this.#plan) await needs.copy(planMarkdown(this.#plan, needs.console()));
      },
    };
  }

  get title(): string {
    return this.#title;
  }

  get plan(): Plan | undefined {
    return this.#plan;
  }

  get state(): PlanState {
    const { environment, console, now } = this.#needs;
    const { stack, run } = environment.current;
    const plan = this.#plan;
    const showsOther = plan && stack && plan.blueprint.stackId !== stack.header.blueprint.stackId;
    return {
      folderId: (plan?.blueprint ?? stack?.header.blueprint)?.folderId,
      name: (plan?.blueprint ?? stack?.header.blueprint)?.stackId ?? '',
      plan,
      loading: this.#reading !== undefined,
      problem: this.#problem?.text,
      problemFix: this.#problem?.fix,
      way: this.#way === 'terraform' ? 'terraform' : 'native',
      doing: this.#doing,
      owner: showsOther ? undefined : stack?.header.owner,
      blockers: plan ? blockers(plan) : [],
      run: showsOther ? undefined : run,
      destroyed: this.#destroyed,
      agreedAt: showsOther ? undefined : stack?.header.agreedAt,
      entries: stack && !showsOther ? stack.entries.slice(-200) : [],
      console: console(),
      now: now(),
    };
  }

  /** Shows the plan for a blueprint, reading the cloud first. */
  showPlan(blueprint: Blueprint): void {
    this.#blueprint = blueprint;
    this.#destroyed = false;
    this.#plan = undefined;
    this.#way = 'native';
    this.#title = `Environment plan: ${blueprint.stackId}`;
    void this.#read();
  }

  /** Shows the environment that is there, with its progress. */
  showProgress(): void {
    this.#showEnvironment();
    const isKnown = resourcesOf(this.#needs.environment.current) !== undefined;
    // Terraform is not started before somebody asks: it locks its state and takes its time.
    if (!this.#plan && this.#way === 'native' && isKnown) void this.#read();
    this.#changed.fire();
  }

  /** The same, with the cloud read again. */
  showDrift(): void {
    this.#showEnvironment();
    void this.#read();
  }

  /** The same, planned by Terraform. */
  showTerraform(): void {
    const { stack } = this.#needs.environment.current;
    this.#blueprint = stack?.header.blueprint ?? this.#plan?.blueprint ?? this.#blueprint;
    this.#destroyed = false;
    this.#title = `Terraform plan: ${this.#blueprint?.stackId ?? ''}`;
    void this.#readAs('terraform');
  }

  /** Follows the environment until the result is disposed; what is being read then is given up. */
  follow(): Disposable {
    const following = this.#needs.environment.onDidChange(() => this.#follow());
    return toDisposable(() => {
      following.dispose();
      this.#reading?.abort();
    });
  }

  /** Keeps what is known of the environment fresh until the result is disposed. */
  watch(): Disposable {
    return this.#needs.environment.watch();
  }

  #showEnvironment(): void {
    const { stack } = this.#needs.environment.current;
    this.#blueprint = stack?.header.blueprint;
    if (stack) this.#title = `Environment: ${stack.header.blueprint.stackId}`;
    if (this.#plan?.blueprint.stackId !== this.#blueprint?.stackId) this.#plan = undefined;
    const owned = stack?.header.owner !== undefined;
    if (owned !== (this.#way === 'terraform')) this.#plan = undefined;
    this.#way = owned ? 'terraform' : 'native';
  }

  /** A journal goes away when everything in it is taken back; the old plan is void then. */
  #follow(): void {
    const { stack, run, target } = this.#needs.environment.current;
    const gone = this.#destroying !== undefined && !stack && target?.folder.id === this.#destroying;
    if (stack) this.#destroyed = false;
    if (!stack) this.#destroying = undefined;
    else if (run) {
      this.#destroying = run.kind === 'destroy' ? stack.header.blueprint.folderId : undefined;
    }
    if (!gone) return this.#changed.fire();
    this.#destroyed = true;
    this.#plan = undefined;
    void this.#read();
  }

  #readAs(next: 'take' | 'terraform'): Promise<void> {
    if (next !== this.#way) this.#plan = undefined;
    this.#way = next;
    return this.#read();
  }

  async #read(): Promise<void> {
    const { environment, report } = this.#needs;
    const wanted = this.#blueprint ?? environment.current.stack?.header.blueprint;
    if (!wanted && this.#way !== 'terraform') return;
    this.#reading?.abort();
    const own = (this.#reading = new AbortController());
    this.#problem = undefined;
    this.#changed.fire();
    try {
      const made = await this.#make(wanted, own.signal);
      if (this.#reading === own) this.#plan = made;
    } catch (error) {
      if (isAppError(error, 'cancelled')) return;
      if (this.#reading === own) {
        this.#problem = { text: errorText(error), fix: isAppError(error) ? error.fix : undefined };
      }
      if (!(error instanceof AppError)) report(error);
    } finally {
      if (this.#reading === own) {
        this.#reading = undefined;
        this.#doing = undefined;
      }
      this.#changed.fire();
    }
  }

  async #make(wanted: Blueprint | undefined, signal: AbortSignal): Promise<Plan> {
    const { environment, terraform } = this.#needs;
    if (wanted && this.#way !== 'terraform') {
      return environment.plan(wanted, signal, this.#way === 'take' ? 'take' : 'leave');
    }
    const say = (text: string): void => {
      this.#doing = text;
      this.#changed.fire();
    };
    return (await terraform()).plan(say, signal);
  }

  async #agree(foreign: readonly string[]): Promise<void> {
    const { environment, terraform, onDidEnd } = this.#needs;
    const plan = this.#plan;
    if (!plan) return;
    checkConsent(plan, foreign);
    const begun = plan.terraform
      ? await (await terraform()).apply(plan)
      : await environment.begin(plan);
    onDidEnd(begun.ended);
    this.#changed.fire();
  }

  async #resume(): Promise<void> {
    const { environment, onDidEnd } = this.#needs;
    const { stack } = environment.current;
    if (stack?.header.owner) void this.#readAs('terraform');
    else if (stack) onDidEnd((await environment.resume(stack)).ended);
  }

  dispose(): void {
    this.#reading?.abort();
    this.#changed.dispose();
  }
}
