import { labelKeys, resourceDescription, stackLabels, terraformOwner } from '../cloud';
import { accessItems, gitlabItems } from './gitlabItems';
import { attribute, block, comment, heredoc, type Item, objectOf, printed } from './hcl';
import { foreignLocals, type TerraformInput } from './input';
import { machineItems } from './machineItems';
import { networkItems } from './networkItems';

/** `main.tf`: the resources, in the order in which they are made. */
export function mainFile(input: TerraformInput): string {
  return printed([
    ...locals(input),
    ...networkItems(input),
    ...accessItems(input),
    ...gitlabItems(input),
    ...machineItems(input),
  ]);
}

function locals(input: TerraformInput): Item[] {
  const { component: _component, ...own } = stackLabels(input.blueprint.stackId, '');
  const labels = { ...own, [labelKeys.owner]: terraformOwner };
  const foreign = Object.entries(foreignLocals).flatMap(([step, name]) => {
    const id = input.foreign[step as keyof typeof foreignLocals];
    return id === undefined ? [] : [attribute(name, id)];
  });
  return [
    block(
      'locals',
      [],
      [
        attribute('description', resourceDescription),
        attribute('labels', objectOf(labels)),
        ...(input.roles.managed.length === 0
          ? []
          : [
              ...comment('What the service account may do in the folder.'),
              attribute('roles', input.roles.managed),
            ]),
        ...comment(
          'Readable by everybody who may look at the machine: nothing secret belongs in here.',
        ),
        attribute('user_data', heredoc(input.userData)),
        ...(foreign.length === 0
          ? []
          : [...comment('Not ours: used as it is, never changed or deleted.'), ...foreign]),
      ],
    ),
  ];
}
