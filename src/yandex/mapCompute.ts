import { type Disk as WireDisk } from '@yandex-cloud/nodejs-sdk/compute-v1/disk';
import { type Image as WireImage } from '@yandex-cloud/nodejs-sdk/compute-v1/image';
import {
  type Instance as WireMachine,
  type NetworkInterface,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import { type Zone as WireZone, Zone_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/zone';
import { type Instance as WireGitLab } from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance';
import {
  type Disk,
  type GitLabInstance,
  type Image,
  type Machine,
  type Zone,
} from '../model/cloud';
import {
  type DiskId,
  type GitLabInstanceId,
  type ImageId,
  type MachineId,
  type SecurityGroupId,
  type ServiceAccountId,
  type SubnetId,
} from '../model/ids';
import { maybeId, needId, owned, word } from './map';

const machineStates = [
  undefined,
  'provisioning',
  'running',
  'stopping',
  'stopped',
  'starting',
  'restarting',
  'updating',
  'error',
  'crashed',
  'deleting',
] as const;

export function toMachine(machine: WireMachine): Machine {
  const nic: NetworkInterface | undefined = machine.networkInterfaces[0];
  return {
    ...owned<MachineId>(machine, 'machine'),
    state: word(machineStates, machine.status),
    zone: machine.zoneId,
    platform: machine.platformId,
    cores: machine.resources?.cores ?? 0,
    coreFraction: machine.resources?.coreFraction ?? 100,
    memoryBytes: machine.resources?.memory ?? 0,
    gpus: machine.resources?.gpus ?? 0,
    preemptible: machine.schedulingPolicy?.preemptible ?? false,
    subnetId: maybeId<SubnetId>(nic?.subnetId ?? ''),
    securityGroupIds: (nic?.securityGroupIds ?? []) as SecurityGroupId[],
    address: maybeId(nic?.primaryV4Address?.address ?? ''),
    publicAddress: maybeId(nic?.primaryV4Address?.oneToOneNat?.address ?? ''),
    bootDiskId: maybeId(machine.bootDisk?.diskId ?? ''),
    secondaryDiskIds: machine.secondaryDisks.map(({ diskId }) => diskId as DiskId),
    serviceAccountId: maybeId<ServiceAccountId>(machine.serviceAccountId),
  };
}

export function toDisk(disk: WireDisk): Disk {
  return {
    ...owned<DiskId>(disk, 'disk'),
    bytes: disk.size,
    type: disk.typeId,
    attachedTo: disk.instanceIds as MachineId[],
  };
}

export function toImage(image: WireImage): Image {
  return {
    id: needId<ImageId>(image.id, 'image'),
    name: image.name,
    family: image.family,
    minDiskBytes: image.minDiskSize,
    productIds: [...image.productIds],
    createdAt: image.createdAt?.getTime(),
  };
}

export function toZone(zone: WireZone): Zone {
  return { id: zone.id, up: zone.status === Zone_Status.UP };
}

const gitlabStates = [
  undefined,
  'creating',
  'running',
  'updating',
  'error',
  'deleting',
  'backing-up',
  'restoring',
  'starting',
  'stopping',
  'stopped',
  'migrating',
  'migrating',
  'restoring',
] as const;

export function toGitLab(instance: WireGitLab): GitLabInstance {
  return {
    ...owned<GitLabInstanceId>(instance, 'GitLab instance'),
    state: word(gitlabStates, instance.status),
    preset: instance.resourcePresetId,
    diskBytes: instance.diskSize,
    domain: instance.domain,
    subnetId: maybeId<SubnetId>(instance.subnetId),
    adminLogin: instance.adminLogin,
    adminEmail: instance.adminEmail,
    version: instance.gitlabVersion,
    approvalRules: instance.approvalRulesId,
    backupDays: instance.backupRetainPeriodDays,
    deletionProtection: instance.deletionProtection,
  };
}
