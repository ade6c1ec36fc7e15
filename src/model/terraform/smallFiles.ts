import { attribute, block, code, comment, type Item, objectOf, printed, quoted } from './hcl';
import {
  addresses,
  hasGitLab,
  idOf,
  managesDefaultGroup,
  type TerraformInput,
  type TerraformStep,
} from './input';

/** `versions.tf`. The provider signs in by what the environment says. */
export function versionsFile(): string {
  return printed([
    block(
      'terraform',
      [],
      [
        ...comment('1.5 is the first with import blocks.'),
        attribute('required_version', '>= 1.5'),
        block(
          'required_providers',
          [],
          [
            attribute(
              'yandex',
              objectOf({ source: 'yandex-cloud/yandex', version: '>= 0.222.0, < 1.0.0' }),
            ),
          ],
        ),
      ],
    ),
    ...comment(
      'Signs in with YC_TOKEN or YC_SERVICE_ACCOUNT_KEY_FILE of the environment: no secret is written here.',
    ),
    block(
      'provider',
      ['yandex'],
      [
        attribute('cloud_id', code('var.cloud_id')),
        attribute('folder_id', code('var.folder_id')),
        attribute('zone', code('var.zone')),
      ],
    ),
  ]);
}

/** `outputs.tf`. */
export function outputsFile(input: TerraformInput): string {
  const { machine } = input.blueprint;
  const address = machine.publicAddress ? 'nat_ip_address' : 'ip_address';
  const gitlab = addresses.gitlab;
  return printed([
    ...(hasGitLab(input)
      ? [
          output('gitlab_url', 'Where GitLab is.', `"https://\${${gitlab}.domain}"`),
          output('gitlab_id', 'The GitLab instance.', `${gitlab}.id`),
        ]
      : []),
    output('machine_id', 'The machine.', `${addresses.machine}.id`),
    output(
      'machine_address',
      machine.publicAddress ? 'Public address of the machine.' : 'Address in the subnet.',
      `${addresses.machine}.network_interface[0].${address}`,
    ),
    output('machine_login', 'Who to be on the machine.', quoted(machine.login)),
    output('network_id', 'The network.', idOf('network', input).lines.join('')),
    output(
      'service_account_id',
      'The service account for runners.',
      idOf('service-account', input).lines.join(''),
    ),
  ]);
}

function output(name: string, description: string, value: string): Item {
  return block(
    'output',
    [name],
    [attribute('description', description), attribute('value', code(value))],
  );
}

/** `imports.tf`: takes over what exists; undefined when nothing does. */
export function importsFile(input: TerraformInput): string | undefined {
  const { ours, foreign, roles, blueprint } = input;
  const items = (Object.keys(addresses) as TerraformStep[]).flatMap((step): Item[] => {
    if (step === 'roles') {
      const account = ours['service-account'] ?? foreign['service-account'];
      if (account === undefined) return [];
      return roles.bound.map((role) =>
        importItem(
          `${addresses.roles}[${quoted(role)}]`,
          `${blueprint.folderId},${role},serviceAccount:${account}`,
        ),
      );
    }
    const id = ours[step];
    if (id === undefined || (step === 'default-group' && !managesDefaultGroup(input))) return [];
    return [importItem(addresses[step], id)];
  });
  if (items.length === 0) return undefined;
  return printed([
    ...comment('What exists already. Terraform takes it over instead of making it a second time;'),
    ...comment('after the first apply this file can be deleted.'),
    ...items,
  ]);
}

function importItem(to: string, id: string): Item {
  return block('import', [], [attribute('to', code(to)), attribute('id', id)]);
}
