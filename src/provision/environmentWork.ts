import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Disposable } from '../base/disposable';
import { AppError, cancelled, errorText } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { type Blueprint } from '../model/blueprint';
import { type DestroyPlan } from '../model/destroyPlan';
import { type FolderId } from '../model/ids';
import { ownedByTerraform, stillWorking, type TerraformOwner } from '../model/ownership';
import { type RunKind, type RunView, type Stack } from '../model/journal';
import { type Plan, type TerraformPlanInfo } from '../model/plan';
import { type TerraformPlanned } from '../model/terraform/planned';
import { agreedAgain, agreedStack } from './agree';
import { createSteps } from './createSteps';
import { previewDestroy } from './destroyPreview';
import { readForDestroy } from './foundForDestroy';
import { consent, destroySteps } from './destroySteps';
import { currentCloud } from './currentCloud';
import { Run } from './engine';
import { type Found, readFoundAgain, recordedIds } from './found';
import { makePlan } from './plan';
import { type ProvisionCloud } from './ports';
import { recovery } from './recovery';
import { type Runners } from './runners';
import { restedView } from './restedView';
import { type OpenStack, StackFiles } from './stackFiles';
import { checkHandOver } from './terraform/handOver';
import { type PlanTalk, terraformPlan } from './terraform/terraformPlan';
import {
  begunByTerraform,
  type Driver,
  listenedTo,
  lookAtMade,
  takenOver,
  terraformDriver,
  type TerraformRun,
  terraformSkeleton,
} from './terraform/terraformRun';
import { unmark } from './terraform/unmark';
import { stillWorks } from './terraformWork';
import { type Step } from './step';
import { defaultStepPace, type StepPace } from './steps/tools';

export interface WorkNeeds {
  /** For the journals, which lie in a folder of their own for each folder of the cloud. */
  readonly folder: string;
  readonly cloud: () => Promise<ProvisionCloud>;
  /** Steps that come after the cloud's own. */
  readonly furtherSteps: (blueprint: Blueprint) => readonly Step[];
  readonly currency: string;
  readonly pace?: StepPace;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
  /** Of the GitLab that is signed in to; signed off before their machine goes. */
  readonly runners?: Runners | undefined;
  /** Tells the user that work waits for a sign-in to the cloud. */
  readonly askSignIn: () => void;
  /** Whether the present sign-in is taken. */
  readonly signedIn: (signal: AbortSignal) => Promise<boolean>;
}

/** Work that has begun; `ended` resolves with how it ended. */
export interface Begun {
  readonly ended: Promise<RunView>;
}

/** Two folders may have environments of the same name. */
type Place = Pick<Blueprint, 'stackId' | 'folderId'>;

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
  #living: Living | undefined;
  #disposed = false;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(needs: WorkNeeds) {
    this.#needs = needs;
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
    return { stack, run: this.#rested(stack), broken: problem };
  }

  /**
   * @param terraforms what to do with what belongs to Terraform: `leave` it alone; `use` it as ours, to write its
   *   configuration; `take` it back, which needs a consent
   * @throws AppError `conflict` when it is left alone and all of it is Terraform's
   */
  async plan(
    blueprint: Blueprint,
    signal: AbortSignal,
    terraforms: 'leave' | 'use' | 'take' = 'leave',
  ): Promise<Plan> {
    const { stacks } = await this.#files(blueprint.folderId).list();
    const own = stacks.find((stack) => stack.header.blueprint.stackId === blueprint.stackId);
    const owner = own?.header.owner;
    if (owner && terraforms === 'leave') throw ownedByTerraform(blueprint.stackId, owner);
    const mayTake = terraforms !== 'leave' || own?.header.takenBackAt !== undefined;
    const { currency } = this.#needs;
    const found = { ...(await this.#found(blueprint, own, signal)), mayTake };
    const plan = makePlan(blueprint, found, currency);
    return terraforms === 'take' ? { ...plan, takesBack: true } : plan;
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

  /** The journal becomes the owner again, with all that Terraform had made. One write: there are never two owners. */
  takeBack(place: Place): Promise<void> {
    const takenBackAt = this.#needs.now();
    return this.#changeOwner(
      place,
      () => ({ owner: undefined, takenBackAt }),
      'taken back from Terraform',
    );
  }

  /**
   * Takes Terraform's mark off the resources of what was taken back: then only the journal says whose they are.
   * @returns why some still carry it
   */
  async unmark({ stackId, folderId }: Place, signal: AbortSignal): Promise<string[]> {
    this.#refuseSecond();
    const open = await this.#files(folderId).open(stackId);
    try {
      const { header } = open.journal.state;
      if (header.owner !== undefined || header.takenBackAt === undefined) return [];
      const left = await unmark(await this.#needs.cloud(), open.journal.state, signal);
      // From now on such a mark is somebody's who runs Terraform on it again.
      if (left.length === 0) {
        const { takenBackAt: _takenBackAt, ...rest } = header;
        await open.journal.change({ header: rest }, 'Terraform’s label is gone');
      }
      return left;
    } finally {
      await open.close();
      this.#changed.fire();
    }
  }

  moveTerraform(place: Place, folder: string): Promise<void> {
    const change = (owner: TerraformOwner) => ({ owner: { ...owner, folder, work: undefined } });
    return this.#changeOwner(place, change, `Terraform works in ${folder} from now on`);
  }

  async #changeOwner(
    { stackId, folderId }: Place,
    change: (owner: TerraformOwner) => Partial<Stack['header']>,
    note: string,
  ): Promise<void> {
    this.#refuseSecond();
    const open = await this.#files(folderId).open(stackId);
    try {
      const { header } = open.journal.state;
      if (header.owner === undefined) return;
      if (header.owner.work && (await stillWorks(header.owner.work))) {
        throw stillWorking(stackId, header.owner.work);
      }
      await open.journal.change({ header: { ...header, ...change(header.owner) } }, note);
    } finally {
      await open.close();
      this.#changed.fire();
    }
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

  /** What Terraform will do, as a plan of the same kind; what it costs and needs is added. */
  async planTerraform(
    blueprint: Blueprint,
    planned: TerraformPlanned,
    talk: PlanTalk,
    info: Omit<TerraformPlanInfo, 'handsOver' | 'nothingToDo'>,
    signal: AbortSignal,
  ): Promise<Plan> {
    const { stacks } = await this.#files(blueprint.folderId).list();
    const own = stacks.find((stack) => stack.header.blueprint.stackId === blueprint.stackId);
    if (own) checkHandOver(own, planned, 'create');
    const found = await this.#found(blueprint, own, signal);
    return terraformPlan(blueprint, found, this.#needs.currency, planned, talk, {
      ...info,
      handsOver: own !== undefined && own.header.owner === undefined,
      nothingToDo: !planned.applyable,
    });
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
      const own = this.#steps(open, run.kind, blueprint);
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

  async previewDestroy(stack: Stack, signal: AbortSignal): Promise<DestroyPlan> {
    const cloud = await this.#needs.cloud();
    const found = await readForDestroy(cloud, this.#needs.runners, stack, signal);
    return previewDestroy(stack, found);
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

  async #found(blueprint: Blueprint, own: Stack | undefined, signal: AbortSignal): Promise<Found> {
    const { currency, now } = this.#needs;
    const recorded = own ? recordedIds(own) : {};
    const cloud = await this.#needs.cloud();
    return readFoundAgain(cloud, blueprint, recorded, currency, now, signal);
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
      const steps = driver?.steps ?? this.#steps(open, kind);
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

  #steps(
    open: OpenStack,
    kind: RunKind,
    blueprint: Blueprint = open.journal.state.header.blueprint,
  ): readonly Step[] {
    const cloud = currentCloud(this.#needs.cloud);
    const { now, pace = defaultStepPace } = this.#needs;
    const tools = { cloud, blueprint, pace, now };
    return kind === 'create'
      ? [...createSteps(tools), ...this.#needs.furtherSteps(blueprint)]
      : destroySteps({ ...tools, journal: open.journal, runners: this.#needs.runners });
  }

  /** Titles and order of the steps come from the steps themselves; none of them is run. */
  #rested(stack: Stack): RunView {
    const { blueprint } = stack.header;
    const destroying = Object.keys(stack.runs.destroy).length > 0;
    const cloud = currentCloud(this.#needs.cloud);
    const tools = { cloud, blueprint, pace: defaultStepPace, now: this.#needs.now };
    const open = { state: stack, forget: () => Promise.resolve() };
    const { runners } = this.#needs;
    const kind: RunKind = destroying ? 'destroy' : 'create';
    const own = destroying
      ? destroySteps({ ...tools, journal: open, runners })
      : [...createSteps(tools), ...this.#needs.furtherSteps(blueprint)];
    const steps = stack.header.owner ? terraformSkeleton(stack, kind, own) : own;
    return restedView(stack, kind, steps);
  }

  #livingOf(stack: Stack): Living | undefined {
    const { stackId, folderId } = stack.header.blueprint;
    const place = this.#living?.place;
    return place?.stackId === stackId && place.folderId === folderId ? this.#living : undefined;
  }

  #files(folder: FolderId): StackFiles {
    // The cloud's id becomes a name on disk.
    if (!/^[0-9a-z]+$/.test(folder)) {
      throw new AppError('invalid', `“${folder}” is not the id of a folder.`);
    }
    return new StackFiles(join(this.#needs.folder, folder), this.#needs.now);
  }

  #refuseSecond(): void {
    if (!this.#living) return;
    throw new AppError(
      'conflict',
      'The environment is being worked on. Wait for it, or cancel it.',
    );
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
