import { type Blueprint, type GitLabPreset, gitlabPresets } from '../../model/blueprint';
import { type TerraformPlanned, stepAt } from '../../model/terraform/planned';
import { type TerraformStep } from '../../model/terraform/input';

/** The blueprint with what the configuration says now: somebody may have edited it since it was exported. */
export function configured(blueprint: Blueprint, planned: TerraformPlanned): Blueprint {
  const of = (step: TerraformStep): Readonly<Record<string, string>> =>
    planned.changes.find((one) => stepAt(one.address) === step && one.action !== 'delete')?.after ??
    {};
  const [network, subnet, group] = [of('network'), of('subnet'), of('security-group')];
  const [account, gitlab, machine] = [of('service-account'), of('gitlab'), of('machine')];
  const preset = gitlab['resource_preset_id'];
  return {
    ...blueprint,
    zone: machine['zone'] ?? blueprint.zone,
    network: { name: network['name'] ?? blueprint.network.name },
    subnet: {
      name: subnet['name'] ?? blueprint.subnet.name,
      cidr: subnet['v4_cidr_blocks[0]'] ?? blueprint.subnet.cidr,
    },
    securityGroup: {
      ...blueprint.securityGroup,
      name: group['name'] ?? blueprint.securityGroup.name,
    },
    serviceAccount: {
      ...blueprint.serviceAccount,
      name: account['name'] ?? blueprint.serviceAccount.name,
    },
    gitlab: {
      ...blueprint.gitlab,
      name: gitlab['name'] ?? blueprint.gitlab.name,
      preset: isPreset(preset) ? preset : blueprint.gitlab.preset,
      diskGb: number(gitlab['disk_size'], blueprint.gitlab.diskGb),
      backupDays: number(gitlab['backup_retain_period_days'], blueprint.gitlab.backupDays),
      adminEmail: gitlab['admin_email'] ?? blueprint.gitlab.adminEmail,
      adminLogin: gitlab['admin_login'] ?? blueprint.gitlab.adminLogin,
      domainPrefix: gitlab['domain']?.split('.')[0] ?? blueprint.gitlab.domainPrefix,
      deletionProtection: flag(gitlab['deletion_protection'], blueprint.gitlab.deletionProtection),
    },
    machine: {
      ...blueprint.machine,
      name: machine['name'] ?? blueprint.machine.name,
      platform: machine['platform_id'] ?? blueprint.machine.platform,
      cores: number(machine['resources[0].cores'], blueprint.machine.cores),
      coreFraction: number(machine['resources[0].core_fraction'], blueprint.machine.coreFraction),
      memoryGb: number(machine['resources[0].memory'], blueprint.machine.memoryGb),
      gpus: number(machine['resources[0].gpus'], blueprint.machine.gpus),
      disk: {
        gb: number(machine['boot_disk[0].initialize_params[0].size'], blueprint.machine.disk.gb),
        type: machine['boot_disk[0].initialize_params[0].type'] ?? blueprint.machine.disk.type,
      },
      staticAddress: reserves(planned) ?? blueprint.machine.staticAddress,
      publicAddress: flag(machine['network_interface[0].nat'], blueprint.machine.publicAddress),
      preemptible: flag(machine['scheduling_policy[0].preemptible'], blueprint.machine.preemptible),
    },
  };
}

/** Undefined: it reserves none itself, and may use one that is there. */
function reserves({ changes }: TerraformPlanned): boolean | undefined {
  const own = changes.filter(({ address }) => stepAt(address) === 'address');
  return own.length === 0 ? undefined : own.some(({ action }) => action !== 'delete');
}

function number(text: string | undefined, otherwise: number): number {
  const value = Number(text);
  return text === undefined || !Number.isFinite(value) ? otherwise : value;
}

function flag(text: string | undefined, otherwise: boolean): boolean {
  return text === undefined ? otherwise : text === 'true';
}

function isPreset(text: string | undefined): text is GitLabPreset {
  return text !== undefined && Object.hasOwn(gitlabPresets, text);
}
