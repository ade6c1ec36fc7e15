import { isAppError } from '../base/errors';
import { type Blueprint, publicImagesFolder } from '../model/blueprint';
import {
  type AccessBinding,
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
import { dsvmFamily, dsvmProduct } from './dsvm';
import { type CloudReads } from './ports';
import { serviceIds } from './rates';

/** What the cloud has at the moment of planning. `undefined`: could not be read, which is not “none”. */
export interface Found {
  readonly readAt: number;
  readonly cloudName: string;
  readonly folderName: string;
  readonly networks: readonly Network[];
  readonly subnets: readonly Subnet[];
  readonly securityGroups: readonly SecurityGroup[];
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

export type FoundReads = Omit<CloudReads, 'serialOutput' | 'usedAddresses' | 'disks'>;

/** Reads all at once. What the user may have no right to see is left unknown; the rest has to be readable. */
export async function readFound(
  cloud: FoundReads,
  blueprint: Blueprint,
  currency: string,
  now: () => number,
  signal: AbortSignal,
): Promise<Found> {
  const { cloudId, folderId } = blueprint;
  // First, so that the sentences of failures have names in them.
  const [owner, folder] = await Promise.all([
    cloud.cloud(cloudId, signal).catch(unlessHidden),
    cloud.folder(folderId, signal),
  ]);
  const [networks, subnets, securityGroups, serviceAccounts, gitlabs, machines] = await Promise.all(
    [
      cloud.networks(folderId, signal),
      cloud.subnets(folderId, signal),
      cloud.securityGroups(folderId, signal),
      cloud.serviceAccounts(folderId, signal),
      cloud.gitlabInstances(folderId, signal),
      cloud.machines(folderId, signal),
    ],
  );
  const [bindings, image, quotas, billing, skus] = await Promise.all([
    cloud.bindings(folderId, signal).catch(unlessHidden),
    findImage(cloud, blueprint, signal),
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
    readAt: now(),
    cloudName: owner?.name ?? cloudId,
    folderName: folder.name,
    networks,
    subnets,
    securityGroups,
    serviceAccounts,
    bindings,
    gitlabs,
    machines,
    image,
    quotas: quotas.flatMap((list) => list ?? []),
    billing,
    skus: skus.flatMap((list) => list ?? []),
  };
}

async function findImage(
  cloud: FoundReads,
  { machine }: Blueprint,
  signal: AbortSignal,
): Promise<Image | undefined> {
  if (machine.image.kind === 'family') {
    return cloud.latestImage(publicImagesFolder, machine.image.family, signal);
  }
  return (
    (await cloud.latestImage(publicImagesFolder, dsvmFamily, signal)) ??
    (await cloud.imageOfProduct(publicImagesFolder, dsvmProduct, signal))
  );
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
