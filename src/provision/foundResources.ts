import { isAppError } from '../base/errors';
import { type Blueprint } from '../model/blueprint';
import {
  type AccessBinding,
  type Network,
  type SecurityGroup,
  type ServiceAccount,
  type Subnet,
} from '../model/cloud';
import {
  type NetworkId,
  type SecurityGroupId,
  type ServiceAccountId,
  type SubnetId,
} from '../model/ids';
import { type OwnRolesPort } from '../model/ports/ownRoles';
import { type CloudLookups, type CloudReads } from './ports';

export type FoundReads = CloudLookups &
  OwnRolesPort &
  Pick<
    CloudReads,
    | 'billingOf'
    | 'bindings'
    | 'cloud'
    | 'folder'
    | 'gitlabInstances'
    | 'imageOfProduct'
    | 'latestImage'
    | 'machine'
    | 'quotas'
    | 'securityGroup'
    | 'skus'
  >;

interface FoundNetwork {
  readonly networks: readonly Network[];
  readonly subnets: readonly Subnet[];
  readonly securityGroups: readonly SecurityGroup[];
}

interface FoundAccount {
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly bindings: readonly AccessBinding[] | undefined;
}

/** Ids by step, as a journal has them. */
export type RecordedIds = Readonly<Record<string, string>>;

/** The network, its subnets (a new one must not overlap) and the groups that matter. */
export async function findNetwork(
  cloud: FoundReads,
  { folderId, network, subnet, securityGroup }: Blueprint,
  recorded: RecordedIds,
  signal: AbortSignal,
): Promise<FoundNetwork> {
  const [there, named, group] = await Promise.all([
    byIdOrName(
      recorded['network'] as NetworkId | undefined,
      (id) => cloud.network(id, signal),
      () => cloud.networkNamed(folderId, network.name, signal),
    ),
    byIdOrName(
      recorded['subnet'] as SubnetId | undefined,
      (id) => cloud.subnet(id, signal),
      () => cloud.subnetNamed(folderId, subnet.name, signal),
    ),
    byIdOrName(
      recorded['security-group'] as SecurityGroupId | undefined,
      (id) => cloud.securityGroup(id, signal),
      () => cloud.securityGroupNamed(folderId, securityGroup.name, signal),
    ),
  ]);
  const defaultId = there?.defaultSecurityGroupId;
  const [neighbours, defaultGroup] = await Promise.all([
    there ? cloud.subnetsOf(there.id, signal) : [],
    defaultId === undefined
      ? undefined
      : cloud.securityGroup(defaultId, signal).catch(unlessHidden),
  ]);
  return {
    networks: there ? [there] : [],
    subnets: [
      ...(named ? [named] : []),
      ...neighbours.filter((neighbour) => neighbour.id !== named?.id),
    ],
    securityGroups: [group, defaultGroup].filter((one) => one !== undefined),
  };
}

/** Roles can only be bound to an account that is there. */
export async function findAccount(
  cloud: FoundReads,
  { folderId, serviceAccount }: Blueprint,
  recorded: RecordedIds,
  signal: AbortSignal,
): Promise<FoundAccount> {
  const there = await byIdOrName(
    recorded['service-account'] as ServiceAccountId | undefined,
    (id) => cloud.serviceAccount(id, signal),
    () => cloud.serviceAccountNamed(folderId, serviceAccount.name, signal),
  );
  if (!there) return { serviceAccounts: [], bindings: [] };
  const bindings = await cloud.bindings(folderId, signal).catch(unlessHidden);
  return { serviceAccounts: [there], bindings };
}

/** A renamed resource is still the one that was made. */
export async function byIdOrName<Id extends string, T>(
  id: Id | undefined,
  get: (id: Id) => Promise<T>,
  named: () => Promise<T | undefined>,
): Promise<T | undefined> {
  if (id === undefined) return named();
  try {
    return await get(id);
  } catch (error) {
    if (!isAppError(error, 'not-found')) throw error;
    return named();
  }
}

/** Rights on quotas, prices and roles are often missing; a service that fails must not end the planning. */
export function unlessHidden(error: unknown): undefined {
  if (isAppError(error, 'forbidden', 'not-found', 'remote', 'unreachable', 'rate-limited')) return;
  throw error;
}
