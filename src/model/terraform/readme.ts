import { importsFile } from './smallFiles';
import { hasGitLab, managesDefaultGroup, type TerraformInput } from './input';

/** `README.md`: what lies here and how to go on. */
export function readmeFile(input: TerraformInput): string {
  const { blueprint, blockers } = input;
  const imports = importsFile(input) !== undefined;
  return `${[
    `# Environment ${shown(blueprint.stackId)} with Terraform`,
    '',
    'Made from the plan of GitLab MLOps for VS Code: the same names, labels and rules, in the same folder. It holds no',
    'password, key or token.',
    '',
    '| File | Holds |',
    '| --- | --- |',
    '| `main.tf` | network, groups, service account, GitLab, machine |',
    '| `variables.tf` | what is likely to be changed, with the values of the plan |',
    '| `outputs.tf` | addresses and ids |',
    '| `versions.tf` | versions and the provider |',
    ...(imports ? ['| `imports.tf` | what exists already and is taken over |'] : []),
    '',
    '## Go on',
    '',
    '```sh',
    'export YC_TOKEN="$(yc iam create-token)"   # or YC_SERVICE_ACCOUNT_KEY_FILE=<path of an authorized key>',
    'terraform init',
    'terraform plan -out=plan.bin',
    'terraform apply plan.bin',
    '```',
    '',
    'Terraform 1.5 or newer, or OpenTofu 1.6 or newer (`tofu` instead of `terraform`). A token ends after twelve hours at most. Another',
    'installation of the cloud is chosen with `YC_ENDPOINT`. Where the public registry cannot be reached, name a mirror of',
    'the provider in the configuration file of Terraform.',
    '',
    ...(imports
      ? [
          'Read the plan before you apply it: what `imports.tf` names has to be imported, not created, and nothing should be',
          'replaced or destroyed.',
          '',
        ]
      : []),
    ...(blockers.length === 0
      ? []
      : ['## In the way', '', ...blockers.map((text) => `- ${plain(text)}`), '']),
    '## Good to know',
    '',
    ...notes(input).map((text) => `- ${text}`),
  ].join('\n')}\n`;
}

function notes(input: TerraformInput): string[] {
  const { gitlab } = input.blueprint;
  return [
    ...(hasGitLab(input)
      ? [
          `GitLab takes up to an hour to start. Then it mails a link to ${shown(gitlab.adminEmail)}: a person has to open it and set the password.`,
        ]
      : ['The GitLab instance is not ours and is not part of this configuration.']),
    managesDefaultGroup(input)
      ? 'No API attaches a security group to a GitLab instance: it uses the default group of its network, which gets the rules first.'
      : 'The network is not ours, so its default group, which the GitLab instance uses, stays as it is. Look at its rules.',
    'What is not ours is used by its id and never changed or deleted.',
    'One environment has one owner: after `terraform apply`, change and destroy it with Terraform, not with the commands of the editor.',
    'Keep `terraform.tfstate` safe and out of Git, or use a remote state. It is how Terraform knows what it made.',
    '`terraform destroy` deletes what Terraform made or imported. A network with other things in it stays until they are gone.',
    ...(gitlab.deletionProtection && hasGitLab(input)
      ? [
          'GitLab is protected: set `gitlab_deletion_protection` to `false` and apply before you destroy.',
        ]
      : []),
  ];
}

/** As code: nothing in it is markup. */
function shown(text: string): string {
  const one = plain(text, (sign) => sign);
  const longest = Math.max(0, ...(one.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${one}${pad}${fence}`;
}

/** One line without marks that hide or turn text. */
function plain(text: string, escape = (sign: string) => `\\${sign}`): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[\\`*_<>[\]|#]/g, escape);
}
