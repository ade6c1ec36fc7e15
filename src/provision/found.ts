import { isAppError } from '../base/errors';
import { type Blueprint } from '../model/blueprint';
import {
  type AccessBinding,
  type Address,
  type BillingAccount,
  type Disk,
  type GitLabInstance,
  type Image,
  type Machine,
  type Network,
  type Quota,
  type SecurityGroup,
  type ServiceAccount,
  type Subnet,
} from '../model/cloud';
import { type Payer, type Sku } from '../model/cloudRequests';
import { type AddressId, type MachineId } from '../model/ids';
import { type Stack } from '../model/journal';
import { type FoundRoles } from '../model/roles';
import { findImage } from './findImage';
import {
  byIdOrName,
  findAccount,
  findNetwork,
  type FoundReads,
  type RecordedIds,
  unlessHidden,
} from './foundResources';
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
  /** What our machine starts from; undefined also when it may not be seen. */
  readonly bootDisk: Disk | undefined;
  readonly image: Image | undefined;
  readonly quotas: readonly Quota[];
  readonly billing:
    | { readonly kind: 'found'; readonly account: BillingAccount }
    | { readonly kind: 'unknown'; readonly reason: string };
  readonly skus: readonly Sku[];
  readonly roles: FoundRoles;
  /** Ids by step, as the journal of this environment has them. */
  readonly recorded: RecordedIds;
  /** What carries Terraform's label may be used as ours: its owner asks, or it was given back. */
  readonly mayTake?: boolean;
}

export function recordedIds({ runs }: Stack): RecordedIds {
  return Object.fromEntries(
    Object.entries(runs.create).flatMap(([step, { outputs }]) =>
      outputs['id'] === undefined ? [] : [[step, outputs['id']]],
    ),
  );
}

/**
 * Reads all at once, and only what the blueprint names: a folder may hold thousands of other resources. What the
 * user may have no right to see is left unknown; the rest has to be readable.
 */
export function readFound(
  cloud: FoundReads,
  blueprint: Blueprint,
  currency: string,
  now: () => number,
  signal: AbortSignal,
): Promise<Found> {
  return readFoundAgain(cloud, blueprint, {}, currency, now, signal);
}

/** The same for an environment that has a journal: what it recorded is looked for by id first, then by name. */
export async function readFoundAgain(
  cloud: FoundReads,
  blueprint: Blueprint,
  recorded: RecordedIds,
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
    findNetwork(cloud, blueprint, recorded, signal),
    findAccount(cloud, blueprint, recorded, signal),
    // All of them: any may have the domain that is wanted. There are few, each is counted by a quota.
    cloud.gitlabInstances(folderId, signal),
    byIdOrName(
      recorded['machine'] as MachineId | undefined,
      (id) => cloud.machine(id, signal),
      () => cloud.machineNamed(folderId, machine.name, signal),
    ),
    machine.staticAddress
      ? byIdOrName(
          recorded['address'] as AddressId | undefined,
          (id) => cloud.address(id, signal),
          () => cloud.addressNamed(folderId, addressName(blueprint), signal),
        )
      : undefined,
  ]);
  const billed = findBilling(cloud, blueprint, signal);
  const [bootDisk, image, quotas, billing, skus, roles] = await Promise.all([
    own?.bootDiskId === undefined
      ? undefined
      : cloud.disk(own.bootDiskId, signal).catch(unlessHidden),
    findImage(cloud, machine.image, signal),
    Promise.all(
      ['vpc', 'compute', 'managed-gitlab'].map((service) =>
        cloud.quotas(cloudId, service, signal).catch(unlessHidden),
      ),
    ),
    billed,
    billed.then((line) => {
      const payer = payerOf(line, currency);
      return Promise.all(
        Object.values(serviceIds).map((id) => cloud.skus(id, payer, signal).catch(unlessHidden)),
      );
    }),
    cloud.ownRoles(cloudId, folderId, signal).catch(unlessHidden),
  ]);
  return {
    ...net,
    ...access,
    readAt: now(),
    cloudName: owner?.name ?? cloudId,
    folderName: folder.name,
    gitlabs,
    machines: own ? [own] : [],
    bootDisk,
    addresses: address ? [address] : [],
    image,
    quotas: quotas.flatMap((list) => list ?? []),
    billing,
    skus: skus.flatMap((list) => list ?? []),
    roles,
    recorded,
  };
}

/** Prices come in these only. */
const priced = ['RUB', 'USD', 'KZT'];

/** Who pays, in the account's own currency. @param otherwise the currency where no account is shown */
export function payerOf(billing: Found['billing'], otherwise: string): Payer {
  if (billing.kind === 'unknown') return { currency: otherwise };
  const { id, currency } = billing.account;
  return { currency: priced.includes(currency) ? currency : otherwise, account: id };
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
