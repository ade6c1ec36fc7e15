import { type Blueprint, gigabyte, gitlabPresets, securityRules } from '../model/blueprint';
import { cidrsOverlap } from '../model/cidr';
import {
  gitlabDifferences,
  groupDifferences,
  machineDifferences,
  roleDifferences,
  subnetDifferences,
} from '../model/drift';
import { diskTypes, platforms } from '../model/platforms';
import { type CloudStep, type PlanItem } from '../model/plan';
import { type Found } from './found';
import { imageName } from './findImage';
import { addressPrice, gitlabPrice, machinePrice } from './itemPrices';
import { type Rates } from './rates';
import { addressName } from './steps/addressStep';
import { blocked, creating, isOurAction, seek, type Verdict, withDifferences } from './verdict';

/** Decides item by item what will happen. Pure. */
export function planItems(blueprint: Blueprint, found: Found, rates: Rates): PlanItem[] {
  const network = networkVerdict(blueprint, found);
  const account = accountVerdict(blueprint, found);
  const gitlab = gitlabVerdict(blueprint, found);
  const group = groupVerdict(blueprint, found, network);
  const machine = machineVerdict(blueprint, found, group.resourceId);
  const { serviceAccount } = blueprint;
  const free = { price: undefined };
  return [
    {
      id: 'network',
      group: 'network',
      name: blueprint.network.name,
      ...network,
      ...free,
      after: [],
    },
    {
      id: 'subnet',
      group: 'network',
      name: blueprint.subnet.name,
      ...subnetVerdict(blueprint, found, network),
      ...free,
      after: ['network'],
    },
    {
      id: 'security-group',
      group: 'network',
      name: blueprint.securityGroup.name,
      ...group,
      ...free,
      after: ['network'],
    },
    {
      id: 'default-group',
      group: 'network',
      name: 'default group',
      ...defaultGroupVerdict(blueprint, found, network),
      ...free,
      after: ['network'],
    },
    {
      id: 'service-account',
      group: 'access',
      name: serviceAccount.name,
      ...account,
      ...free,
      after: [],
    },
    {
      id: 'roles',
      group: 'access',
      name: `roles of ${serviceAccount.name}`,
      ...rolesVerdict(blueprint, found, account),
      ...free,
      after: ['service-account'],
    },
    {
      id: 'gitlab',
      group: 'machines',
      name: blueprint.gitlab.name,
      ...gitlab,
      price: gitlab.action === 'exists' ? undefined : gitlabPrice(blueprint.gitlab, rates),
      after: ['subnet', 'default-group'],
    },
    ...addressItem(blueprint, found, rates),
    {
      id: 'machine',
      group: 'machines',
      name: blueprint.machine.name,
      ...machine,
      price: machinePrice(blueprint.machine, rates),
      after: ['subnet', 'security-group', ...(blueprint.machine.staticAddress ? ['address'] : [])],
    },
  ] satisfies (PlanItem & { id: CloudStep })[];
}

function addressItem(
  blueprint: Blueprint,
  found: Found,
  rates: Rates,
): (PlanItem & { id: CloudStep })[] {
  if (!blueprint.machine.staticAddress) return [];
  const name = addressName(blueprint);
  const what = `fixed public IPv4 address, ${blueprint.zone}`;
  const sought = { name, component: 'address', what };
  const verdict = seek(found.addresses, sought, blueprint.stackId, found);
  const there = found.addresses.find((one) => one.id === verdict.resourceId);
  const wrongZone = there !== undefined && there.zone !== blueprint.zone;
  const used = there?.used === true && verdict.action === 'exists';
  return [
    {
      id: 'address',
      group: 'machines',
      name,
      ...(wrongZone
        ? blocked(verdict, `The address “${name}” is in ${there.zone}, not in ${blueprint.zone}.`)
        : used
          ? blocked(verdict, `The address “${name}” is in use. Free it, or rename the machine.`)
          : verdict),
      price: verdict.action === 'exists' ? undefined : addressPrice(rates),
      after: [],
    },
  ];
}

function networkVerdict({ network, stackId }: Blueprint, found: Found): Verdict {
  const sought = { name: network.name, component: 'network', what: 'a network of its own' };
  return seek(found.networks, sought, stackId, found);
}

function subnetVerdict(blueprint: Blueprint, found: Found, network: Verdict): Verdict {
  const { subnet, zone } = blueprint;
  const what = `${subnet.cidr}, ${zone}`;
  const sought = { name: subnet.name, component: 'subnet', what };
  const verdict = seek(found.subnets, sought, blueprint.stackId, found);
  const there = found.subnets.find((candidate) => candidate.id === verdict.resourceId);
  if (there !== undefined) {
    if (there.networkId !== network.resourceId) {
      return blocked(
        verdict,
        `The subnet “${subnet.name}” belongs to another network. Choose another name.`,
      );
    }
    if (there.zone !== zone) {
      return blocked(
        verdict,
        `The subnet “${subnet.name}” is in ${there.zone}, not in ${zone}. Choose that zone or another name.`,
      );
    }
    const seen = { ...verdict, what: `${there.cidrs.join(', ')}, ${there.zone}` };
    return withDifferences(seen, subnetDifferences(blueprint, there));
  }
  const clash = found.subnets.find(
    (other) =>
      other.networkId === network.resourceId &&
      other.cidrs.some((cidr) => cidrsOverlap(cidr, subnet.cidr)),
  );
  if (clash === undefined) return verdict;
  return blocked(
    verdict,
    `The range ${subnet.cidr} overlaps with subnet “${clash.name}”. Choose another range.`,
  );
}

function groupVerdict(blueprint: Blueprint, found: Found, network: Verdict): Verdict {
  const { name, allowedCidrs } = blueprint.securityGroup;
  const rules = securityRules(allowedCidrs);
  const what = `${rules.length} rules: ${openPorts(blueprint)} in, all out`;
  const sought = { name, component: 'security-group', what };
  const groups = found.securityGroups.filter((group) => !group.isDefault);
  const verdict = seek(groups, sought, blueprint.stackId, found);
  const there = found.securityGroups.find((group) => group.id === verdict.resourceId);
  if (there === undefined) return verdict;
  if (there.networkId !== network.resourceId) {
    return blocked(
      verdict,
      `The security group “${name}” belongs to another network. Choose another name.`,
    );
  }
  return withDifferences(verdict, groupDifferences(blueprint, there));
}

/** No API ties a group to a managed GitLab: it uses its network's default group, which is ours only in our network. */
function defaultGroupVerdict(blueprint: Blueprint, found: Found, network: Verdict): Verdict {
  const what = 'the same rules; the GitLab instance uses this group';
  const there = found.networks.find((candidate) => candidate.id === network.resourceId);
  const id = there?.defaultSecurityGroupId;
  if (network.owner !== undefined) {
    return {
      ...network,
      what,
      resourceId: id,
      reason: 'The default group’s network belongs to Terraform.',
    };
  }
  if (network.action === 'exists') {
    return {
      ...creating('used by the GitLab instance as it is'),
      action: 'exists',
      reason: 'the network is not ours, so its default group is not touched',
      resourceId: id,
    };
  }
  const group = found.securityGroups.find((candidate) => candidate.id === id);
  if (group === undefined) return { ...creating(what), resourceId: id };
  const known = found.recorded['default-group'] === id;
  const ours: Verdict = { ...creating(what), action: known ? 'keep' : 'adopt', resourceId: id };
  return withDifferences(ours, groupDifferences(blueprint, group));
}

function accountVerdict({ serviceAccount, stackId }: Blueprint, found: Found): Verdict {
  const what = 'service account for runners';
  const sought = { name: serviceAccount.name, component: 'service-account', what };
  return seek(found.serviceAccounts, sought, stackId, found);
}

function rolesVerdict(blueprint: Blueprint, found: Found, account: Verdict): Verdict {
  const { serviceAccount } = blueprint;
  const bound = new Set(
    (found.bindings ?? [])
      .filter(({ subject }) => subject.id === account.resourceId)
      .map((binding) => binding.role),
  );
  const missing = serviceAccount.roles.filter((role) => !bound.has(role));
  const verdict = creating(serviceAccount.roles.join(', '));
  if (account.owner !== undefined) {
    const reason = 'The service account of these roles belongs to Terraform.';
    return { ...account, what: verdict.what, resourceId: undefined, reason };
  }
  if (account.resourceId === undefined) return verdict;
  const known = found.recorded['service-account'] === account.resourceId;
  if (known && found.bindings !== undefined) {
    const kept: Verdict = { ...verdict, action: 'keep' };
    return withDifferences(kept, roleDifferences(blueprint, [...bound]));
  }
  if (missing.length === 0) {
    return { ...verdict, action: account.action === 'exists' ? 'exists' : 'adopt' };
  }
  const some = missing.length < serviceAccount.roles.length;
  return {
    ...verdict,
    reason: some ? `only ${missing.join(', ')}: the others are there` : undefined,
  };
}

function gitlabVerdict(blueprint: Blueprint, found: Found): Verdict {
  const { gitlab, stackId } = blueprint;
  const { cores, memoryGb } = gitlabPresets[gitlab.preset];
  const what = `${gitlab.preset}: ${cores} vCPU, ${memoryGb} GB, ${gitlab.diskGb} GB disk, https://${gitlab.domainPrefix}.gitlab.yandexcloud.net`;
  const sought = { name: gitlab.name, component: 'gitlab', what };
  const verdict = seek(found.gitlabs, sought, stackId, found);
  const there = found.gitlabs.find((candidate) => candidate.id === verdict.resourceId);
  if (there === undefined) {
    const other = found.gitlabs.find((one) => one.domain.split('.')[0] === gitlab.domainPrefix);
    if (!other) return verdict;
    return blocked(
      verdict,
      `The GitLab instance “${other.name}” of this folder has the address ${other.domain}. Choose another prefix, or its name to use it.`,
    );
  }
  const seen = { ...verdict, what: `${there.preset}, https://${there.domain}, ${there.state}` };
  if (there.state === 'error' || there.state === 'deleting') {
    return blocked(
      seen,
      `The GitLab instance “${gitlab.name}” is ${there.state === 'error' ? 'broken' : 'being deleted'}. Wait or delete it, then plan again.`,
    );
  }
  return withDifferences(seen, gitlabDifferences(blueprint, there));
}

function machineVerdict(blueprint: Blueprint, found: Found, groupId: string | undefined): Verdict {
  const { machine } = blueprint;
  const image = found.image?.name ?? imageName(machine.image);
  const what = [
    image,
    ...(machine.gpus > 0
      ? [`${machine.gpus} × ${platforms[machine.platform]?.title ?? 'GPU'}`]
      : []),
    `${machine.cores} vCPU${machine.coreFraction < 100 ? ` at ${machine.coreFraction} %` : ''}`,
    `${machine.memoryGb} GB`,
    `${machine.disk.gb} GB ${diskTypes[machine.disk.type]?.title ?? machine.disk.type}`,
    machine.publicAddress
      ? machine.staticAddress
        ? 'fixed public IP'
        : 'public IP'
      : 'no public IP',
    ...(machine.preemptible ? ['preemptible'] : []),
  ].join(', ');
  const sought = { name: machine.name, component: 'machine', what };
  const verdict = seek(found.machines, sought, blueprint.stackId, found);
  if (verdict.action === 'exists') {
    return blocked(
      verdict,
      `There is a machine “${machine.name}” that is not ours, so its key is not known. Choose another name.`,
    );
  }
  if (isOurAction(verdict.action)) {
    const there = found.machines.find((one) => one.id === verdict.resourceId);
    const group = found.securityGroups.find((one) => one.id === groupId);
    const [disk, address] = [found.bootDisk, found.addresses[0]];
    return there
      ? withDifferences(verdict, machineDifferences(blueprint, there, { group, disk, address }))
      : verdict;
  }
  if (found.image === undefined) {
    return blocked(verdict, `The image “${image}” was not found. Choose another image.`);
  }
  if (found.image.minDiskBytes > machine.disk.gb * gigabyte) {
    const needed = Math.ceil(found.image.minDiskBytes / gigabyte);
    return blocked(
      verdict,
      `The image “${found.image.name}” needs a disk of ${needed} GB at least; ${machine.disk.gb} GB are planned.`,
    );
  }
  return verdict;
}

function openPorts({ securityGroup }: Blueprint): string {
  const rules = securityRules(securityGroup.allowedCidrs);
  const ports = rules.flatMap((rule) =>
    rule.direction === 'in' && rule.ports !== undefined ? [rule.ports.from] : [],
  );
  return `TCP ${[...new Set(ports)].join(', ')}`;
}
