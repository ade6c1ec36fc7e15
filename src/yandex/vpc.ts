import {
  CreateNetworkRequest,
  ListNetworksRequest,
  NetworkServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/network_service';
import {
  CreateSecurityGroupRequest,
  ListSecurityGroupsRequest,
  SecurityGroupServiceService,
  UpdateSecurityGroupRequest,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group_service';
import {
  CreateSubnetRequest,
  ListSubnetsRequest,
  ListUsedAddressesRequest,
  SubnetServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/subnet_service';
import {
  type Network,
  type Operation,
  type SecurityGroup,
  type SecurityRuleSpec,
  type Subnet,
  type UsedAddress,
} from '../model/cloud';
import { type NewNetwork, type NewSecurityGroup, type NewSubnet } from '../model/cloudRequests';
import { type FolderId, type NetworkId, type SecurityGroupId, type SubnetId } from '../model/ids';
import { type Calls } from './calls';
import { fromRule, toNetwork, toSecurityGroup, toSubnet, toUsedAddress } from './mapVpc';

export interface VpcClient {
  networks(folder: FolderId, signal: AbortSignal): Promise<Network[]>;
  subnets(folder: FolderId, signal: AbortSignal): Promise<Subnet[]>;
  usedAddresses(subnet: SubnetId, signal: AbortSignal): Promise<UsedAddress[]>;
  securityGroups(folder: FolderId, signal: AbortSignal): Promise<SecurityGroup[]>;
  securityGroup(id: SecurityGroupId, signal: AbortSignal): Promise<SecurityGroup>;
  createNetwork(request: NewNetwork, key: string, signal: AbortSignal): Promise<Operation>;
  createSubnet(request: NewSubnet, key: string, signal: AbortSignal): Promise<Operation>;
  createSecurityGroup(
    request: NewSecurityGroup,
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  replaceRules(
    group: SecurityGroupId,
    rules: readonly SecurityRuleSpec[],
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  deleteNetwork(id: NetworkId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteSubnet(id: SubnetId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteSecurityGroup(id: SecurityGroupId, key: string, signal: AbortSignal): Promise<Operation>;
}

const admin = 'vpc.admin';

export function vpcClient(calls: Calls): VpcClient {
  const reading = (what: string, folder: FolderId) => {
    const where = calls.folder(folder);
    return { doing: `list the ${what} of ${where}`, role: 'vpc.viewer', where };
  };
  const creating = (what: string, folder: FolderId) => {
    const where = calls.folder(folder);
    return { doing: `create the ${what} in ${where}`, role: admin, where };
  };
  return {
    async networks(folderId, signal) {
      const found = await calls.pages(
        NetworkServiceService.list,
        ListNetworksRequest.fromPartial({ folderId }),
        (page) => page.networks,
        reading('networks', folderId),
        signal,
      );
      return found.map(toNetwork);
    },

    async subnets(folderId, signal) {
      const found = await calls.pages(
        SubnetServiceService.list,
        ListSubnetsRequest.fromPartial({ folderId }),
        (page) => page.subnets,
        reading('subnets', folderId),
        signal,
      );
      return found.map(toSubnet);
    },

    async usedAddresses(subnetId, signal) {
      const found = await calls.pages(
        SubnetServiceService.listUsedAddresses,
        ListUsedAddressesRequest.fromPartial({ subnetId }),
        (page) => page.addresses,
        { doing: `list the used addresses of subnet “${subnetId}”`, role: 'vpc.viewer' },
        signal,
      );
      return found.map(toUsedAddress);
    },

    async securityGroups(folderId, signal) {
      const found = await calls.pages(
        SecurityGroupServiceService.list,
        ListSecurityGroupsRequest.fromPartial({ folderId }),
        (page) => page.securityGroups,
        reading('security groups', folderId),
        signal,
      );
      return found.map(toSecurityGroup);
    },

    async securityGroup(securityGroupId, signal) {
      const purpose = { doing: `look at security group “${securityGroupId}”`, role: 'vpc.viewer' };
      return toSecurityGroup(
        await calls.read(SecurityGroupServiceService.get, { securityGroupId }, purpose, signal),
      );
    },

    createNetwork: (request, key, signal) =>
      calls.change(
        NetworkServiceService.create,
        CreateNetworkRequest.fromPartial(request),
        creating(`network “${request.name}”`, request.folderId),
        key,
        signal,
      ),

    createSubnet: ({ zone, cidrs, ...request }, key, signal) =>
      calls.change(
        SubnetServiceService.create,
        CreateSubnetRequest.fromPartial({ ...request, zoneId: zone, v4CidrBlocks: [...cidrs] }),
        creating(`subnet “${request.name}”`, request.folderId),
        key,
        signal,
      ),

    createSecurityGroup: ({ rules, ...request }, key, signal) =>
      calls.change(
        SecurityGroupServiceService.create,
        CreateSecurityGroupRequest.fromPartial({ ...request, ruleSpecs: rules.map(fromRule) }),
        creating(`security group “${request.name}”`, request.folderId),
        key,
        signal,
      ),

    replaceRules: (securityGroupId, rules, key, signal) =>
      calls.change(
        SecurityGroupServiceService.update,
        UpdateSecurityGroupRequest.fromPartial({
          securityGroupId,
          // Without a mask the update would also empty the name and the labels.
          updateMask: { paths: ['rule_specs'] },
          ruleSpecs: rules.map(fromRule),
        }),
        { doing: `write the rules of security group “${securityGroupId}”`, role: admin },
        key,
        signal,
      ),

    deleteNetwork: (networkId, key, signal) =>
      calls.change(
        NetworkServiceService.delete,
        { networkId },
        { doing: `delete network “${networkId}”`, role: admin },
        key,
        signal,
      ),

    deleteSubnet: (subnetId, key, signal) =>
      calls.change(
        SubnetServiceService.delete,
        { subnetId },
        { doing: `delete subnet “${subnetId}”`, role: admin },
        key,
        signal,
      ),

    deleteSecurityGroup: (securityGroupId, key, signal) =>
      calls.change(
        SecurityGroupServiceService.delete,
        { securityGroupId },
        { doing: `delete security group “${securityGroupId}”`, role: admin },
        key,
        signal,
      ),
  };
}
