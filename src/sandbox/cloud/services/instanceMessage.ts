import {
  AttachedDisk_Mode,
  Instance,
  IpVersion,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import { pack } from '../pack';
import { type InstanceRow, type PackedRow } from '../rows';
import { presentNamed } from './shared';

export const instanceType = 'yandex.cloud.compute.v1';

/** @param full with the metadata, which only the full view has */
export function presentInstance(row: InstanceRow, full: boolean): Instance {
  const { network } = row;
  return Instance.fromPartial({
    ...presentNamed(row),
    zoneId: row.zoneId,
    platformId: row.platformId,
    resources: {
      memory: row.memory,
      cores: row.cores,
      coreFraction: row.coreFraction,
      gpus: row.gpus,
    },
    status: row.status,
    metadata: full ? row.metadata : {},
    bootDisk: {
      mode: AttachedDisk_Mode.READ_WRITE,
      deviceName: row.bootDiskId,
      autoDelete: row.bootDiskAutoDelete,
      diskId: row.bootDiskId,
    },
    secondaryDisks: row.secondaryDisks.map((disk) => ({
      mode: AttachedDisk_Mode.READ_WRITE,
      ...disk,
    })),
    networkInterfaces: [
      {
        index: '0',
        macAddress: macOf(row.id),
        subnetId: network.subnetId,
        primaryV4Address: {
          address: network.address,
          dnsRecords: [],
          ...(network.nat
            ? {
                oneToOneNat: {
                  address: network.nat.address,
                  ipVersion: IpVersion.IPV4,
                  dnsRecords: [],
                },
              }
            : {}),
        },
        securityGroupIds: network.securityGroupIds,
      },
    ],
    fqdn: row.fqdn,
    schedulingPolicy: { preemptible: row.preemptible },
    serviceAccountId: row.serviceAccountId,
    networkSettings: { type: 1 },
    placementPolicy: {},
  });
}

export function packInstance(row: InstanceRow): PackedRow {
  return pack(`${instanceType}.Instance`, Instance, presentInstance(row, false));
}

/** The cloud's own prefix and then something that stays the same for a machine. */
function macOf(id: string): string {
  const hex = Buffer.from(id).toString('hex').slice(-8);
  return `d0:0d:${(hex.match(/../g) ?? []).join(':')}`;
}
