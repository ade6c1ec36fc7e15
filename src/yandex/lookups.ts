import { DiskServiceService } from '@yandex-cloud/nodejs-sdk/compute-v1/disk_service';
import {
  InstanceServiceService as MachineServiceService,
  ListInstancesRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import {
  ListServiceAccountsRequest,
  ServiceAccountServiceService,
} from '@yandex-cloud/nodejs-sdk/iam-v1/service_account_service';
import {
  AddressServiceService,
  ListAddressesRequest,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/address_service';
import {
  ListNetworksRequest,
  NetworkServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/network_service';
import {
  ListSecurityGroupsRequest,
  SecurityGroupServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group_service';
import {
  ListSubnetsRequest,
  SubnetServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/subnet_service';
import {
  type Address,
  type Disk,
  type Machine,
  type Network,
  type SecurityGroup,
  type ServiceAccount,
  type Subnet,
} from '../model/cloud';
import {
  type AddressId,
  type DiskId,
  type FolderId,
  type NetworkId,
  type ServiceAccountId,
  type SubnetId,
} from '../model/ids';
import { toAddress } from './addresses';
import { type Calls } from './calls';
import { toServiceAccount } from './map';
import { toDisk, toMachine } from './mapCompute';
import { toNetwork, toSecurityGroup, toSubnet } from './mapVpc';

type ByName<T> = (folder: FolderId, name: string, signal: AbortSignal) => Promise<T | undefined>;

/** Single resources, so that a folder with thousands of others is not listed for them. */
export interface LookupClient {
  readonly networkNamed: ByName<Network>;
  readonly subnetNamed: ByName<Subnet>;
  readonly securityGroupNamed: ByName<SecurityGroup>;
  readonly addressNamed: ByName<Address>;
  readonly serviceAccountNamed: ByName<ServiceAccount>;
  readonly machineNamed: ByName<Machine>;
  network(id: NetworkId, signal: AbortSignal): Promise<Network>;
  subnet(id: SubnetId, signal: AbortSignal): Promise<Subnet>;
  /** All of one network, in whatever folder. */
  subnetsOf(network: NetworkId, signal: AbortSignal): Promise<Subnet[]>;
  securityGroupsOf(network: NetworkId, signal: AbortSignal): Promise<SecurityGroup[]>;
  serviceAccount(id: ServiceAccountId, signal: AbortSignal): Promise<ServiceAccount>;
  address(id: AddressId, signal: AbortSignal): Promise<Address>;
  disk(id: DiskId, signal: AbortSignal): Promise<Disk>;
}

export function lookupClient(calls: Calls): LookupClient {
  const looking = (what: string, name: string, role: string) => ({
    doing: `look for ${what} “${name}”`,
    role,
  });
  return {
    async networkNamed(folderId, name, signal) {
      const found = await calls.pages(
        NetworkServiceService.list,
        ListNetworksRequest.fromPartial({ folderId, filter: named(name) }),
        (page) => page.networks,
        looking('network', name, 'vpc.viewer'),
        signal,
      );
      return exactly(found.map(toNetwork), name);
    },

    async subnetNamed(folderId, name, signal) {
      const found = await calls.pages(
        SubnetServiceService.list,
        ListSubnetsRequest.fromPartial({ folderId, filter: named(name) }),
        (page) => page.subnets,
        looking('subnet', name, 'vpc.viewer'),
        signal,
      );
      return exactly(found.map(toSubnet), name);
    },

    async securityGroupNamed(folderId, name, signal) {
      const found = await calls.pages(
        SecurityGroupServiceService.list,
        ListSecurityGroupsRequest.fromPartial({ folderId, filter: named(name) }),
        (page) => page.securityGroups,
        looking('security group', name, 'vpc.viewer'),
        signal,
      );
      return exactly(found.map(toSecurityGroup), name);
    },

    async addressNamed(folderId, name, signal) {
      const found = await calls.pages(
        AddressServiceService.list,
        ListAddressesRequest.fromPartial({ folderId, filter: named(name) }),
        (page) => page.addresses,
        looking('address', name, 'vpc.viewer'),
        signal,
      );
      return exactly(found.map(toAddress), name);
    },

    async serviceAccountNamed(folderId, name, signal) {
      const found = await calls.pages(
        ServiceAccountServiceService.list,
        ListServiceAccountsRequest.fromPartial({ folderId, filter: named(name) }),
        (page) => page.serviceAccounts,
        looking('service account', name, 'viewer'),
        signal,
      );
      return exactly(found.map(toServiceAccount), name);
    },

    async machineNamed(folderId, name, signal) {
      const found = await calls.pages(
        MachineServiceService.list,
        ListInstancesRequest.fromPartial({ folderId, filter: named(name) }),
        (page) => page.instances,
        looking('machine', name, 'compute.viewer'),
        signal,
      );
      return exactly(found.map(toMachine), name);
    },

    async network(networkId, signal) {
      const purpose = { doing: `look at network “${networkId}”`, role: 'vpc.viewer' };
      return toNetwork(await calls.read(NetworkServiceService.get, { networkId }, purpose, signal));
    },

    async subnet(subnetId, signal) {
      const purpose = { doing: `look at subnet “${subnetId}”`, role: 'vpc.viewer' };
      return toSubnet(await calls.read(SubnetServiceService.get, { subnetId }, purpose, signal));
    },

    async subnetsOf(networkId, signal) {
      const found = await calls.pages(
        NetworkServiceService.listSubnets,
        { networkId },
        (page) => page.subnets,
        { doing: `list the subnets of network “${networkId}”`, role: 'vpc.viewer' },
        signal,
      );
      return found.map(toSubnet);
    },

    async securityGroupsOf(networkId, signal) {
      const found = await calls.pages(
        NetworkServiceService.listSecurityGroups,
        { networkId },
        (page) => page.securityGroups,
        { doing: `list the security groups of network “${networkId}”`, role: 'vpc.viewer' },
        signal,
      );
      return found.map(toSecurityGroup);
    },

    async serviceAccount(serviceAccountId, signal) {
      const purpose = { doing: `look at service account “${serviceAccountId}”`, role: 'viewer' };
      const method = ServiceAccountServiceService.get;
      return toServiceAccount(await calls.read(method, { serviceAccountId }, purpose, signal));
    },

    async address(addressId, signal) {
      const purpose = { doing: `look at address “${addressId}”`, role: 'vpc.viewer' };
      return toAddress(await calls.read(AddressServiceService.get, { addressId }, purpose, signal));
    },

    async disk(diskId, signal) {
      const purpose = { doing: `look at disk “${diskId}”`, role: 'compute.viewer' };
      return toDisk(await calls.read(DiskServiceService.get, { diskId }, purpose, signal));
    },
  };
}

/** The only filter that the services know. Names have no quotes in them: they are checked before. */
function named(name: string): string {
  return `name="${name.replaceAll('"', '')}"`;
}

/** A server that does not know the filter answers with everything. */
function exactly<T extends { readonly name: string }>(found: T[], name: string): T | undefined {
  return found.find((one) => one.name === name);
}
