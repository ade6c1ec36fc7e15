import { Instance_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import { quotaExceeded } from './wire/status';
import { type CloudWorld, findById } from './world';

const gb = 2 ** 30;

/** Defaults of a new cloud, trial clouds included. */
export const defaultQuotas: Readonly<Record<string, number>> = {
  'compute.instances.count': 12,
  'compute.instanceCores.count': 32,
  'compute.instanceMemory.size': 128 * gb,
  'compute.disks.count': 32,
  'compute.ssdDisks.size': 200 * gb,
  'compute.hddDisks.size': 500 * gb,
  'compute.instanceGroups.count': 10,
  'compute.instanceGpus.count': 0,
  'compute.instanceA100Gpus.count': 0,
  'compute.instanceV3IGpus.count': 0,
  'compute.instanceT4Gpus.count': 0,
  'compute.instanceT4Gpus.count.ru-central1-d': 0,
  'compute.instanceT4IGpus.count': 0,
  'vpc.networks.count': 2,
  'vpc.subnets.count': 12,
  'vpc.securityGroups.count': 10,
  'vpc.externalAddresses.count': 8,
  'vpc.externalStaticAddresses.count': 2,
  'managed-gitlab.instances.count': 5,
  'managed-gitlab.runners.count': 5,
  'managed-gitlab.workers.count': 10,
  'iam.serviceAccounts.count': 100,
};

export const quotaServices: Readonly<Record<string, string>> = {
  compute: 'Compute Cloud',
  vpc: 'Virtual Private Cloud',
  'managed-gitlab': 'Managed Service for GitLab',
  iam: 'Identity and Access Management',
  storage: 'Object Storage',
  'managed-kubernetes': 'Managed Service for Kubernetes',
};

export interface Quota {
  readonly quotaId: string;
  readonly limit: number;
  readonly usage: number;
}

export function quotaOf(world: CloudWorld, cloudId: string, quotaId: string): Quota | undefined {
  const limit =
    world.tables.quotas.find((row) => row.cloudId === cloudId && row.quotaId === quotaId)?.limit ??
    defaultQuotas[quotaId];
  if (limit === undefined) return undefined;
  return { quotaId, limit, usage: usageOf(world, cloudId, quotaId) };
}

/** @throws CloudError RESOURCE_EXHAUSTED when `amount` more does not fit */
export function reserve(
  world: CloudWorld,
  folderId: string,
  wanted: Readonly<Record<string, number>>,
): void {
  const cloudId = findById(world.tables.folders, folderId)?.cloudId ?? '';
  for (const [quotaId, amount] of Object.entries(wanted)) {
    const quota = quotaOf(world, cloudId, quotaId);
    if (!quota || amount === 0 || quota.usage + amount <= quota.limit) continue;
    throw quotaExceeded(
      cloudId,
      { name: quotaId, limit: quota.limit, usage: quota.usage },
      quota.usage + amount,
    );
  }
}

/** What platforms with GPUs count against. */
export function gpuQuota(platformId: string, zoneId: string): string {
  switch (platformId) {
    case 'gpu-standard-v3':
      return 'compute.instanceA100Gpus.count';
    case 'gpu-standard-v3i':
      return 'compute.instanceV3IGpus.count';
    case 'standard-v3-t4':
      return zoneId === 'ru-central1-d'
        ? 'compute.instanceT4Gpus.count.ru-central1-d'
        : 'compute.instanceT4Gpus.count';
    case 'standard-v3-t4i':
      return 'compute.instanceT4IGpus.count';
    default:
      return 'compute.instanceGpus.count';
  }
}

function usageOf(world: CloudWorld, cloudId: string, quotaId: string): number {
  const { tables } = world;
  const folders = new Set(tables.folders.filter((f) => f.cloudId === cloudId).map((f) => f.id));
  const own = <T extends { folderId: string }>(rows: readonly T[]): T[] =>
    rows.filter((row) => folders.has(row.folderId));
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const instances = own(tables.instances);
  // A stopped machine has given back its cores, memory and GPUs.
  const powered = instances.filter((row) => row.status !== Instance_Status.STOPPED);
  const disks = own(tables.disks);
  const ssd = (row: { typeId: string }): boolean => row.typeId !== 'network-hdd';
  switch (quotaId) {
    case 'compute.instances.count':
      return instances.length;
    case 'compute.instanceCores.count':
      return sum(powered.map((row) => row.cores));
    case 'compute.instanceMemory.size':
      return sum(powered.map((row) => row.memory));
    case 'compute.disks.count':
      return disks.length;
    case 'compute.ssdDisks.size':
      return sum(disks.filter(ssd).map((row) => row.size));
    case 'compute.hddDisks.size':
      return sum(disks.filter((row) => !ssd(row)).map((row) => row.size));
    case 'vpc.networks.count':
      return own(tables.networks).length;
    case 'vpc.subnets.count':
      return own(tables.subnets).length;
    case 'vpc.securityGroups.count':
      return own(tables.securityGroups).length;
    case 'vpc.externalStaticAddresses.count':
      return own(tables.addresses).length;
    case 'vpc.externalAddresses.count': {
      const dynamic = instances.filter((row) => row.network.nat?.isStatic === false);
      return own(tables.addresses).length + dynamic.length;
    }
    case 'managed-gitlab.instances.count':
      return own(tables.gitlabs).length;
    case 'iam.serviceAccounts.count':
      return own(tables.serviceAccounts).length;
    default:
      return quotaId.startsWith('compute.instance') && quotaId.includes('Gpus')
        ? sum(
            powered
              .filter((row) => row.gpus > 0 && gpuQuota(row.platformId, row.zoneId) === quotaId)
              .map((row) => row.gpus),
          )
        : 0;
  }
}
