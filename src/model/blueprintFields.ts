import { type Blueprint } from './blueprint';
import { type BlueprintField, choice } from './blueprintField';
import { gitlabFields } from './gitlabFields';
import { machineFields } from './machineFields';
import { validateBlueprint } from './validateBlueprint';
import { type BlueprintProblem } from './validateMachine';

/** Every value, in the order in which somebody would look for it. */
export const blueprintFields: readonly BlueprintField[] = [
  {
    id: 'securityGroup.allowedCidrs',
    group: 'access',
    title: 'Allowed addresses',
    about: 'IPv4 ranges that may use SSH and Git over SSH, separated by commas.',
    type: 'list',
    read: ({ securityGroup }) => securityGroup.allowedCidrs.join(', '),
    write: (blueprint, text) => ({
      ...blueprint,
      securityGroup: { ...blueprint.securityGroup, allowedCidrs: cidrsOf(text) },
    }),
  },
  ...gitlabFields,
  ...machineFields,
  {
    id: 'zone',
    group: 'network',
    title: 'Zone',
    about: 'Where subnet and machine are.',
    type: 'text',
    open: true,
    choices: () => ['a', 'b', 'd', 'e'].map((letter) => choice(`ru-central1-${letter}`)),
    read: ({ zone }) => zone,
    write: (blueprint, text) => ({ ...blueprint, zone: text }),
  },
  {
    id: 'subnet.cidr',
    group: 'network',
    title: 'Subnet range',
    about: 'Private IPv4 range, /16 to /28; GitLab refuses 192.168.0.0/24.',
    type: 'text',
    read: ({ subnet }) => subnet.cidr,
    write: (blueprint, text) => ({ ...blueprint, subnet: { ...blueprint.subnet, cidr: text } }),
  },
  nameOf('network', 'Network'),
  nameOf('subnet', 'Subnet'),
  nameOf('securityGroup', 'Security group'),
  nameOf('serviceAccount', 'Service account'),
];

/** A single address stands for itself alone. */
function cidrsOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => (part.includes('/') ? part : `${part}/32`));
}

function nameOf(
  key: 'network' | 'subnet' | 'securityGroup' | 'serviceAccount',
  title: string,
): BlueprintField {
  return {
    id: `${key}.name`,
    group: 'names',
    title,
    about: 'Its name in the cloud. One that is there already is used, after you agreed to it.',
    type: 'text',
    read: (blueprint) => blueprint[key].name,
    write: (blueprint, text) => ({ ...blueprint, [key]: { ...blueprint[key], name: text } }),
  };
}

/** What is wrong with this one value, if anything. */
export function problemOf(field: BlueprintField, blueprint: Blueprint): string | undefined {
  return validateBlueprint(blueprint).find((problem) => problem.field === field.id)?.message;
}

/** The field that a problem is about. */
export function fieldOf(problem: BlueprintProblem): BlueprintField | undefined {
  return blueprintFields.find((field) => field.id === problem.field);
}
