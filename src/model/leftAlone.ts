import { isOurs, isTerraforms, type Labels } from './cloud';
import { type Stack } from './journal';

/** It was there before, Terraform has it, or somebody took our label off. */
export type LeftAlone = 'existing' | 'terraforms' | 'lost';

/** Why a recorded resource is neither stopped nor deleted from here; undefined: it is ours. */
export function whyLeftAlone(
  { header, runs }: Stack,
  component: string,
  resource: { readonly labels: Labels },
): LeftAlone | undefined {
  if (runs.create[component]?.outputs['origin'] === 'existing') return 'existing';
  if (isTerraforms(resource) && header.takenBackAt === undefined) return 'terraforms';
  return isOurs(resource, header.blueprint.stackId, component) ? undefined : 'lost';
}
