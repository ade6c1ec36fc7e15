import { Disk, Disk_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/disk';
import {
  CreateDiskMetadata,
  DeleteDiskMetadata,
  DiskServiceService,
  UpdateDiskMetadata,
} from '@yandex-cloud/nodejs-sdk/compute-v1/disk_service';
import { DiskTypeServiceService } from '@yandex-cloud/nodejs-sdk/compute-v1/disk_type_service';
import * as z from 'zod';
import { type CloudContext } from '../context';
import { images } from '../images';
import { pack, packEmpty } from '../pack';
import { reserve } from '../quotas';
import { type DiskRow } from '../rows';
import { checkDisk, diskQuota, diskTypes } from '../rules/disks';
import { masked } from '../rules/mask';
import { checkDescription, checkLabels, checkName } from '../rules/names';
import { page } from '../rules/paging';
import { implement, type Method } from '../wire/implement';
import { invalid, notFound, unmet } from '../wire/status';
import { findById, newId, removeRow } from '../world';
import { findFor, listFolder, operationsOf, presentNamed, refuseTaken } from './shared';
import { refuseTooMany } from './instanceRules';
import { zones } from './zone';

const type = 'yandex.cloud.compute.v1';
const fields = ['name', 'description', 'labels', 'size', 'disk_placement_policy'] as const;

export function diskServices(context: CloudContext): Method[] {
  const { access, clock, operations, world } = context;
  const { disks } = world.tables;
  const args = z.object({ id: z.string() });
  const remove = (id: string): void => {
    const row = findById(disks, id);
    if (row) removeRow(disks, row);
    world.changed();
  };
  const creating = operations.register({
    kind: 'compute.disk.create',
    args,
    undoMs: 2_000,
    finish({ id }) {
      const row = findById(disks, id);
      if (!row) throw notFound('Disk', id);
      row.status = Disk_Status.READY;
      return pack(`${type}.Disk`, Disk, presentDisk(row));
    },
    undo: ({ id }) => remove(id),
  });
  const updating = operations.register({
    kind: 'compute.disk.update',
    args: z.object({ id: z.string(), size: z.number() }),
    undoMs: 1_000,
    finish({ id, size }) {
      const row = findById(disks, id);
      if (!row) throw notFound('Disk', id);
      row.size = size;
      world.changed();
      return pack(`${type}.Disk`, Disk, presentDisk(row));
    },
    undo: () => undefined,
  });
  const deleting = operations.register({
    kind: 'compute.disk.delete',
    args,
    undoMs: 0,
    finish({ id }) {
      remove(id);
      return packEmpty();
    },
    undo({ id }) {
      const row = findById(disks, id);
      if (row) row.status = Disk_Status.READY;
    },
  });

  function find(id: string, call: Parameters<typeof findFor>[1], verb: string) {
    return findFor(context, call, disks, 'Disk', id, `compute.disks.${verb}`);
  }

  const ofDisks = implement(DiskServiceService, {
    get: (request, call) => presentDisk(find(request.diskId, call, 'get').row),

    list(request, call) {
      const found = listFolder(context, call, disks, 'compute.disks.list', request);
      return { disks: found.items.map(presentDisk), nextPageToken: found.nextPageToken };
    },

    create(request, call) {
      const subject = access.inFolder(call, 'compute.disks.create', request.folderId);
      return operations.run(call, subject, () => {
        checkName('compute', request.name);
        checkDescription(request.description);
        checkLabels(request.labels, true);
        if (!zones.some(({ id }) => id === request.zoneId)) {
          throw invalid('zone_id', `Zone "${request.zoneId}" does not exist`);
        }
        const image = request.imageId ? findById(images, request.imageId) : undefined;
        if (request.imageId && !image) throw notFound('Image', request.imageId);
        const typeId = request.typeId || 'network-hdd';
        checkDisk(typeId, request.size, image?.minDiskSize ?? 0, '');
        refuseTaken(disks, 'Disk', request);
        refuseTooMany(context, request.folderId);
        reserve(world, request.folderId, {
          'compute.disks.count': 1,
          [diskQuota(typeId)]: request.size,
        });
        const { folderId, name, description, labels, zoneId, size } = request;
        const row: DiskRow = {
          id: newId('fhm'),
          folderId,
          createdAt: clock.now(),
          name,
          description,
          labels,
          typeId,
          zoneId,
          size,
          status: Disk_Status.CREATING,
          ...(image ? { imageId: image.id } : {}),
          productIds: [...(image?.productIds ?? [])],
          instanceIds: [],
        };
        disks.push(row);
        return {
          work: creating,
          args: { id: row.id },
          description: 'Create disk',
          folderId,
          resourceId: row.id,
          ms: 8_000,
          metadata: pack(`${type}.CreateDiskMetadata`, CreateDiskMetadata, { diskId: row.id }),
        };
      });
    },

    /** Its machine may run: only the partition waits for a restart. */
    update(request, call) {
      const { row, subject } = find(request.diskId, call, 'update');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        const sets = masked(request.updateMask, fields);
        const next = { ...row };
        if (sets('name')) next.name = request.name;
        if (sets('description')) next.description = request.description;
        if (sets('labels')) next.labels = request.labels;
        checkName('compute', next.name);
        checkDescription(next.description);
        checkLabels(next.labels, true);
        refuseTaken(disks, 'Disk', next);
        const size = sets('size') ? request.size : row.size;
        if (size !== row.size) checkDisk(row.typeId, size, 0, '');
        if (size < row.size) throw invalid('size', 'Disk size can only be increased');
        reserve(world, row.folderId, { [diskQuota(row.typeId)]: size - row.size });
        Object.assign(row, next);
        return {
          work: updating,
          args: { id: row.id, size },
          description: 'Update disk',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 5_000,
          metadata: pack(`${type}.UpdateDiskMetadata`, UpdateDiskMetadata, { diskId: row.id }),
        };
      });
    },

    delete(request, call) {
      const { row, subject } = find(request.diskId, call, 'delete');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        const [user] = row.instanceIds;
        if (user !== undefined) throw unmet(`Disk ${row.id} is attached to instance ${user}`);
        refuseTooMany(context, row.folderId);
        row.status = Disk_Status.DELETING;
        return {
          work: deleting,
          args: { id: row.id },
          description: 'Delete disk',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 3_000,
          metadata: pack(`${type}.DeleteDiskMetadata`, DeleteDiskMetadata, { diskId: row.id }),
        };
      });
    },

    listOperations(request, call) {
      find(request.diskId, call, 'get');
      return operationsOf(context, request.diskId, request);
    },
  });

  const kinds = diskTypes.map((id) => ({
    id,
    description: id,
    zoneIds: zones.map((zone) => zone.id),
  }));
  const ofTypes = implement(DiskTypeServiceService, {
    get(request, call) {
      access.authenticate(call);
      const kind = findById(kinds, request.diskTypeId);
      if (!kind) throw notFound('Disk type', request.diskTypeId);
      return kind;
    },
    list(request, call) {
      access.authenticate(call);
      const { items, nextPageToken } = page(kinds, request);
      return { diskTypes: items, nextPageToken };
    },
  });
  return [...ofDisks, ...ofTypes];
}

export function presentDisk(row: DiskRow): Disk {
  return {
    ...presentNamed(row),
    typeId: row.typeId,
    zoneId: row.zoneId,
    size: row.size,
    blockSize: 4096,
    productIds: [...row.productIds],
    status: row.status,
    sourceImageId: row.imageId,
    sourceSnapshotId: undefined,
    instanceIds: [...row.instanceIds],
  };
}
