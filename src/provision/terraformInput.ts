import { publicImagesFolder } from '../model/blueprint';
import { type ServiceAccountId } from '../model/ids';
import { type Stack } from '../model/journal';
import { blockers, cloudSteps, type CloudStep, type Plan } from '../model/plan';
import { type TerraformInput } from '../model/terraform/input';
import { AppError } from '../base/errors';
import { cloudConfig } from './cloudConfig';
import { findImage, imageName } from './findImage';
import { unlessHidden } from './foundResources';
import { type CloudReads } from './ports';
import { addressName } from './steps/addressStep';
import { words } from './steps/accessSteps';
import { isOurAction } from './verdict';

/** What the plan does not say: the image behind a choice, and which roles were given. */
export interface TerraformFacts {
  readonly image: { readonly id: string; readonly name: string } | undefined;
  /** Undefined: may not be looked at. */
  readonly boundRoles: readonly string[] | undefined;
  /** Roles that this environment has given, by its journal. */
  readonly addedRoles: readonly string[];
}

/** Reads what the plan does not say. @param stack journal of the plan's environment, when it has one */
export async function readTerraformFacts(
  cloud: Pick<CloudReads, 'latestImage' | 'imageOfProduct' | 'bindings'>,
  plan: Plan,
  stack: Stack | undefined,
  signal: AbortSignal,
): Promise<TerraformFacts> {
  const { folderId, machine } = plan.blueprint;
  const account = idsBy(plan, (action) => action === 'exists' || isOurAction(action))[
    'service-account'
  ] as ServiceAccountId | undefined;
  const recorded = stack?.runs.create['machine']?.outputs['image'];
  const [image, bindings] = await Promise.all([
    machine.image.kind === 'family' || recorded !== undefined
      ? undefined
      : findImage(cloud, machine.image, signal),
    account === undefined ? [] : cloud.bindings(folderId, signal).catch(unlessHidden),
  ]);
  return {
    image: recorded === undefined ? image : { id: recorded, name: imageName(machine.image) },
    boundRoles: bindings
      ?.filter(({ subject }) => subject.id === account)
      .map((binding) => binding.role),
    addedRoles: words(stack?.runs.create['roles']?.outputs['added']),
  };
}

/** Pure. Throws where the plan's image is not there. */
export function terraformInput(plan: Plan, facts: TerraformFacts): TerraformInput {
  const { blueprint } = plan;
  const { machine } = blueprint;
  return {
    blueprint,
    ours: idsBy(plan, isOurAction),
    foreign: idsBy(plan, (action) => action === 'exists'),
    roles: rolesOf(plan, facts),
    image: imageOf(machine.image, facts),
    userData: cloudConfig(machine),
    addressName: addressName(blueprint),
    blockers: blockers(plan),
  };
}

function imageOf(
  choice: Plan['blueprint']['machine']['image'],
  { image }: TerraformFacts,
): TerraformInput['image'] {
  if (choice.kind === 'family') {
    return { kind: 'family', family: choice.family, folder: publicImagesFolder };
  }
  if (image !== undefined) return { kind: 'pinned', ...image };
  throw new AppError(
    'not-found',
    `The image “${imageName(choice)}” was not found, so it cannot be named in the configuration. Choose another image.`,
  );
}

/** With somebody else's account, what it had before stays theirs. */
function rolesOf(
  plan: Plan,
  { boundRoles = [], addedRoles }: TerraformFacts,
): TerraformInput['roles'] {
  const wanted = plan.blueprint.serviceAccount.roles;
  const foreign = plan.items.some(
    ({ id, action }) => id === 'service-account' && action === 'exists',
  );
  const managed = wanted.filter(
    (role) => !foreign || addedRoles.includes(role) || !boundRoles.includes(role),
  );
  return { managed, bound: managed.filter((role) => boundRoles.includes(role)) };
}

function idsBy(
  plan: Plan,
  wanted: (action: Plan['items'][number]['action']) => boolean,
): Partial<Record<CloudStep, string>> {
  return Object.fromEntries(
    cloudSteps.flatMap((step) => {
      const item = plan.items.find(({ id }) => id === step);
      return item?.resourceId !== undefined && wanted(item.action) ? [[step, item.resourceId]] : [];
    }),
  );
}
