import {
  type AttachedDiskSpec,
  type CreateInstanceRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import { Disk_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/disk';
import { Zone_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/zone';
import { type CloudContext } from '../context';
import { images } from '../images';
import { reserve, gpuQuota } from '../quotas';
import { type AddressRow, type DiskRow, type SubnetRow } from '../rows';
import { checkDisk, diskQuota } from '../rules/disks';
import { freeAddress, parseBlock } from '../rules/ipv4';
import { checkDescription, checkLabels, checkName, required } from '../rules/names';
import { checkResources } from '../rules/platforms';
import { usedAddresses } from '../usedAddresses';
import { CloudError, invalid, notFound, unmet } from '../wire/status';
import { findById, newId } from '../world';
import { isUsed } from './address';
import { refuseTaken } from './shared';
import { zones } from './zone';

/** Compute works on so many things at a time in one folder. */
const concurrent = 15;

/** @throws CloudError RESOURCE_EXHAUSTED */
export function refuseTooMany({ world }: CloudContext, folderId: string): void {
  const running = world.tables.operations.filter(
    (row) => row.stage !== 'done' && row.folderId === folderId && row.method.startsWith('compute.'),
  );
  if (running.length >= concurrent) {
    throw new CloudError(
      'RESOURCE_EXHAUSTED',
      'The limit on maximum number of active operations has exceeded.',
    );
  }
}

/** Everything about a new machine that can be wrong, in the order the fields are sent. */
export function checkNewInstance(context: CloudContext, request: CreateInstanceRequest): void {
  const { world } = context;
  checkName('compute', request.name);
  checkDescription(request.description);
  checkLabels(request.labels, true);
  checkZone(request.zoneId);
  if (!request.resourcesSpec) throw invalid('resources_spec', 'Field is required');
  checkResources(request.platformId, request.zoneId, request.resourcesSpec);
  checkMetadata(request.metadata);
  if (request.hostname !== '' && !/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/.test(request.hostname)) {
    throw invalid('hostname', 'Field does not match the pattern');
  }
  refuseTaken(world.tables.instances, 'Instance', request);
  refuseTooMany(context, request.folderId);
  const { cores, memory, gpus } = request.resourcesSpec;
  reserve(world, request.folderId, {
    'compute.instances.count': 1,
    'compute.instanceCores.count': cores,
    'compute.instanceMemory.size': memory,
    [gpuQuota(request.platformId, request.zoneId)]: gpus,
  });
}

export function checkMetadata(metadata: Readonly<Record<string, string>>): void {
  let total = 0;
  for (const [key, value] of Object.entries(metadata)) {
    if (!/^[a-z][-_a-z0-9]{0,62}$/.test(key)) throw invalid('metadata', `Invalid key "${key}"`);
    if (Buffer.byteLength(value) > 256 * 1024) {
      throw invalid('metadata', `The value of "${key}" is larger than 256 KB`);
    }
    total += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (total >= 512 * 1024) throw invalid('metadata', 'The metadata is larger than 512 KB');
}

/** A disk of the request: an existing one, or the row of a new one that is not in its table yet. */
export function diskOf(
  { world, clock }: CloudContext,
  request: CreateInstanceRequest,
  spec: AttachedDiskSpec | undefined,
  field: string,
): DiskRow {
  if (!spec) throw invalid(field, 'Field is required');
  if (spec.diskId) {
    const disk = findById(world.tables.disks, spec.diskId);
    if (!disk) throw notFound('Disk', spec.diskId);
    if (disk.instanceIds.length > 0) throw unmet(`Disk ${disk.id} is already attached`);
    if (disk.zoneId !== request.zoneId) throw invalid(`${field}.disk_id`, 'Another zone');
    return disk;
  }
  const wanted = spec.diskSpec;
  if (!wanted) throw invalid(`${field}.disk`, 'One of the fields is required');
  const image = wanted.imageId ? findById(images, wanted.imageId) : undefined;
  if (wanted.imageId && !image) throw notFound('Image', wanted.imageId);
  const typeId = wanted.typeId || 'network-hdd';
  checkDisk(typeId, wanted.size, image?.minDiskSize ?? 0, `${field}.disk_spec.`);
  reserve(world, request.folderId, { 'compute.disks.count': 1, [diskQuota(typeId)]: wanted.size });
  return {
    id: newId('fhm'),
    folderId: request.folderId,
    createdAt: clock.now(),
    name: wanted.name,
    description: wanted.description,
    labels: {},
    typeId,
    zoneId: request.zoneId,
    size: wanted.size,
    status: Disk_Status.CREATING,
    ...(image ? { imageId: image.id } : {}),
    productIds: [...(image?.productIds ?? [])],
    instanceIds: [],
  };
}

export interface Attachment {
  readonly subnet: SubnetRow;
  readonly address: string;
  readonly securityGroupIds: string[];
  readonly nat: { readonly isStatic: boolean; readonly reserved?: AddressRow } | undefined;
}

/** The one network interface of a new machine. */
export function attachmentOf(context: CloudContext, request: CreateInstanceRequest): Attachment {
  const { operations, world, clock } = context;
  const field = 'network_interface_specs';
  const [spec, ...more] = request.networkInterfaceSpecs;
  if (!spec) throw invalid(field, 'Field is required');
  if (more.length > 0) throw invalid(field, 'The sandbox gives a machine one interface');
  required(`${field}[0].subnet_id`, spec.subnetId);
  const subnet = findById(world.tables.subnets, spec.subnetId);
  if (!subnet) throw notFound('Subnet', spec.subnetId);
  if (subnet.zoneId !== request.zoneId) {
    throw invalid(`${field}[0].subnet_id`, `Subnet ${subnet.id} is in zone ${subnet.zoneId}`);
  }
  operations.refuseBusy(subnet.id, 'plain');
  checkGroups(context, spec.securityGroupIds, subnet.networkId);
  const taken = new Set(usedAddresses(world, subnet, clock.now()).map((used) => used.address));
  const wanted = spec.primaryV4AddressSpec?.address ?? '';
  if (wanted !== '' && taken.has(wanted)) throw unmet(`Address ${wanted} is in use`);
  const block = parseBlock(subnet.cidrs[0] ?? '');
  const address = wanted !== '' ? wanted : block && freeAddress(block, taken);
  if (address === undefined) throw unmet(`Subnet ${subnet.id} has no free addresses`);
  return {
    subnet,
    address,
    securityGroupIds: spec.securityGroupIds,
    nat: natOf(context, request.folderId, spec.primaryV4AddressSpec?.oneToOneNatSpec),
  };
}

export function checkGroups(
  { world }: CloudContext,
  ids: readonly string[],
  networkId: string,
): void {
  if (ids.length > 5) throw invalid('security_group_ids', 'Number of elements is greater than 5');
  for (const id of ids) {
    const group = findById(world.tables.securityGroups, id);
    if (!group) throw notFound('Security group', id);
    if (group.networkId !== networkId) {
      throw invalid('security_group_ids', `Security group ${id} belongs to another network`);
    }
  }
}

export function natOf(
  { clock, world }: CloudContext,
  folderId: string,
  spec: { readonly address: string } | undefined,
): Attachment['nat'] {
  if (!spec) return undefined;
  if (spec.address === '') {
    reserve(world, folderId, { 'vpc.externalAddresses.count': 1 });
    return { isStatic: false };
  }
  const reserved = world.tables.addresses.find((row) => row.address === spec.address);
  if (!reserved) throw invalid('one_to_one_nat_spec.address', `No address ${spec.address}`);
  if (isUsed(reserved, clock.now())) throw unmet(`Address ${spec.address} is in use`);
  return { isStatic: true, reserved };
}

function checkZone(zoneId: string): void {
  const zone = zones.find(({ id }) => id === zoneId);
  if (!zone) throw invalid('zone_id', `Zone "${zoneId}" does not exist`);
  if (zone.status !== Zone_Status.UP) {
    throw new CloudError('FAILED_PRECONDITION', `Zone "${zoneId}" is not available`);
  }
}
