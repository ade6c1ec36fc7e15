import {
  DiskServiceService,
  ListDisksRequest,
  UpdateDiskRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/disk_service';
import {
  ImageServiceService,
  ListImagesRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/image_service';
import {
  AddInstanceOneToOneNatRequest,
  InstanceServiceService,
  ListInstancesRequest,
  RemoveInstanceOneToOneNatRequest,
  UpdateInstanceNetworkInterfaceRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import {
  ListZonesRequest,
  ZoneServiceService,
} from '@yandex-cloud/nodejs-sdk/compute-v1/zone_service';
import { IpVersion } from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import { isAppError } from '../base/errors';
import { type Disk, type Image, type Machine, type Operation, type Zone } from '../model/cloud';
import { type NewMachine } from '../model/cloudRequests';
import { type DiskId, type FolderId, type MachineId, type SecurityGroupId } from '../model/ids';
import { type Calls } from './calls';
import { fromNewMachine } from './newMachine';
import { toDisk, toImage, toMachine, toZone } from './mapCompute';

export interface ComputeClient {
  machines(folder: FolderId, signal: AbortSignal): Promise<Machine[]>;
  machine(id: MachineId, signal: AbortSignal): Promise<Machine>;
  disks(folder: FolderId, signal: AbortSignal): Promise<Disk[]>;
  zones(signal: AbortSignal): Promise<Zone[]>;
  latestImage(folder: string, family: string, signal: AbortSignal): Promise<Image | undefined>;
  imageOfProduct(
    folder: string,
    productId: string,
    signal: AbortSignal,
  ): Promise<Image | undefined>;
  serialOutput(id: MachineId, signal: AbortSignal): Promise<string>;
  createMachine(request: NewMachine, key: string, signal: AbortSignal): Promise<Operation>;
  attachGroups(
    id: MachineId,
    groups: readonly SecurityGroupId[],
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  givePublicAddress(
    id: MachineId,
    address: string | undefined,
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  takePublicAddress(id: MachineId, key: string, signal: AbortSignal): Promise<Operation>;
  growDisk(id: DiskId, bytes: number, key: string, signal: AbortSignal): Promise<Operation>;
  startMachine(id: MachineId, key: string, signal: AbortSignal): Promise<Operation>;
  stopMachine(id: MachineId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteMachine(id: MachineId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteDisk(id: DiskId, key: string, signal: AbortSignal): Promise<Operation>;
}

const onlyInterface = '0';
const networkRoles = 'compute.admin and vpc.admin';
/** Only for images that are not public. */
const imageRole = 'compute.images.user';

/** The public folder held 8,272 images in September 2026: ten pages see it all. */
const maxImagePages = 10;

export function computeClient(calls: Calls): ComputeClient {
  const reading = (what: string, folder: FolderId) => {
    const where = calls.folder(folder);
    return { doing: `list the ${what} of ${where}`, role: 'compute.viewer', where };
  };
  return {
    async machines(folderId, signal) {
      const found = await calls.pages(
        InstanceServiceService.list,
        ListInstancesRequest.fromPartial({ folderId }),
        (page) => page.instances,
        reading('machines', folderId),
        signal,
      );
      return found.map(toMachine);
    },

    async machine(instanceId, signal) {
      const purpose = { doing: `look at machine “${instanceId}”`, role: 'compute.viewer' };
      const request = { instanceId, view: 0 };
      return toMachine(await calls.read(InstanceServiceService.get, request, purpose, signal));
    },

    async disks(folderId, signal) {
      const found = await calls.pages(
        DiskServiceService.list,
        ListDisksRequest.fromPartial({ folderId }),
        (page) => page.disks,
        reading('disks', folderId),
        signal,
      );
      return found.map(toDisk);
    },

    async zones(signal) {
      const found = await calls.pages(
        ZoneServiceService.list,
        ListZonesRequest.fromPartial({}),
        (page) => page.zones,
        { doing: 'list the zones' },
        signal,
      );
      return found.map(toZone);
    },

    async latestImage(folderId, family, signal) {
      const purpose = { doing: `find the newest image of family “${family}”`, role: imageRole };
      const request = { folderId, family };
      try {
        const method = ImageServiceService.getLatestByFamily;
        return toImage(await calls.read(method, request, purpose, signal));
      } catch (error) {
        if (isAppError(error, 'not-found')) return undefined;
        throw error;
      }
    },

    async imageOfProduct(folderId, productId, signal) {
      const found = await calls.pages(
        ImageServiceService.list,
        ListImagesRequest.fromPartial({ folderId }),
        (page) => page.images.filter((image) => image.productIds.includes(productId)),
        { doing: `look for the image of product “${productId}”`, role: imageRole },
        signal,
        maxImagePages,
      );
      return found
        .map(toImage)
        .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
        .at(0);
    },

    async serialOutput(instanceId, signal) {
      const purpose = {
        doing: `read the serial console of machine “${instanceId}”`,
        role: 'compute.viewer',
      };
      const method = InstanceServiceService.getSerialPortOutput;
      return (await calls.read(method, { instanceId, port: 1 }, purpose, signal)).contents;
    },

    createMachine(request, key, signal) {
      const where = calls.folder(request.folderId);
      return calls.change(
        InstanceServiceService.create,
        fromNewMachine(request),
        {
          doing: `create the machine “${request.name}” in ${where}`,
          role: 'compute.admin',
          where,
        },
        key,
        signal,
      );
    },

    attachGroups: (instanceId, groups, key, signal) =>
      calls.change(
        InstanceServiceService.updateNetworkInterface,
        UpdateInstanceNetworkInterfaceRequest.fromPartial({
          instanceId,
          networkInterfaceIndex: onlyInterface,
          securityGroupIds: [...groups],
          updateMask: { paths: ['security_group_ids'] },
        }),
        { doing: `attach security groups to machine “${instanceId}”`, role: networkRoles },
        key,
        signal,
      ),

    givePublicAddress: (instanceId, address, key, signal) =>
      calls.change(
        InstanceServiceService.addOneToOneNat,
        AddInstanceOneToOneNatRequest.fromPartial({
          instanceId,
          networkInterfaceIndex: onlyInterface,
          oneToOneNatSpec: { ipVersion: IpVersion.IPV4, ...(address !== undefined && { address }) },
        }),
        { doing: `give machine “${instanceId}” a public address`, role: networkRoles },
        key,
        signal,
      ),

    takePublicAddress: (instanceId, key, signal) =>
      calls.change(
        InstanceServiceService.removeOneToOneNat,
        RemoveInstanceOneToOneNatRequest.fromPartial({
          instanceId,
          networkInterfaceIndex: onlyInterface,
        }),
        { doing: `take the public address off machine “${instanceId}”`, role: networkRoles },
        key,
        signal,
      ),

    growDisk: (diskId, size, key, signal) =>
      calls.change(
        DiskServiceService.update,
        UpdateDiskRequest.fromPartial({ diskId, size, updateMask: { paths: ['size'] } }),
        { doing: `let disk “${diskId}” grow`, role: 'compute.admin' },
        key,
        signal,
      ),

    startMachine: (instanceId, key, signal) =>
      calls.change(
        InstanceServiceService.start,
        { instanceId },
        { doing: `start machine “${instanceId}”`, role: 'compute.operator' },
        key,
        signal,
      ),

    stopMachine: (instanceId, key, signal) =>
      calls.change(
        InstanceServiceService.stop,
        { instanceId },
        { doing: `stop machine “${instanceId}”`, role: 'compute.operator' },
        key,
        signal,
      ),

    deleteMachine: (instanceId, key, signal) =>
      calls.change(
        InstanceServiceService.delete,
        { instanceId },
        { doing: `delete machine “${instanceId}”`, role: 'compute.admin' },
        key,
        signal,
      ),

    deleteDisk: (diskId, key, signal) =>
      calls.change(
        DiskServiceService.delete,
        { diskId },
        { doing: `delete disk “${diskId}”`, role: 'compute.admin' },
        key,
        signal,
      ),
  };
}
