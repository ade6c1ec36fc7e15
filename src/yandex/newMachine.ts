import { IpVersion } from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import {
  AttachedDiskSpec_Mode,
  CreateInstanceRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import { type NewMachine } from '../model/cloudRequests';

/** The request for a machine whose boot disk goes when it goes. */
export function fromNewMachine(machine: NewMachine): CreateInstanceRequest {
  return CreateInstanceRequest.fromPartial({
    folderId: machine.folderId,
    name: machine.name,
    hostname: machine.name,
    description: machine.description,
    labels: machine.labels,
    zoneId: machine.zone,
    platformId: machine.platform,
    resourcesSpec: {
      cores: machine.cores,
      coreFraction: machine.coreFraction,
      memory: machine.memoryBytes,
      gpus: machine.gpus,
    },
    metadata: machine.metadata,
    bootDiskSpec: {
      mode: AttachedDiskSpec_Mode.READ_WRITE,
      autoDelete: true,
      diskSpec: {
        typeId: machine.disk.type,
        size: machine.disk.bytes,
        imageId: machine.disk.imageId,
      },
    },
    networkInterfaceSpecs: [
      {
        subnetId: machine.subnetId,
        securityGroupIds: [...machine.securityGroupIds],
        primaryV4AddressSpec: machine.publicAddress
          ? { oneToOneNatSpec: { ipVersion: IpVersion.IPV4, address: machine.staticIp ?? '' } }
          : {},
      },
    ],
    schedulingPolicy: { preemptible: machine.preemptible },
  });
}
