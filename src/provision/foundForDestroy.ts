import { isAppError } from '../base/errors';
import { type Disk, type Machine } from '../model/cloud';
import { type DiskId, type MachineId, type SubnetId } from '../model/ids';
import { type Stack } from '../model/journal';
import { type FoundForDestroy } from './destroyPreview';
import { recordedIds } from './found';
import { type ProvisionCloud } from './ports';
import { type FoundRunner, type Runners } from './runners';
import { byId, type LookUp, lookUps, type Resource } from './steps/lookUp';

/**
 * Everything that the preview of a destruction needs: what the journal knows, namesakes of it, and what is in our
 * network. Of the whole folder only that is listed of which quotas allow few.
 * @throws AppError when the cloud cannot be read
 */
export async function readForDestroy(
  cloud: ProvisionCloud,
  runners: Runners | undefined,
  stack: Stack,
  signal: AbortSignal,
): Promise<FoundForDestroy> {
  const { folderId, network, subnet, securityGroup, serviceAccount, machine } =
    stack.header.blueprint;
  const recorded = recordedIds(stack);
  const look = lookUps(cloud);
  const own = async <R extends Resource>(
    step: string,
    lookUp: LookUp<R>,
    name: string,
  ): Promise<R[]> => {
    const id = recorded[step];
    const known = id === undefined ? undefined : await byId(lookUp, id, folderId, name, signal);
    const namesake = known?.name === name ? undefined : await lookUp.named(folderId, name, signal);
    return unique([known, namesake]);
  };
  const [networks, subnets, groups, addresses, serviceAccounts, gitlabs, machines] =
    await Promise.all([
      own('network', look.network, network.name),
      own('subnet', look.subnet, subnet.name),
      own('security-group', look.securityGroup, securityGroup.name),
      cloud.addresses(folderId, signal),
      own('service-account', look.serviceAccount, serviceAccount.name),
      cloud.gitlabInstances(folderId, signal),
      own('machine', look.machine, machine.name),
    ]);
  const net = networks.find(({ id }) => id === recorded['network'])?.id;
  const sub = subnets.find(({ id }) => id === recorded['subnet'])?.id;
  const [subnetsOfNet, groupsOfNet, guests, disks, found] = await Promise.all([
    net === undefined ? [] : cloud.subnetsOf(net, signal),
    net === undefined ? [] : cloud.securityGroupsOf(net, signal),
    sub === undefined ? [] : machinesIn(cloud, sub, machines, signal),
    disksOf(cloud, stack, machines, signal),
    readRunners(runners, recorded['machine'], signal),
  ]);
  return {
    networks,
    subnets: unique([...subnets, ...subnetsOfNet]),
    securityGroups: unique([...groups, ...groupsOfNet]),
    addresses,
    serviceAccounts,
    gitlabs,
    machines: [...machines, ...guests],
    disks,
    runners: found,
  };
}

/** Others' machines are named as long as they are this few. */
const guestsShown = 50;

/** Machines of others in our subnet. */
async function machinesIn(
  cloud: ProvisionCloud,
  subnet: SubnetId,
  known: readonly Machine[],
  signal: AbortSignal,
): Promise<Machine[]> {
  const ids = new Set<MachineId>();
  for (const { machineId } of await cloud.usedAddresses(subnet, signal)) {
    if (machineId !== undefined && !known.some(({ id }) => id === machineId)) ids.add(machineId);
  }
  const guests = await Promise.all(
    // An address stays in use for a while after its machine is gone.
    [...ids].slice(0, guestsShown).map((id) => cloud.machine(id, signal).catch(unlessGone)),
  );
  return guests.filter((one) => one !== undefined);
}

/** Of our machine, also the one that is left when the machine is gone. */
async function disksOf(
  cloud: ProvisionCloud,
  stack: Stack,
  machines: readonly Machine[],
  signal: AbortSignal,
): Promise<Disk[]> {
  const ids = new Set<DiskId>(
    machines.flatMap(({ bootDiskId, secondaryDiskIds }) =>
      bootDiskId === undefined ? secondaryDiskIds : [bootDiskId, ...secondaryDiskIds],
    ),
  );
  const boot = stack.runs.create['machine']?.outputs['bootDisk'];
  if (boot !== undefined && boot !== '') ids.add(boot as DiskId);
  const disks = await Promise.all([...ids].map((id) => cloud.disk(id, signal).catch(unlessGone)));
  return disks.filter((one) => one !== undefined);
}

function unlessGone(error: unknown): undefined {
  if (!isAppError(error, 'not-found', 'forbidden')) throw error;
}

function unique<R extends { readonly id: string }>(found: readonly (R | undefined)[]): R[] {
  const there = found.filter((one) => one !== undefined);
  return [...new Map(there.map((one) => [one.id, one])).values()];
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
