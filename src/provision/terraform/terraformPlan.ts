import { AppError } from '../../base/errors';
import { type Blueprint } from '../../model/blueprint';
import { labelKeys } from '../../model/cloud';
import { type Plan, type PlanItem, type PlanNote, type TerraformPlanInfo } from '../../model/plan';
import { type Diagnostic, diagnosticText } from '../../model/terraform/events';
import {
  type ChangeGroup,
  grouped,
  stepAt,
  type TerraformPlanned,
} from '../../model/terraform/planned';
import { type Found } from '../found';
import { planOf, ratesFor } from '../plan';
import { planItems } from '../planItems';
import { configured } from './configured';
import { itemOfChanges } from './changeItems';

/** What Terraform has said while it planned. */
export interface PlanTalk {
  readonly warnings: readonly Diagnostic[];
  /** Addresses of what was changed outside of Terraform. */
  readonly drifted: readonly string[];
}

/** The same document as our own plan, with what Terraform will do in place of what we would. Pure. */
export function terraformPlan(
  blueprint: Blueprint,
  found: Found,
  currency: string,
  planned: TerraformPlanned,
  talk: PlanTalk,
  info: TerraformPlanInfo,
): Plan {
  refuseOther(blueprint, planned);
  const wanted = configured(blueprint, planned);
  const own = planItems(wanted, { ...found, mayTake: true }, ratesFor(wanted, found, currency));
  const groups = grouped(planned.changes);
  const items = [
    ...own.flatMap((item) =>
      ownItem(
        item,
        groups.find(({ id }) => id === item.id),
      ),
    ),
    ...groups
      .filter(({ id }) => !own.some((item) => item.id === id))
      .map((group) => itemOfChanges(group, undefined)),
  ];
  const plan = planOf(wanted, found, currency, items);
  return {
    ...plan,
    blueprint: wanted,
    notes: [...notes(plan, talk, info), ...plan.notes.filter(({ kind }) => kind !== 'destroy')],
    terraform: info,
  };
}

function ownItem(item: PlanItem, group: ChangeGroup | undefined): PlanItem[] {
  if (group) return [onceOnly(itemOfChanges(group, item), item)];
  // Not in the configuration: used by its id, or left alone.
  if (item.resourceId === undefined && item.action !== 'exists') return [];
  const reason =
    item.action === 'exists'
      ? 'not ours: used by its id'
      : 'not in this configuration: Terraform leaves it alone';
  return [{ ...item, action: 'exists', reason, differences: [], needsConsent: false }];
}

/** What is ours and there already, and Terraform does not know: a Terraform that was broken off leaves such things. */
function onceOnly(made: PlanItem, { id, action, resourceId, name }: PlanItem): PlanItem {
  const isThere = resourceId !== undefined && action !== 'exists' && action !== 'blocked';
  // The rules of a default group are put in place, whoever made the group.
  if (made.action !== 'create' || !isThere || id === 'default-group') return made;
  return {
    ...made,
    action: 'blocked',
    resourceId,
    reason: `“${name}” (${resourceId}) is there already, and Terraform’s state does not know it: it would be made a second time. Export the configuration again, so that its imports.tf takes it over; then plan again.`,
  };
}

/** A configuration of another environment, or for another folder, must not be applied by mistake. */
function refuseOther({ stackId, folderId }: Blueprint, planned: TerraformPlanned): void {
  const folder = planned.variables['folder_id'];
  if (folder !== undefined && folder !== folderId) {
    throw new AppError(
      'conflict',
      `This configuration is for the folder “${folder}”, and “${folderId}” is chosen. Choose that folder, or another configuration.`,
      { fix: 'choose-folder' },
    );
  }
  for (const { address, after } of planned.changes) {
    const stack = after[`labels.${labelKeys.stack}`];
    if (stepAt(address) !== undefined && stack !== undefined && stack !== stackId) {
      throw new AppError(
        'conflict',
        `This configuration is of the environment “${stack}”, not of “${stackId}”. Choose its own folder.`,
        { fix: 'open-terraform' },
      );
    }
  }
}

function notes(plan: Plan, talk: PlanTalk, info: TerraformPlanInfo): PlanNote[] {
  const losses = plan.items.filter(({ action }) => action === 'replace' || action === 'destroy');
  const names = (items: readonly PlanItem[]): string => items.map(({ name }) => name).join(', ');
  return [
    ...(losses.length === 0
      ? []
      : [
          {
            kind: 'warning' as const,
            title: 'Something is lost.',
            text: `Terraform destroys, or destroys and makes anew: ${names(losses)}. What is on it is gone.`,
          },
        ]),
    ...(info.handsOver
      ? [
          {
            kind: 'access' as const,
            title: 'This hands the environment over to Terraform.',
            text: 'From then on it is changed and destroyed with Terraform. The commands here leave it alone until it is taken back.',
          },
        ]
      : []),
    ...(talk.drifted.length === 0
      ? []
      : [
          {
            kind: 'warning' as const,
            title: 'Changed outside of Terraform:',
            text: `${talk.drifted.join(', ')}.`,
          },
        ]),
    ...talk.warnings.map((one) => ({
      kind: 'warning' as const,
      title: 'Terraform warns:',
      text: diagnosticText(one),
    })),
    {
      kind: 'owner',
      title: 'Terraform owns what it makes.',
      text: `It keeps its state where the configuration in “${info.folder}” says. Destroy runs Terraform as well.`,
    },
  ];
}
