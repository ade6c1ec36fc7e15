import { type Blueprint, gigabyte, gitlabPresets, securityRules } from '../model/blueprint';
import { cidrsOverlap } from '../model/cidr';
import { isOurs, type Labels, type SecurityGroup } from '../model/cloud';
import { diskTypes, platforms } from '../model/platforms';
import { type CloudStep, type PlanAction, type PlanItem } from '../model/plan';
import { type Found } from './found';
import { imageName } from './findImage';
import { addressPrice, gitlabPrice, machinePrice } from './itemPrices';
import { type Rates } from './rates';
import { rulesDiffer } from './rules';
import { addressName } from './steps/addressStep';

/** What one item turns out to be, before the words that all items share. */
type Verdict = Pick<PlanItem, 'action' | 'what' | 'reason' | 'resourceId'>;

interface Resource {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
}

/** Decides item by item what will happen. Pure. */
export function planItems(blueprint: Blueprint, found: Found, rates: Rates): PlanItem[] {
  const network = networkVerdict(blueprint, found);
  const account = accountVerdict(blueprint, found);
  const gitlab = gitlabVerdict(blueprint, found);
  const machine = machineVerdict(blueprint, found);
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
      ...groupVerdict(blueprint, found, network),
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
  const verdict = seek(found.addresses, name, blueprint.stackId, 'address', what);
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
  return seek(found.networks, network.name, stackId, 'network', 'a network of its own');
}

function subnetVerdict(blueprint: Blueprint, found: Found, network: Verdict): Verdict {
  const { subnet, zone } = blueprint;
  const what = `${subnet.cidr}, ${zone}`;
  const verdict = seek(found.subnets, subnet.name, blueprint.stackId, 'subnet', what);
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
    return { ...verdict, what: `${there.cidrs.join(', ')}, ${there.zone}` };
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
  const verdict = seek(found.securityGroups, name, blueprint.stackId, 'security-group', what);
  const there = found.securityGroups.find((group) => group.id === verdict.resourceId);
  if (there === undefined) return verdict;
  if (there.networkId !== network.resourceId) {
    return blocked(
      verdict,
      `The security group “${name}” belongs to another network. Choose another name.`,
    );
  }
  if (verdict.action === 'adopt' && rulesDiffer(there.rules, rules)) {
    return { ...verdict, action: 'change', reason: 'ours; its rules are brought up to date' };
  }
  return verdict;
}

/** No API ties a group to a managed GitLab: it uses its network's default group, which is ours only in our network. */
function defaultGroupVerdict(blueprint: Blueprint, found: Found, network: Verdict): Verdict {
  const what = 'the same rules; the GitLab instance uses this group';
  const there = found.networks.find((candidate) => candidate.id === network.resourceId);
  const id = there?.defaultSecurityGroupId;
  if (network.action === 'exists') {
    return {
      action: 'exists',
      what: 'used by the GitLab instance as it is',
      reason: 'the network is not ours, so its default group is not touched',
      resourceId: id,
    };
  }
  const group = found.securityGroups.find((candidate) => candidate.id === id);
  const action = isUpToDate(group, blueprint) ? 'adopt' : 'create';
  return { action, what, reason: undefined, resourceId: id };
}

function isUpToDate(group: SecurityGroup | undefined, blueprint: Blueprint): boolean {
  if (group === undefined) return false;
  return !rulesDiffer(group.rules, securityRules(blueprint.securityGroup.allowedCidrs));
}

function accountVerdict({ serviceAccount, stackId }: Blueprint, found: Found): Verdict {
  const what = 'service account for runners';
  return seek(found.serviceAccounts, serviceAccount.name, stackId, 'service-account', what);
}

function rolesVerdict({ serviceAccount }: Blueprint, found: Found, account: Verdict): Verdict {
  const bound = new Set(
    (found.bindings ?? [])
      .filter(({ subject }) => subject.id === account.resourceId)
      .map((binding) => binding.role),
  );
  const missing = serviceAccount.roles.filter((role) => !bound.has(role));
  const all = missing.length === 0 && account.resourceId !== undefined;
  return {
    action: all ? (account.action === 'exists' ? 'exists' : 'adopt') : 'create',
    what: serviceAccount.roles.join(', '),
    reason:
      !all && missing.length < serviceAccount.roles.length
        ? `only ${missing.join(', ')}: the others are there`
        : undefined,
    resourceId: undefined,
  };
}

function gitlabVerdict({ gitlab, stackId }: Blueprint, found: Found): Verdict {
  const { cores, memoryGb } = gitlabPresets[gitlab.preset];
  const what = `${gitlab.preset}: ${cores} vCPU, ${memoryGb} GB, ${gitlab.diskGb} GB disk, https://${gitlab.domainPrefix}.gitlab.yandexcloud.net`;
  const verdict = seek(found.gitlabs, gitlab.name, stackId, 'gitlab', what);
  const there = found.gitlabs.find((candidate) => candidate.id === verdict.resourceId);
  if (there === undefined) return verdict;
  const seen = { ...verdict, what: `${there.preset}, https://${there.domain}, ${there.state}` };
  if (there.state === 'error' || there.state === 'deleting') {
    return blocked(
      seen,
      `The GitLab instance “${gitlab.name}” is ${there.state === 'error' ? 'broken' : 'being deleted'}. Wait or delete it, then plan again.`,
    );
  }
  return seen;
}

function machineVerdict(blueprint: Blueprint, found: Found): Verdict {
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
  const verdict = seek(found.machines, machine.name, blueprint.stackId, 'machine', what);
  if (verdict.action === 'exists') {
    return blocked(
      verdict,
      `There is a machine “${machine.name}” that is not ours, so its key is not known. Choose another name.`,
    );
  }
  if (verdict.action === 'adopt') return verdict;
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

/** By name: with our labels it is adopted, without them it is used but not ours. */
function seek(
  resources: readonly Resource[],
  name: string,
  stackId: string,
  component: string,
  what: string,
): Verdict {
  const there = resources.find((resource) => resource.name === name);
  if (there === undefined) {
    return { action: 'create', what, reason: undefined, resourceId: undefined };
  }
  const ours = isOurs(there, stackId, component);
  const action: PlanAction = ours ? 'adopt' : 'exists';
  const reason = ours ? 'ours, from an earlier run' : 'not ours: used, never changed or deleted';
  return { action, what, reason, resourceId: there.id };
}

function blocked(verdict: Verdict, reason: string): Verdict {
  return { ...verdict, action: 'blocked', reason };
}

function openPorts({ securityGroup }: Blueprint): string {
  const rules = securityRules(securityGroup.allowedCidrs);
  const ports = rules.flatMap((rule) =>
    rule.direction === 'in' && rule.ports !== undefined ? [rule.ports.from] : [],
  );
  return `TCP ${[...new Set(ports)].join(', ')}`;
}
