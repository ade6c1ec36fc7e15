import { rm } from 'node:fs/promises';
import * as z from 'zod';
import { AppError, isAppError } from '../base/errors';
import { never } from '../base/wait';
import { type Blueprint } from '../model/blueprint';
import { type DestroyPlan } from '../model/destroyPlan';
import { type RunKind, type Stack } from '../model/journal';
import { type Plan } from '../model/plan';
import { type Terraform, type TerraformPlace } from '../model/ports/terraform';
import { lockIn, type StateLock } from '../model/terraform/events';
import { type TerraformPlanned } from '../model/terraform/planned';
import { type Begun } from '../provision/workNeeds';
import { blueprintSchema } from '../provision/stackSchema';
import { protectedWords, terraformDestroy } from '../provision/terraform/terraformDestroy';
import { signalWork, stillWorks } from '../provision/terraformWork';
import { type CloudSessionStore } from './cloudSessionStore';
import { type EnvironmentStore } from './environmentStore';
import { type Memory } from './memory';
import { PlanTalk } from './planTalk';
import { digestOf, newPlanFile, there } from './savedPlans';

export interface TerraformDriveNeeds {
  readonly terraform: Terraform;
  readonly session: Pick<CloudSessionStore, 'client' | 'target'>;
  readonly environment: EnvironmentStore;
  readonly memory: Memory;
  readonly endpoint: () => string;
  /** PEM file of a private authority; empty: none. */
  readonly caFile: () => string;
  readonly report: (error: unknown) => void;
}

/** Where the configuration of the chosen folder lies, and what it was made from. */
export interface TerraformHome {
  readonly folder: string;
  readonly blueprint: Blueprint;
}

/** How an environment was taken back; both empty: entirely. */
export interface TakenBack {
  /** Why Terraform could not be made to forget it. */
  readonly remembers: AppError | undefined;
  /** Why some resources still carry Terraform's label. */
  readonly marked: readonly string[];
}

interface Saved {
  readonly file: string;
  readonly digest: string;
  readonly planned: TerraformPlanned;
}

const homeSchema = z.object({ folder: z.string(), blueprint: blueprintSchema });

/** Terraform at work for the chosen folder of the cloud: plans, applies, destroys, gives back. */
export class TerraformDrive {
  readonly #needs: TerraformDriveNeeds;
  #saved: Saved | undefined;
  #destroy: Saved | undefined;
  #lock: StateLock | undefined;

  constructor(needs: TerraformDriveNeeds) {
    this.#needs = needs;
  }

  /** Who holds the state, as the last refusal said. */
  get lock(): StateLock | undefined {
    return this.#lock;
  }

  /** The journal's word first, then what was exported last from here. */
  get home(): TerraformHome | undefined {
    const { stack } = this.#needs.environment.current;
    const owner = stack?.header.owner;
    if (stack && owner) return { folder: owner.folder, blueprint: stack.header.blueprint };
    const read = homeSchema.safeParse(this.#needs.memory.get(this.#key()));
    if (!read.success) return undefined;
    return { folder: read.data.folder, blueprint: stack?.header.blueprint ?? read.data.blueprint };
  }

  async remember(home: TerraformHome): Promise<void> {
    await this.#needs.memory.set(this.#key(), home);
  }

  /** Another place for the same configuration and state. */
  async move(folder: string): Promise<void> {
    const { blueprint } = this.#home();
    const { stack } = this.#needs.environment.current;
    // Refused while Terraform works in the old place: then all stays as it was.
    if (stack?.header.owner) await this.#needs.environment.moveTerraform(stack, folder);
    await this.remember({ folder, blueprint });
  }

  program(signal: AbortSignal): ReturnType<Terraform['program']> {
    return this.#needs.terraform.program(signal);
  }

  /** @param say told what Terraform is just doing */
  async plan(say: (text: string) => void, signal: AbortSignal): Promise<Plan> {
    const { folder, blueprint } = this.#home();
    const { terraform, environment } = this.#needs;
    const { name, version } = await terraform.program(signal);
    const talk = new PlanTalk(say);
    const saved = await this.#save(folder, 'create', talk, signal);
    const { file, digest } = saved;
    const info = { program: `${name} ${version}`, folder, file, digest };
    const plan = await environment.planTerraform(blueprint, saved.planned, talk, info, signal);
    this.#saved = saved;
    return plan;
  }

  /** Does exactly what the plan said that was shown. */
  async apply(plan: Plan): Promise<Begun> {
    const saved = this.#saved;
    const info = plan.terraform;
    if (!saved || info?.digest !== saved.digest) throw outdated();
    await this.#unchanged(saved);
    return this.#run(saved, {
      kind: 'create',
      blueprint: plan.blueprint,
      plan,
      folder: info.folder,
    });
  }

  async previewDestroy(stack: Stack, signal: AbortSignal): Promise<DestroyPlan> {
    const { folder } = this.#home();
    const saved = await this.#save(folder, 'destroy', new PlanTalk(() => undefined), signal);
    const ours = await this.#needs.environment.previewDestroy(stack, signal);
    this.#destroy = saved;
    return terraformDestroy(ours, saved.planned);
  }

  /** @param preview what was read before the name was typed */
  async destroy({ header }: Stack, preview: DestroyPlan): Promise<Begun> {
    const saved = this.#destroy;
    if (!saved || !header.owner) throw outdated();
    const held = preview.items.find(({ reason }) => reason === protectedWords);
    if (held)
      throw new AppError('conflict', `The GitLab instance “${held.name}” is ${protectedWords}.`);
    await this.#unchanged(saved);
    const { blueprint, owner } = header;
    return this.#run(saved, { kind: 'destroy', blueprint, plan: undefined, folder: owner.folder });
  }

  /**
   * The journal owns the environment again, Terraform forgets it, and its label goes. Of what was taken back before,
   * only the label is left to do.
   */
  async takeBack(stack: Stack, signal: AbortSignal): Promise<TakenBack> {
    const { environment } = this.#needs;
    const folder = stack.header.owner?.folder;
    if (folder !== undefined) await environment.takeBack(stack);
    const remembers = folder === undefined ? undefined : await this.#forget(folder, signal);
    return { remembers, marked: await environment.unmark(stack, signal) };
  }

  async #forget(folder: string, signal: AbortSignal): Promise<AppError | undefined> {
    const { terraform } = this.#needs;
    try {
      // From here on it is ours: what Terraform still remembers can only be used by hand.
      const saved = await this.#save(folder, 'destroy', new PlanTalk(() => undefined), signal);
      const known = saved.planned.changes.filter(({ action }) => action === 'delete');
      await rm(saved.file, { force: true });
      const place = await this.#place(folder, signal);
      await terraform.forget(
        place,
        known.map(({ address }) => address),
        signal,
      );
      return undefined;
    } catch (error) {
      if (!isAppError(error)) throw error;
      return error;
    }
  }

  async unlock(lock: StateLock, signal: AbortSignal): Promise<void> {
    const { folder } = this.#home();
    await this.#needs.terraform.unlock(await this.#place(folder, signal), lock.id, signal);
    this.#lock = undefined;
  }

  /**
   * Listens again to a Terraform that went on when its window ended, or reads what it has printed meanwhile.
   * @returns undefined: there is none
   * @throws AppError `conflict` when another window does
   */
  async attach(): Promise<Begun | undefined> {
    const { terraform, environment } = this.#needs;
    const { stack } = environment.current;
    const owner = stack?.header.owner;
    const work = owner?.work;
    if (!stack || !owner || !work) return undefined;
    // Without its words there is nothing to learn; a new plan shows how things stand.
    if (!(await stillWorks(work)) && !(await there(work.log))) return undefined;
    if (!(await there(work.file))) return undefined;
    const place = await this.#place(owner.folder, never);
    const planned = await terraform.show(place, work.file, never);
    return this.#follow(
      work.file,
      await environment.runTerraform({
        kind: work.kind,
        blueprint: stack.header.blueprint,
        plan: undefined,
        planned,
        folder: owner.folder,
        file: work.file,
        log: work.log,
        attached: true,
        start: (on) =>
          Promise.resolve(
            terraform.follow(
              {
                log: work.log,
                alive: () => stillWorks(work),
                signal: (name) => signalWork(work, name),
              },
              on,
            ),
          ),
      }),
    );
  }

  async #run(
    { file, planned }: Saved,
    about: { kind: RunKind; blueprint: Blueprint; plan: Plan | undefined; folder: string },
  ): Promise<Begun> {
    const { terraform, environment } = this.#needs;
    // Asked for before anything is written down: who is signed out keeps the journal as it is.
    await this.#place(about.folder, never);
    const log = `${file}.log`;
    const begun = await environment.runTerraform({
      ...about,
      planned,
      file,
      log,
      start: async (on) =>
        terraform.apply(await this.#place(about.folder, never), { file, log }, on),
    });
    this.#saved = undefined;
    this.#destroy = undefined;
    return this.#follow(file, begun);
  }

  #follow(file: string, begun: Begun): Begun {
    const tidy = async (): Promise<void> => {
      await Promise.all([rm(file, { force: true }), rm(`${file}.log`, { force: true })]);
    };
    // How it ended is told by `ended`.
    void begun.ended.then(tidy, tidy).catch(this.#needs.report);
    return begun;
  }

  async #save(folder: string, kind: RunKind, talk: PlanTalk, signal: AbortSignal): Promise<Saved> {
    const { terraform } = this.#needs;
    const place = await this.#place(folder, signal);
    const file = await newPlanFile(folder);
    try {
      const request = { file, destroy: kind === 'destroy' };
      await terraform.plan(place, request, (event) => talk.hear(event), signal);
      this.#lock = undefined;
      const planned = await terraform.show(place, file, signal);
      return { file, planned, digest: await digestOf(file) };
    } catch (error) {
      await rm(file, { force: true });
      if (isAppError(error, 'conflict') && error.code === 'STATE_LOCKED') {
        this.#lock = lockIn(error.detail ?? '');
      }
      throw error;
    }
  }

  async #unchanged({ file, digest }: Saved): Promise<void> {
    const now = await digestOf(file).catch(() => undefined);
    if (now !== digest) throw outdated();
  }

  async #place(folder: string, signal: AbortSignal): Promise<TerraformPlace> {
    const { session, endpoint, caFile } = this.#needs;
    const { target } = session;
    if (!target) {
      throw new AppError('not-found', 'Choose a cloud and a folder first.', {
        fix: 'choose-folder',
      });
    }
    const token = await (await session.client()).iamToken(signal);
    return {
      folder,
      token,
      cloudId: target.folder.cloudId,
      folderId: target.folder.id,
      endpoint: endpoint(),
      caFile: caFile() || undefined,
    };
  }

  #home(): TerraformHome {
    const { home } = this;
    if (home) return home;
    throw new AppError(
      'not-found',
      'There is no Terraform configuration for this folder yet. Export the environment as Terraform first.',
    );
  }

  #key(): string {
    return `terraform.home ${this.#needs.session.target?.folder.id ?? ''}`;
  }
}

function outdated(): AppError {
  return new AppError(
    'conflict',
    'This is not the plan that Terraform has saved any more. Plan again, and agree to what is shown then.',
    { fix: 'open-terraform' },
  );
}
