import { randomUUID } from 'node:crypto';
import { type Disposable } from '../base/disposable';
import { AppError, cancelled, errorText } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { type DestroyPlan } from '../model/destroyPlan';
import { type FolderId } from '../model/ids';
import { type RunKind, type RunView, type Stack } from '../model/journal';
import { ownedByTerraform } from '../model/ownership';
import { type Plan } from '../model/plan';
import { busyWords } from '../model/runWords';
import { agreedAgain, agreedStack } from './agree';
import { consent } from './destroySteps';
import { Run } from './engine';
import { Planning } from './planning';
import { recovery } from './recovery';
import { type OpenStack, type StackFiles, stackFilesOf } from './stackFiles';
import { defaultStepPace } from './steps/tools';
import { Owning } from './terraform/owning';
import {
  begunByTerraform,
  type Driver,
  listenedTo,
  lookAtMade,
  takenOver,
  terraformDriver,
  type TerraformRun,
} from './terraform/terraformRun';
import { type Begun, type Place, type WorkNeeds } from './workNeeds';
import { restedRun, stepsFor } from './workSteps';

interface Living {
  readonly place: Place;
  readonly run: Run;
  readonly open: OpenStack;
  /** Terraform, when it does the work. */
  readonly driver?: Driver | undefined;
}

/** The environments of this machine, and the run that this window drives. */
export class EnvironmentWork implements Disposable {
  readonly #needs: WorkNeeds;
  readonly #changed = new Emitter<void>();
  readonly #planning: Planning;
  readonly #owning: Owning;
  #living: Living | undefined;
  /** This window has an environment to itself without a run. */
  #holds = false;
  #disposed = false;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(needs: WorkNeeds) {
    this.#needs = needs;
    const journals = (folder: FolderId): StackFiles => this.#files(folder);
    this.#planning = new Planning(needs, journals);
    this.#owning = new Owning(needs, journals);
  }

  /** The environment of a folder and its run; what cannot be read is told. */
  async read(
    folder: FolderId,
  ): Promise<{ stack: Stack | undefined; run: RunView | undefined; broken: AppError | undefined }> {
    const { stacks, broken } = await this.#files(folder).list();
    const stack = stacks.find((one) => one.header.blueprint.folderId === folder);
    const problem = stack ? undefined : broken[0]?.error;
    if (!stack) return { stack, run: undefined, broken: problem };
    const living = this.#livingOf(stack);
    if (living) {
      return { stack: living.open.journal.state, run: living.run.current, broken: problem };
    }
    const { stackId } = stack.header.blueprint;
    const elsewhere = !this.#holds && (await this.#files(folder).isOpen(stackId));
    return { stack, run: restedRun(this.#needs, stack, elsewhere), broken: problem };
  }

  /** As `Planning.plan` does it. */
  plan(...args: Parameters<Planning['plan']>): Promise<Plan> {
    return this.#planning.plan(...args);
  }

  /** As `Planning.planTerraform` does it. */
  planTerraform(...args: Parameters<Planning['planTerraform']>): Promise<Plan> {
    return this.#planning.planTerraform(...args);
  }

  previewDestroy(stack: Stack, signal: AbortSignal): Promise<DestroyPlan> {
    return this.#planning.previewDestroy(stack, signal);
  }

  /** Begins what the plan says. Resolves when it has begun; how it goes is in `read`. */
  async begin(plan: Plan): Promise<Begun> {
    this.#refuseSecond();
    const foreign = plan.items.find(({ owner }) => owner !== undefined);
    if (foreign) throw new AppError('conflict', foreign.reason ?? '', { fix: 'open-terraform' });
    const now = this.#needs.now();
    const { stackId, folderId } = plan.blueprint;
    const files = this.#files(folderId);
    const known = (await files.list()).stacks.some(
      (stack) => stack.header.blueprint.stackId === stackId,
    );
    const open = known ? await files.open(stackId) : await files.create(agreedStack(plan, now));
    if (known) {
      if (plan.takesBack !== true) await leaveToTerraform(open);
      const next = agreedAgain(open.journal.state, plan, now);
      await open.journal.change({ header: next.header, runs: next.runs }, 'plan agreed again');
    }
    return this.#drive(open, 'create');
  }

  /** Goes on where an interrupted run stopped. */
  async resume({ stackId, folderId }: Place): Promise<Begun> {
    this.#refuseSecond();
    const open = await this.#files(folderId).open(stackId);
    await leaveToTerraform(open);
    const kind: RunKind =
      Object.keys(open.journal.state.runs.destroy).length > 0 ? 'destroy' : 'create';
    return this.#drive(open, kind, { note: 'resumed' });
  }

  /** As `Owning.takeBack` does it. */
  takeBack(place: Place): Promise<void> {
    return this.#changing(() => this.#owning.takeBack(place));
  }

  /** As `Owning.unmark` does it. */
  unmark(place: Place, signal: AbortSignal): Promise<string[]> {
    return this.#changing(() => this.#owning.unmark(place, signal));
  }

  /** As `Owning.move` does it. */
  moveTerraform(place: Place, folder: string): Promise<void> {
    return this.#changing(() => this.#owning.move(place, folder));
  }

  /**
   * Does something else than a run with what was made, while no window works on it.
   * @throws AppError `conflict` when a window does, or Terraform owns it
   */
  alone<T>({ stackId, folderId }: Place, does: () => Promise<T>): Promise<T> {
    return this.#changing(async () => {
      const open = await this.#files(folderId).open(stackId);
      await leaveToTerraform(open);
      try {
        return await does();
      } finally {
        await open.close();
      }
    });
  }

  /**
   * Lets what is under way come to its end and begins nothing new. Terraform is asked once to end in good order.
   * @throws AppError `conflict` when it cannot be asked: it goes on, and so does the run
   */
  async stop(): Promise<void> {
    const living = this.#living;
    await living?.driver?.interrupt();
    await living?.run.stop();
  }

  /** Ends a Terraform that was asked to end and has not: its state may miss what it was just making. */
  async endTerraform(): Promise<void> {
    await this.#living?.driver?.end();
  }

  /** Lets Terraform do what its saved plan says. It owns the environment from here on. */
  async runTerraform(run: TerraformRun): Promise<Begun> {
    this.#refuseSecond();
    const { stackId, folderId } = run.blueprint;
    const files = this.#files(folderId);
    const now = this.#needs.now();
    const known = (await files.list()).stacks.some(
      (stack) => stack.header.blueprint.stackId === stackId,
    );
    if (!known && !run.plan) {
      throw new AppError('not-found', `There is no environment “${stackId}” on this machine.`);
    }
    const open =
      known || !run.plan
        ? await files.open(stackId)
        : await files.create(await begunByTerraform(run, run.plan, now));
    const attached = run.attached === true;
    try {
      // A window that has ended meanwhile must not keep the next one out.
      if (this.#disposed) throw cancelled();
      const change = attached
        ? listenedTo(open.journal.state, now)
        : await takenOver(open.journal.state, run, now);
      const note = attached
        ? 'listening to Terraform again'
        : `given to Terraform in ${run.folder}`;
      const blueprint = run.plan?.blueprint ?? open.journal.state.header.blueprint;
      const own = stepsFor(this.#needs, open, run.kind, blueprint);
      const looks = own.filter(({ id }) => id === 'host-key' || id === 'activation');
      const driver = terraformDriver(
        open.journal,
        run,
        own,
        run.kind === 'create' ? looks : [],
        async (step, id, signal) => lookAtMade(await this.#needs.cloud(), step, id, signal),
        this.#needs.now,
      );
      // Who owns it and whether Terraform is at work stand in the header, which no step tells of.
      open.journal.onDidChange(() => this.#changed.fire());
      return await this.#drive(open, run.kind, { note, ...change }, driver);
    } catch (error) {
      await open.close();
      throw error;
    }
  }

  /** @param unprotect the user agreed to take deletion protection off; kept, so that a resumed run knows of it */
  async destroy({ stackId, folderId }: Place, unprotect: boolean): Promise<Begun> {
    this.#refuseSecond();
    const open = await this.#files(folderId).open(stackId);
    await leaveToTerraform(open);
    const { runs } = open.journal.state;
    const gitlab = consent(unprotect, runs.destroy['gitlab']);
    return this.#drive(open, 'destroy', {
      note: 'destruction agreed',
      runs: { ...runs, destroy: { ...runs.destroy, gitlab } },
    });
  }

  async #drive(
    open: OpenStack,
    kind: RunKind,
    { note, ...change }: { note?: string; header?: Stack['header']; runs?: Stack['runs'] } = {},
    driver?: Driver,
  ): Promise<Begun> {
    const { journal } = open;
    const place = journal.state.header.blueprint;
    try {
      const steps = driver?.steps ?? stepsFor(this.#needs, open, kind);
      if (note !== undefined) await journal.change(change, note);
      const run = new Run(steps, journal.run(kind), {
        kind,
        now: this.#needs.now,
        newKey: randomUUID,
        report: this.#needs.report,
        // Terraform is not begun again by itself: its plan would be another.
        ...(driver
          ? {}
          : { recover: recovery({ ...this.#needs, pace: this.#needs.pace ?? defaultStepPace }) }),
      });
      const living = { place, run, open, driver };
      this.#living = living;
      run.onDidChange(() => this.#changed.fire());
      return { ended: this.#finish(living, kind) };
    } catch (error) {
      await open.close();
      throw error;
    }
  }

  async #finish({ run, open, driver }: Living, kind: RunKind): Promise<RunView> {
    try {
      const ended = await run.start();
      await driver?.settle();
      if (kind === 'destroy' && ended.state === 'done') await open.discard();
      else await open.close();
      return ended;
    } finally {
      this.#living = undefined;
      this.#changed.fire();
    }
  }

  async #changing<T>(work: () => Promise<T>): Promise<T> {
    this.#refuseSecond();
    this.#holds = true;
    try {
      return await work();
    } finally {
      this.#holds = false;
      this.#changed.fire();
    }
  }

  #livingOf(stack: Stack): Living | undefined {
    const { stackId, folderId } = stack.header.blueprint;
    const place = this.#living?.place;
    return place?.stackId === stackId && place.folderId === folderId ? this.#living : undefined;
  }

  #files(folder: FolderId): StackFiles {
    return stackFilesOf(this.#needs.folder, folder, this.#needs.now);
  }

  #refuseSecond(): void {
    if (!this.#living && !this.#holds) return;
    throw new AppError('conflict', busyWords(this.#living?.run.current));
  }

  dispose(): void {
    this.#disposed = true;
    const living = this.#living;
    // Terraform itself goes on; whoever opens the window next listens to it again.
    living?.driver?.dispose();
    living?.run.dispose();
    void living?.open.close().catch((error: unknown) => {
      this.#needs.report(new AppError('remote', `A journal was not closed: ${errorText(error)}`));
    });
    this.#changed.dispose();
  }
}

/** What Terraform owns is neither made, nor mended, nor taken down from here. */
async function leaveToTerraform(open: OpenStack): Promise<void> {
  const { owner, blueprint } = open.journal.state.header;
  if (owner === undefined) return;
  await open.close();
  throw ownedByTerraform(blueprint.stackId, owner);
}
