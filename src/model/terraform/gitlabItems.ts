import { attribute, block, code, comment, type Item, listOf } from './hcl';
import { addresses, hasGitLab, idOf, managesDefaultGroup, type TerraformInput } from './input';
import { named } from './networkItems';

/** The service account and its roles, one member each: others' bindings stay as they are. */
export function accessItems(input: TerraformInput): Item[] {
  const { blueprint, foreign, roles } = input;
  const account = block(
    'resource',
    ['yandex_iam_service_account', 'main'],
    named(blueprint.serviceAccount.name, 'service-account'),
  );
  const id = idOf('service-account', input).lines.join('');
  const members = block(
    'resource',
    ['yandex_resourcemanager_folder_iam_member', 'main'],
    [
      attribute('for_each', code('toset(local.roles)')),
      attribute('folder_id', code('var.folder_id')),
      attribute('role', code('each.value')),
      attribute('member', code(`"serviceAccount:\${${id}}"`)),
    ],
  );
  return [
    ...(foreign['service-account'] === undefined ? [account] : []),
    ...(roles.managed.length === 0 ? [] : [members]),
  ];
}

export function gitlabItems(input: TerraformInput): Item[] {
  const { gitlab } = input.blueprint;
  if (!hasGitLab(input)) {
    return comment('The GitLab instance is there and not ours: Terraform leaves it alone.');
  }
  return [
    block(
      'resource',
      ['yandex_gitlab_instance', 'main'],
      [
        ...named(gitlab.name, 'gitlab'),
        attribute('resource_preset_id', code('var.gitlab_preset')),
        attribute('disk_size', code('var.gitlab_disk_gb')),
        attribute('admin_login', code('var.gitlab_admin_login')),
        attribute('admin_email', code('var.gitlab_admin_email')),
        attribute('domain', code('"${var.gitlab_domain_prefix}.gitlab.yandexcloud.net"')),
        attribute('subnet_id', idOf('subnet', input)),
        attribute('backup_retain_period_days', code('var.gitlab_backup_days')),
        attribute('approval_rules_id', code('var.gitlab_approval_rules')),
        attribute('deletion_protection', code('var.gitlab_deletion_protection')),
        ...(managesDefaultGroup(input)
          ? [
              ...comment('It opens its ports by this group, so the rules come first.'),
              attribute('depends_on', listOf([code(addresses['default-group'])])),
            ]
          : []),
        block('timeouts', [], [attribute('create', '90m'), attribute('delete', '60m')]),
      ],
    ),
  ];
}
