import { approvalRules, gitlabPresets } from '../blueprint';
import { attribute, block, code, type Item, listOf, printed, type Value } from './hcl';
import { hasGitLab, type TerraformInput } from './input';

/** `variables.tf`: what is likely to be changed, with the blueprint's values as defaults. */
export function variablesFile(input: TerraformInput): string {
  const { blueprint } = input;
  const { gitlab, machine } = blueprint;
  return printed([
    variable('cloud_id', 'string', 'The cloud.', blueprint.cloudId),
    variable('folder_id', 'string', 'The folder that everything is made in.', blueprint.folderId),
    variable('zone', 'string', 'Zone of the subnet and the machine.', blueprint.zone),
    variable(
      'allowed_cidrs',
      'list(string)',
      'Who may reach SSH and Git over SSH, as ranges of IPv4 addresses.',
      blueprint.securityGroup.allowedCidrs,
      validation(
        'length(var.allowed_cidrs) > 0 && alltrue([for cidr in var.allowed_cidrs : can(cidrnetmask(cidr))])',
        'Give at least one range such as 198.51.100.7/32.',
      ),
    ),
    ...(hasGitLab(input) ? gitlabVariables(gitlab) : []),
    variable('machine_cores', 'number', 'vCPU of the machine.', machine.cores),
    variable('machine_memory_gb', 'number', 'Memory of the machine, GB.', machine.memoryGb),
    variable('machine_disk_gb', 'number', 'Boot disk of the machine, GB.', machine.disk.gb),
  ]);
}

function gitlabVariables(gitlab: TerraformInput['blueprint']['gitlab']): Item[] {
  const presets = Object.keys(gitlabPresets);
  return [
    variable(
      'gitlab_preset',
      'string',
      `Size of the GitLab instance: ${presets.join(', ')}. It can only grow.`,
      gitlab.preset,
      oneOf('gitlab_preset', presets),
    ),
    variable('gitlab_disk_gb', 'number', 'Disk of GitLab, GB. It can only grow.', gitlab.diskGb),
    variable(
      'gitlab_domain_prefix',
      'string',
      'GitLab is reached at https://<prefix>.gitlab.yandexcloud.net. Cannot be changed later.',
      gitlab.domainPrefix,
      validation(
        'can(regex("^[a-z0-9][a-z0-9-]{3,48}[a-z0-9]$", var.gitlab_domain_prefix))',
        'Use 5 to 50 lower case letters, digits and dashes, with a letter or digit at both ends.',
      ),
    ),
    variable(
      'gitlab_admin_login',
      'string',
      'Login of the administrator. Cannot be changed later.',
      gitlab.adminLogin,
    ),
    variable(
      'gitlab_admin_email',
      'string',
      'GitLab mails a link here, to set the password with. Cannot be changed later.',
      gitlab.adminEmail,
    ),
    variable('gitlab_backup_days', 'number', 'Backups are kept so many days.', gitlab.backupDays),
    variable(
      'gitlab_approval_rules',
      'string',
      `Approval rules of merge requests: ${approvalRules.join(', ')}.`,
      gitlab.approvalRules,
      oneOf('gitlab_approval_rules', approvalRules),
    ),
    variable(
      'gitlab_deletion_protection',
      'bool',
      'While true, destroy is refused.',
      gitlab.deletionProtection,
    ),
  ];
}

function variable(
  name: string,
  type: string,
  description: string,
  value: Value,
  ...checks: readonly Item[]
): Item {
  return block(
    'variable',
    [name],
    [
      attribute('description', description),
      attribute('type', code(type)),
      attribute('default', value),
      ...checks,
    ],
  );
}

function oneOf(name: string, values: readonly string[]): Item {
  const listed = listOf(values.map((value) => code(`"${value}"`))).lines.join('');
  return validation(`contains(${listed}, var.${name})`, `Use one of ${values.join(', ')}.`);
}

function validation(condition: string, message: string): Item {
  return block(
    'validation',
    [],
    [attribute('condition', code(condition)), attribute('error_message', message)],
  );
}
