import { Disk_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/disk';
import { Instance_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import {
  CreateInstanceMetadata,
  type CreateInstanceRequest,
  DeleteInstanceMetadata,
  type DeleteInstanceRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import { type Operation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import * as z from 'zod';
import { type CloudContext } from '../context';
import { type Machines } from '../machines';
import { pack, packEmpty } from '../pack';
import { newPublicAddress } from '../publicAddresses';
import { type InstanceRow } from '../rows';
import { type Call } from '../wire/implement';
import { notFound } from '../wire/status';
import { findById, newId, removeRow } from '../world';
import { instanceType as type, packInstance } from './instanceMessage';
import { attachmentOf, checkNewInstance, diskOf, refuseTooMany } from './instanceRules';
import { findFor } from './shared';

/** How long addresses stay taken after a machine is gone, ms at speed 1. */
const releaseMs = 20_000;

export function instanceCreation(context: CloudContext, machines: Machines) {
  const { access, clock, operations, world } = context;
  const { addresses, disks, instances, serviceAccounts, subnets } = world.tables;
  const args = z.object({ id: z.string() });

  const creating = operations.register({
    kind: 'compute.instance.create',
    args,
    undoMs: 10_000,
    finish({ id }) {
      const row = findById(instances, id);
      if (!row) throw notFound('Instance', id);
      row.status = Instance_Status.RUNNING;
      const nat = row.network.nat;
      if (nat?.address === '') nat.address = newPublicAddress(world);
      for (const disk of disks.filter((d) => d.instanceIds.includes(id))) {
        disk.status = Disk_Status.READY;
      }
      world.changed();
      machines.boot(row);
      return packInstance(row);
    },
    undo: ({ id }) => removeInstance(id),
  });

  const deleting = operations.register({
    kind: 'compute.instance.delete',
    args,
    undoMs: 5_000,
    async finish({ id }) {
      await removeInstance(id);
      return packEmpty();
    },
    undo({ id }) {
      const row = findById(instances, id);
      if (row) row.status = Instance_Status.ERROR;
    },
  });

  async function removeInstance(id: string): Promise<void> {
    const row = findById(instances, id);
    if (!row) return;
    await machines.remove(row);
    const auto = new Set(
      [
        { diskId: row.bootDiskId, autoDelete: row.bootDiskAutoDelete },
        ...row.secondaryDisks,
      ].flatMap((disk) => (disk.autoDelete ? [disk.diskId] : [])),
    );
    for (const disk of disks.filter((d) => d.instanceIds.includes(id))) {
      if (auto.has(disk.id)) removeRow(disks, disk);
      else disk.instanceIds = disk.instanceIds.filter((other) => other !== id);
    }
    const until = clock.now() + releaseMs / clock.speed;
    findById(subnets, row.network.subnetId)?.lagging.push({
      address: row.network.address,
      holderType: 'compute.instance',
      holderId: id,
      until,
    });
    const reserved = addresses.find((address) => address.usedBy === id);
    if (reserved) {
      delete reserved.usedBy;
      reserved.usedUntil = until;
    }
    removeRow(instances, row);
    world.changed();
  }

  return {
    create(request: CreateInstanceRequest, call: Call): Operation {
      const subject = access.inFolder(call, 'compute.instances.create', request.folderId);
      const folder = { type: 'resource-manager.folder', id: request.folderId } as const;
      access.require(subject, 'vpc.subnets.use', folder);
      return operations.run(call, subject, () => {
        checkNewInstance(context, request);
        if (request.serviceAccountId !== '') {
          if (!findById(serviceAccounts, request.serviceAccountId)) {
            throw notFound('Service account', request.serviceAccountId);
          }
          access.require(subject, 'iam.serviceAccounts.use', {
            type: 'iam.serviceAccount',
            id: request.serviceAccountId,
          });
        }
        const boot = diskOf(context, request, request.bootDiskSpec, 'boot_disk_spec');
        const secondary = request.secondaryDiskSpecs.map((spec, index) => ({
          disk: diskOf(context, request, spec, `secondary_disk_specs[${index}]`),
          spec,
        }));
        const attachment = attachmentOf(context, request);
        const id = newId('fhm');
        for (const disk of [boot, ...secondary.map((entry) => entry.disk)]) {
          disk.instanceIds.push(id);
          if (!disks.includes(disk)) disks.push(disk);
        }
        if (attachment.nat?.reserved) attachment.nat.reserved.usedBy = id;
        const { folderId, name, description, labels, zoneId, platformId, metadata } = request;
        const spec = request.resourcesSpec;
        const row: InstanceRow = {
          id,
          folderId,
          createdAt: clock.now(),
          name,
          description,
          labels,
          zoneId,
          platformId,
          memory: spec?.memory ?? 0,
          cores: spec?.cores ?? 0,
          coreFraction: spec?.coreFraction || 100,
          gpus: spec?.gpus ?? 0,
          status: Instance_Status.PROVISIONING,
          metadata,
          bootDiskId: boot.id,
          bootDiskAutoDelete: request.bootDiskSpec?.autoDelete ?? false,
          secondaryDisks: secondary.map(({ disk, spec: { autoDelete, deviceName } }) => ({
            diskId: disk.id,
            autoDelete,
            deviceName: deviceName || disk.id,
          })),
          network: {
            subnetId: attachment.subnet.id,
            address: attachment.address,
            securityGroupIds: attachment.securityGroupIds,
            ...(attachment.nat
              ? {
                  nat: {
                    address: attachment.nat.reserved?.address ?? '',
                    isStatic: attachment.nat.isStatic,
                  },
                }
              : {}),
          },
          fqdn: fqdnOf(id, request.hostname),
          preemptible: request.schedulingPolicy?.preemptible ?? false,
          serviceAccountId: request.serviceAccountId,
          serialOutput: '',
        };
        instances.push(row);
        return {
          work: creating,
          args: { id },
          description: 'Create instance',
          folderId,
          resourceId: id,
          ms: 50_000,
          metadata: pack(`${type}.CreateInstanceMetadata`, CreateInstanceMetadata, {
            instanceId: id,
          }),
        };
      });
    },

    delete(request: DeleteInstanceRequest, call: Call): Operation {
      const { row, subject } = findFor(
        context,
        call,
        instances,
        'Instance',
        request.instanceId,
        'compute.instances.delete',
      );
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        refuseTooMany(context, row.folderId);
        row.status = Instance_Status.DELETING;
        return {
          work: deleting,
          args: { id: row.id },
          description: 'Delete instance',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 25_000,
          metadata: pack(`${type}.DeleteInstanceMetadata`, DeleteInstanceMetadata, {
            instanceId: row.id,
          }),
        };
      });
    },
  };
}

function fqdnOf(id: string, hostname: string): string {
  if (hostname === '') return `${id}.auto.internal`;
  return hostname.includes('.') ? hostname : `${hostname}.ru-central1.internal`;
}
