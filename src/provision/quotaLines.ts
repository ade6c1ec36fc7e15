import { type Blueprint, gigabyte, type MachineBlueprint } from '../model/blueprint';
import { gpuQuota } from '../model/platforms';
import { type PlanItem, type QuotaLine } from '../model/plan';
import { type Found } from './found';

interface Need {
  readonly id: string;
  readonly name: string;
  readonly unit: QuotaLine['unit'];
  readonly needed: number;
}

/** What the items to be created, and a disk that grows, take, against what is left. Unread quotas are `unknown`, not 0. */
export function quotaLines(
  blueprint: Blueprint,
  items: readonly PlanItem[],
  { quotas, bootDisk }: Pick<Found, 'quotas' | 'bootDisk'>,
): QuotaLine[] {
  return needs(blueprint, items, bootDisk).map((need) => {
    const quota = quotas.find((candidate) => candidate.id === need.id);
    const scale = need.unit === 'GB' ? gigabyte : 1;
    const used = quota?.usage === undefined ? undefined : quota.usage / scale;
    const limit = quota?.limit === undefined ? undefined : quota.limit / scale;
    const service = need.id.split('.')[0] ?? '';
    return { ...need, service, used, limit, state: stateOf(need.needed, used, limit) };
  });
}

function stateOf(
  needed: number,
  used: number | undefined,
  limit: number | undefined,
): QuotaLine['state'] {
  if (needed === 0) return 'enough';
  if (used === undefined || limit === undefined) return 'unknown';
  return used + needed <= limit ? 'enough' : 'short';
}

function needs(
  { machine, zone }: Blueprint,
  items: readonly PlanItem[],
  bootDisk: Found['bootDisk'],
): Need[] {
  const made = (id: string): number =>
    items.some((item) => item.id === id && item.action === 'create') ? 1 : 0;
  const machines = made('machine');
  const grows = items.some(({ id, action }) => id === 'machine' && action === 'change');
  const growth = grows && bootDisk ? Math.max(0, machine.disk.gb - bootDisk.bytes / gigabyte) : 0;
  const disk = machine.disk.type === 'network-hdd' ? 'hddDisks' : 'ssdDisks';
  return [
    count('vpc.networks.count', 'Networks', made('network')),
    count('vpc.subnets.count', 'Subnets', made('subnet')),
    count('vpc.securityGroups.count', 'Security groups', made('security-group')),
    count(
      'vpc.externalAddresses.count',
      'Public addresses',
      machine.staticAddress ? made('address') : machine.publicAddress ? machines : 0,
    ),
    ...(machine.staticAddress
      ? [count('vpc.externalStaticAddresses.count', 'Fixed addresses', made('address'))]
      : []),
    count('compute.instances.count', 'VMs', machines),
    count('compute.instanceCores.count', 'vCPU', machines * machine.cores),
    {
      id: 'compute.instanceMemory.size',
      name: 'Memory',
      unit: 'GB',
      needed: machines * machine.memoryGb,
    },
    ...gpuNeed(machine, zone, machines),
    count('compute.disks.count', 'Disks', machines),
    {
      id: `compute.${disk}.size`,
      name: disk === 'hddDisks' ? 'HDD' : 'SSD',
      unit: 'GB',
      needed: machines * machine.disk.gb + growth,
    },
    count('managed-gitlab.instances.count', 'GitLab instances', made('gitlab')),
  ];
}

function count(id: string, name: string, needed: number): Need {
  return { id, name, unit: 'count', needed };
}

function gpuNeed(machine: MachineBlueprint, zone: string, machines: number): Need[] {
  if (machine.gpus === 0) return [];
  const id = gpuQuota(machine.platform, zone) ?? `compute GPUs of ${machine.platform}`;
  return [count(id, 'GPUs', machines * machine.gpus)];
}
