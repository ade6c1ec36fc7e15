import { type Network as WireNetwork } from '@yandex-cloud/nodejs-sdk/vpc-v1/network';
import {
  type SecurityGroup as WireGroup,
  type SecurityGroupRule,
  SecurityGroupRule_Direction as Direction,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group';
import { SecurityGroupRuleSpec } from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group_service';
import { type Subnet as WireSubnet } from '@yandex-cloud/nodejs-sdk/vpc-v1/subnet';
import { type UsedAddress as WireUsedAddress } from '@yandex-cloud/nodejs-sdk/vpc-v1/subnet_service';
import {
  type Network,
  type RulePeer,
  type SecurityGroup,
  type SecurityRule,
  type SecurityRuleSpec,
  type Subnet,
  type UsedAddress,
} from '../model/cloud';
import { type NetworkId, type SecurityGroupId, type SubnetId } from '../model/ids';
import { maybeId, owned, word } from './map';

export function toNetwork(network: WireNetwork): Network {
  return {
    ...owned<NetworkId>(network, 'network'),
    defaultSecurityGroupId: maybeId<SecurityGroupId>(network.defaultSecurityGroupId),
  };
}

export function toSubnet(subnet: WireSubnet): Subnet {
  return {
    ...owned<SubnetId>(subnet, 'subnet'),
    networkId: subnet.networkId as NetworkId,
    zone: subnet.zoneId,
    cidrs: [...subnet.v4CidrBlocks],
  };
}

export function toUsedAddress(used: WireUsedAddress): UsedAddress {
  const holders = used.references.flatMap(({ referrer }) =>
    referrer === undefined ? [] : [`${referrer.type} ${referrer.id}`.trim()],
  );
  const machine = used.references.find(({ referrer }) => referrer?.type === 'compute.instance');
  return {
    address: used.address,
    holder: holders.join(', ') || 'unknown',
    machineId: maybeId(machine?.referrer?.id ?? ''),
  };
}

const groupStates = [undefined, 'creating', 'active', 'updating', 'deleting'] as const;

export function toSecurityGroup(group: WireGroup): SecurityGroup {
  return {
    ...owned<SecurityGroupId>(group, 'security group'),
    networkId: group.networkId as NetworkId,
    state: word(groupStates, group.status),
    isDefault: group.defaultForNetwork,
    rules: group.rules.map(toRule),
  };
}

function toRule(rule: SecurityGroupRule): SecurityRule {
  return {
    id: rule.id,
    direction: rule.direction === Direction.EGRESS ? 'out' : 'in',
    protocol: rule.protocolName.toUpperCase(),
    ports:
      rule.ports === undefined ? undefined : { from: rule.ports.fromPort, to: rule.ports.toPort },
    peer: toPeer(rule),
    description: rule.description,
  };
}

function toPeer(rule: SecurityGroupRule): RulePeer {
  if (rule.securityGroupId !== undefined && rule.securityGroupId !== '') {
    return { kind: 'group', id: rule.securityGroupId as SecurityGroupId };
  }
  if (rule.predefinedTarget !== undefined && rule.predefinedTarget !== '') {
    return { kind: 'target', target: rule.predefinedTarget };
  }
  return { kind: 'cidrs', cidrs: [...(rule.cidrBlocks?.v4CidrBlocks ?? [])] };
}

export function fromRule(rule: SecurityRuleSpec): SecurityGroupRuleSpec {
  return SecurityGroupRuleSpec.fromPartial({
    description: rule.description,
    direction: rule.direction === 'in' ? Direction.INGRESS : Direction.EGRESS,
    protocolName: rule.protocol,
    ...(rule.ports && { ports: { fromPort: rule.ports.from, toPort: rule.ports.to } }),
    ...(rule.peer.kind === 'cidrs' && { cidrBlocks: { v4CidrBlocks: [...rule.peer.cidrs] } }),
    ...(rule.peer.kind === 'group' && { securityGroupId: rule.peer.id }),
    ...(rule.peer.kind === 'target' && { predefinedTarget: rule.peer.target }),
  });
}
