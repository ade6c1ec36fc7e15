import { type Blueprint } from '../model/blueprint';
import { type DestroyPlan } from '../model/destroyPlan';
import { type FolderId } from '../model/ids';
import { type Stack } from '../model/journal';
import { ownedByTerraform } from '../model/ownership';
import { type Plan, type TerraformPlanInfo } from '../model/plan';
import { type TerraformPlanned } from '../model/terraform/planned';
import { previewDestroy } from './destroyPreview';
import { type Found, readFoundAgain, recordedIds } from './found';
import { readForDestroy } from './foundForDestroy';
import { makePlan } from './plan';
import { type StackFiles } from './stackFiles';
import { checkHandOver } from './terraform/handOver';
import { type PlanTalk, terraformPlan } from './terraform/terraformPlan';
import { type WorkNeeds } from './workNeeds';

/** Plans from what the journal knows and the cloud says. Nothing is changed. */
export class Planning {
  readonly #needs: Pick<WorkNeeds, 'cloud' | 'currency' | 'now' | 'runners'>;
  readonly #journals: (folder: FolderId) => Pick<StackFiles, 'list'>;

  constructor(
    needs: Pick<WorkNeeds, 'cloud' | 'currency' | 'now' | 'runners'>,
    journals: (folder: FolderId) => Pick<StackFiles, 'list'>,
  ) {
    this.#needs = needs;
    this.#journals = journals;
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
    const { stacks } = await this.#journals(blueprint.folderId).list();
    const own = stacks.find((stack) => stack.header.blueprint.stackId === blueprint.stackId);
    const owner = own?.header.owner;
    if (owner && terraforms === 'leave') throw ownedByTerraform(blueprint.stackId, owner);
    const mayTake = terraforms !== 'leave' || own?.header.takenBackAt !== undefined;
    const { currency } = this.#needs;
    const found = { ...(await this.#found(blueprint, own, signal)), mayTake };
    const plan = makePlan(blueprint, found, currency);
    return terraforms === 'take' ? { ...plan, takesBack: true } : plan;
  }

  /** What Terraform will do, as a plan of the same kind; what it costs and needs is added. */
  async planTerraform(
    blueprint: Blueprint,
    planned: TerraformPlanned,
    talk: PlanTalk,
    info: Omit<TerraformPlanInfo, 'handsOver' | 'nothingToDo'>,
    signal: AbortSignal,
  ): Promise<Plan> {
    const { stacks } = await this.#journals(blueprint.folderId).list();
    const own = stacks.find((stack) => stack.header.blueprint.stackId === blueprint.stackId);
    if (own) checkHandOver(own, planned, 'create');
    const found = await this.#found(blueprint, own, signal);
    return terraformPlan(blueprint, found, this.#needs.currency, planned, talk, {
      ...info,
      handsOver: own !== undefined && own.header.owner === undefined,
      nothingToDo: !planned.applyable,
    });
  }

  async previewDestroy(stack: Stack, signal: AbortSignal): Promise<DestroyPlan> {
    const cloud = await this.#needs.cloud();
    const found = await readForDestroy(cloud, this.#needs.runners, stack, signal);
    return previewDestroy(stack, found);
  }

  async #found(blueprint: Blueprint, own: Stack | undefined, signal: AbortSignal): Promise<Found> {
    const { currency, now } = this.#needs;
    const recorded = own ? recordedIds(own) : {};
    const cloud = await this.#needs.cloud();
    return readFoundAgain(cloud, blueprint, recorded, currency, now, signal);
  }
}
