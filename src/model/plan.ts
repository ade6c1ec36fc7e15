import { type Blueprint } from './blueprint';
import { type Difference } from './drift';
import { type ItemPrice, type PriceTotal } from './price';
import { type RoleLine } from './roles';

/** What will happen, to be read before it is agreed to. Pure data: can be shown, copied and kept. */
export interface Plan {
  readonly blueprint: Blueprint;
  readonly cloudName: string;
  readonly folderName: string;
  /** When the cloud was read, ms since 1970. */
  readonly readAt: number;
  readonly items: readonly PlanItem[];
  readonly quotas: readonly QuotaLine[];
  readonly billing: BillingLine;
  /** What the signed-in account needs, and whether it was seen to have it. */
  readonly roles: readonly RoleLine[];
  readonly total: PriceTotal;
  readonly notes: readonly PlanNote[];
  /** Agreeing takes back from Terraform what carries its label. */
  readonly takesBack?: true | undefined;
  /** Terraform made this plan, and Terraform does it. */
  readonly terraform?: TerraformPlanInfo | undefined;
}

export interface TerraformPlanInfo {
  /** `Terraform 1.11.4`. */
  readonly program: string;
  /** Working folder, absolute. */
  readonly folder: string;
  /** The saved plan, and its SHA-256: what is agreed to is what is done. */
  readonly file: string;
  readonly digest: string;
  /** Nothing differs: there is nothing to apply. */
  readonly nothingToDo: boolean;
  /** The journal owns the environment until this is applied. */
  readonly handsOver: boolean;
}

/**
 * create: made by us. adopt: ours, found again. keep: ours, as the journal has it. exists: used, never changed or
 * deleted.
 * change: ours, brought to what the blueprint says. blocked: cannot go on before somebody did something.
 */
export type PlanAction =
  | 'create'
  | 'adopt'
  | 'keep'
  | 'exists'
  | 'change'
  | 'blocked'
  // Only in a plan of Terraform, which may do it.
  | 'replace'
  | 'destroy';
export type PlanGroup = 'network' | 'access' | 'machines' | 'project' | 'other';

/** The steps that make an environment in the cloud; later steps of the project have ids of their own. */
export const cloudSteps = [
  'network',
  'subnet',
  'security-group',
  'default-group',
  'service-account',
  'roles',
  'gitlab',
  'address',
  'machine',
  'host-key',
] as const;
export type CloudStep = (typeof cloudSteps)[number];

export interface PlanItem {
  /** Same as the id of the step that does it. */
  readonly id: string;
  readonly group: PlanGroup;
  readonly name: string;
  readonly action: PlanAction;
  /** What it will be, in words: `10.16.0.0/24, ru-central1-a`. */
  readonly what: string;
  /** Why it is not simply created; for `blocked`, what to do. */
  readonly reason: string | undefined;
  readonly resourceId: string | undefined;
  readonly after: readonly string[];
  /** What is not as it should be; `hand` ones stay as they are. */
  readonly differences: readonly Difference[];
  /** Not ours, and nobody has agreed to its use yet. */
  readonly needsConsent: boolean;
  /** Undefined: costs nothing. */
  readonly price: ItemPrice | undefined;
  /** Somebody else may change it, and we may not. */
  readonly owner?: 'terraform' | undefined;
}

export interface QuotaLine {
  /** `vpc.networks.count`; as the quota service calls it. */
  readonly id: string;
  /** The service it belongs to. */
  readonly service: string;
  readonly name: string;
  readonly unit: 'count' | 'GB';
  readonly needed: number;
  /** Undefined: could not be read. */
  readonly used: number | undefined;
  readonly limit: number | undefined;
  readonly state: 'enough' | 'short' | 'unknown';
}

export type BillingLine =
  | { readonly kind: 'active'; readonly account: string }
  | { readonly kind: 'inactive'; readonly account: string }
  /** No right to look, or no account shown. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface PlanNote {
  readonly kind:
    'human' | 'billing' | 'saving' | 'access' | 'security' | 'owner' | 'destroy' | 'warning';
  readonly title: string;
  readonly text: string;
}

/** What stands in the way; empty when the plan can be agreed to. Unknown quotas and prices do not block. */
export function blockers(plan: Plan): string[] {
  const short = plan.quotas
    .filter((quota) => quota.state === 'short')
    .map(
      (quota) =>
        `The quota “${quota.name}” (${quota.id}) is too small: ${quota.needed} needed, ${leftOf(quota) ?? 0} left of ${quota.limit ?? 0}.`,
    );
  const blocked = plan.items
    .filter((item) => item.action === 'blocked')
    .map((item) => item.reason ?? `“${item.name}” cannot be made.`);
  const billing =
    plan.billing.kind === 'inactive'
      ? [`The billing account “${plan.billing.account}” is not active.`]
      : [];
  return [...blocked, ...short, ...billing];
}

/** What is not ours and would be used: each needs a yes of its own. */
export function foreignItems(plan: Plan): readonly PlanItem[] {
  return plan.items.filter((item) => item.needsConsent);
}

/** What Terraform would destroy, or destroy and make anew: each needs a yes of its own. */
export function lostItems(plan: Plan): readonly PlanItem[] {
  return plan.items.filter(({ action }) => action === 'replace' || action === 'destroy');
}

export function countActions(plan: Plan): Readonly<Record<PlanAction, number>> {
  const counts = {
    create: 0,
    adopt: 0,
    keep: 0,
    exists: 0,
    change: 0,
    blocked: 0,
    replace: 0,
    destroy: 0,
  };
  for (const item of plan.items) counts[item.action]++;
  return counts;
}

/** What is left of a quota before the plan; undefined: could not be read. */
export function leftOf({ used, limit }: QuotaLine): number | undefined {
  return used === undefined || limit === undefined ? undefined : Math.max(0, limit - used);
}
