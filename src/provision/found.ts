import { isAppError } from '../base/errors';
import { type Blueprint } from '../model/blueprint';
import {
  type AccessBinding,
  type Address,
  type BillingAccount,
  type GitLabInstance,
  type Image,
  type Machine,
  type Network,
  type Quota,
  type SecurityGroup,
  type ServiceAccount,
  type Subnet,
} from '../model/cloud';
import { type Sku } from '../model/cloudRequests';
import { findImage } from './findImage';
import { type CloudLookups, type CloudReads } from './ports';
import { serviceIds } from './rates';
import { addressName } from './steps/addressStep';

/** What the cloud has at the moment of planning. `undefined`: could not be read, which is not “none”. */
export interface Found {
  readonly readAt: number;
  readonly cloudName: string;
  readonly folderName: string;
  readonly networks: readonly Network[];
  readonly subnets: readonly Subnet[];
  readonly securityGroups: readonly SecurityGroup[];
  /** Only looked for where one is wanted. */
  readonly addresses: readonly Address[];
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly bindings: readonly AccessBinding[] | undefined;
  readonly gitlabs: readonly GitLabInstance[];
  readonly machines: readonly Machine[];
  readonly image: Image | undefined;
  readonly quotas: readonly Quota[];
  readonly billing:
    | { readonly kind: 'found'; readonly account: BillingAccount }
    | { readonly kind: 'unknown'; readonly reason: string };
  readonly skus: readonly Sku[];
}

export type FoundReads = CloudLookups &
  Pick<
    CloudReads,
    | 'billingOf'
    | 'bindings'
    | 'cloud'
    | 'folder'
    | 'gitlabInstances'
    | 'imageOfProduct'
    | 'latestImage'
    | 'quotas'
    | 'securityGroup'
    | 'skus'
  >;

/**
 * Reads all at once, and only what the blueprint names: a folder may hold thousands of other resources. What the
 * user may have no right to see is left unknown; the rest has to be readable.
 */
export async function readFound(
  cloud: FoundReads,
  blueprint: Blueprint,
  currency: string,
  now: () => number,
  signal: AbortSignal,
): Promise<Found> {
  const { cloudId, folderId, machine } = blueprint;
  // First, so that the sentences of failures have names in them.
  const [owner, folder] = await Promise.all([
    cloud.cloud(cloudId, signal).catch(unlessHidden),
    cloud.folder(folderId, signal),
  ]);
  const [net, access, gitlabs, own, address] = await Promise.all([
    findNetwork(cloud, blueprint, signal),
    findAccount(cloud, blueprint, signal),
    // All of them: any may have the domain that is wanted. There are few, each is counted by a quota.
    cloud.gitlabInstances(folderId, signal),
    cloud.machineNamed(folderId, machine.name, signal),
    machine.staticAddress
      ? cloud.addressNamed(folderId, addressName(blueprint), signal)
      : undefined,
  ]);
  const [image, quotas, billing, skus] = await Promise.all([
    findImage(cloud, machine.image, signal),
    Promise.all(
      ['vpc', 'compute', 'managed-gitlab'].map((service) =>
        cloud.quotas(cloudId, service, signal).catch(unlessHidden),
      ),
    ),
    findBilling(cloud, blueprint, signal),
    Promise.all(
      Object.values(serviceIds).map((id) => cloud.skus(id, currency, signal).catch(unlessHidden)),
    ),
  ]);
  return {
    ...net,
    ...access,
    readAt: now(),
    cloudName: owner?.name ?? cloudId,
    folderName: folder.name,
    gitlabs,
    machines: own ? [own] : [],
    addresses: address ? [address] : [],
    image,
    quotas: quotas.flatMap((list) => list ?? []),
    billing,
    skus: skus.flatMap((list) => list ?? []),
  };
}

/** The network, its subnets (a new one must not overlap) and the groups that matter. */
async function findNetwork(
  cloud: FoundReads,
  { folderId, network, subnet, securityGroup }: Blueprint,
  signal: AbortSignal,
): Promise<Pick<Found, 'networks' | 'subnets' | 'securityGroups'>> {
  const [there, named, group] = await Promise.all([
    cloud.networkNamed(folderId, network.name, signal),
    cloud.subnetNamed(folderId, subnet.name, signal),
    cloud.securityGroupNamed(folderId, securityGroup.name, signal),
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
async function findAccount(
  cloud: FoundReads,
  { folderId, serviceAccount }: Blueprint,
  signal: AbortSignal,
): Promise<Pick<Found, 'serviceAccounts' | 'bindings'>> {
  const there = await cloud.serviceAccountNamed(folderId, serviceAccount.name, signal);
  if (!there) return { serviceAccounts: [], bindings: [] };
  const bindings = await cloud.bindings(folderId, signal).catch(unlessHidden);
  return { serviceAccounts: [there], bindings };
}

async function findBilling(
  cloud: FoundReads,
  { cloudId }: Blueprint,
  signal: AbortSignal,
): Promise<Found['billing']> {
  try {
    const account = await cloud.billingOf(cloudId, signal);
    if (account !== undefined) return { kind: 'found', account };
    return { kind: 'unknown', reason: 'No billing account of this cloud is shown to you.' };
  } catch (error) {
    if (!isAppError(error, 'forbidden', 'remote', 'unreachable', 'not-found')) throw error;
    return { kind: 'unknown', reason: error.message };
  }
}

/** Rights on quotas, prices and roles are often missing; a service that fails must not end the planning. */
function unlessHidden(error: unknown): undefined {
  if (isAppError(error, 'forbidden', 'not-found', 'remote', 'unreachable', 'rate-limited')) return;
  throw error;
}
