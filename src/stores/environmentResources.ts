import { isAppError } from '../base/errors';
import { type EnvironmentResources } from '../model/environment';
import {
  type AddressId,
  type FolderId,
  type GitLabInstanceId,
  type MachineId,
  type NetworkId,
  type SecurityGroupId,
  type ServiceAccountId,
  type SubnetId,
} from '../model/ids';
import { type Stack } from '../model/journal';
import { type CloudClient } from './cloudSessionStore';

export const nothing: EnvironmentResources = {
  network: undefined,
  subnet: undefined,
  securityGroup: undefined,
  defaultGroup: undefined,
  serviceAccount: undefined,
  roles: undefined,
  gitlab: undefined,
  machine: undefined,
  disk: undefined,
  address: undefined,
};

/** What the journal has recorded, as the cloud has it now: one by one, whatever else is in the folder. */
export async function readResources(
  cloud: CloudClient,
  { runs }: Stack,
  folder: FolderId,
  signal: AbortSignal,
): Promise<EnvironmentResources> {
  const read = <Id extends string, T>(
    step: string,
    get: (id: Id, signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> => {
    const id = runs.create[step]?.outputs['id'];
    return id === undefined ? Promise.resolve(undefined) : get(id as Id, signal).catch(unlessGone);
  };
  const group = (id: SecurityGroupId, inner: AbortSignal) => cloud.securityGroup(id, inner);
  const [
    network,
    subnet,
    securityGroup,
    defaultGroup,
    serviceAccount,
    roles,
    gitlab,
    machine,
    address,
  ] = await Promise.all([
    read('network', (id: NetworkId, inner) => cloud.network(id, inner)),
    read('subnet', (id: SubnetId, inner) => cloud.subnet(id, inner)),
    read('security-group', group),
    read('default-group', group),
    read('service-account', (id: ServiceAccountId, inner) => cloud.serviceAccount(id, inner)),
    readRoles(cloud, runs.create, folder, signal),
    read('gitlab', (id: GitLabInstanceId, inner) => cloud.gitlabInstance(id, inner)),
    read('machine', (id: MachineId, inner) => cloud.machine(id, inner)),
    read('address', (id: AddressId, inner) => cloud.address(id, inner)),
  ]);
  const disk =
    machine?.bootDiskId === undefined
      ? undefined
      : await cloud.disk(machine.bootDiskId, signal).catch(unlessHidden);
  return {
    network,
    subnet,
    securityGroup,
    defaultGroup,
    serviceAccount,
    roles,
    gitlab,
    machine,
    disk,
    address,
  };
}

async function readRoles(
  cloud: CloudClient,
  create: Stack['runs']['create'],
  folder: FolderId,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const account = create['service-account']?.outputs['id'];
  if (account === undefined || create['roles']?.state !== 'done') return undefined;
  try {
    const bindings = await cloud.bindings(folder, signal);
    return bindings.filter(({ subject }) => subject.id === account).map(({ role }) => role);
  } catch (error) {
    if (isAppError(error, 'forbidden')) return undefined;
    throw error;
  }
}

/** Who may see machines only is told nothing of disks. */
function unlessHidden(error: unknown): undefined {
  if (isAppError(error, 'not-found', 'forbidden')) return undefined;
  throw error;
}

function unlessGone(error: unknown): undefined {
  if (isAppError(error, 'not-found')) return undefined;
  throw error;
}
