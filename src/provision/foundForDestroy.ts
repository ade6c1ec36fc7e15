import { isAppError } from '../base/errors';
import { type Stack } from '../model/journal';
import { type FoundForDestroy } from './destroyPreview';
import { type ProvisionCloud } from './ports';
import { type FoundRunner, type Runners } from './runners';

/** Everything that the preview of a destruction needs. @throws AppError when the cloud cannot be read */
export async function readForDestroy(
  cloud: ProvisionCloud,
  runners: Runners | undefined,
  stack: Stack,
  signal: AbortSignal,
): Promise<FoundForDestroy> {
  const { folderId } = stack.header.blueprint;
  const [networks, subnets, securityGroups, addresses, serviceAccounts, gitlabs, machines, disks] =
    await Promise.all([
      cloud.networks(folderId, signal),
      cloud.subnets(folderId, signal),
      cloud.securityGroups(folderId, signal),
      cloud.addresses(folderId, signal),
      cloud.serviceAccounts(folderId, signal),
      cloud.gitlabInstances(folderId, signal),
      cloud.machines(folderId, signal),
      cloud.disks(folderId, signal),
    ]);
  return {
    networks,
    subnets,
    securityGroups,
    addresses,
    serviceAccounts,
    gitlabs,
    machines,
    disks,
    runners: await readRunners(runners, stack.runs.create['machine']?.outputs['id'], signal),
  };
}

/** A GitLab that cannot be asked is no reason to show nothing of the cloud. */
async function readRunners(
  runners: Runners | undefined,
  machine: string | undefined,
  signal: AbortSignal,
): Promise<readonly FoundRunner[]> {
  try {
    return machine === undefined ? [] : ((await runners?.of(machine, signal)) ?? []);
  } catch (error) {
    if (!isAppError(error) || error.kind === 'cancelled') throw error;
    return [];
  }
}
