import {
  type SecurityGroupRule,
  SecurityGroupRule_Direction as Direction,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group';
import { type SecurityGroupRuleSpec } from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group_service';
import { type RuleRow } from '../rows';
import { parseBlock } from '../rules/ipv4';
import { checkDescription, checkLabels } from '../rules/names';
import { invalid } from '../wire/status';
import { newId } from '../world';

const protocols: Readonly<Record<string, number>> = {
  ANY: -1,
  ICMP: 1,
  TCP: 6,
  UDP: 17,
  IPV6_ICMP: 58,
};
const targets = ['self_security_group', 'loadbalancer_healthchecks'];

/** What the default group of a new network holds: all in, all out. */
export function openRules(): RuleRow[] {
  return [Direction.INGRESS, Direction.EGRESS].map((direction) => ({
    id: newId('enp'),
    description: '',
    labels: {},
    direction,
    protocolName: 'ANY',
    protocolNumber: -1,
    cidrs: ['0.0.0.0/0'],
  }));
}

/** @param field of the request, for messages. @param groupExists tells whether a peer group is there */
export function parseRules(
  specs: readonly SecurityGroupRuleSpec[],
  field: string,
  groupExists: (id: string) => boolean,
): RuleRow[] {
  return specs.map((spec, index) => parseRule(spec, `${field}[${index}]`, groupExists));
}

export function presentRule(row: RuleRow): SecurityGroupRule {
  return {
    id: row.id,
    description: row.description,
    labels: { ...row.labels },
    direction: row.direction,
    ...(row.ports ? { ports: row.ports } : {}),
    protocolName: row.protocolName,
    protocolNumber: row.protocolNumber,
    ...(row.cidrs ? { cidrBlocks: { v4CidrBlocks: row.cidrs, v6CidrBlocks: [] } } : {}),
    securityGroupId: row.securityGroupId,
    predefinedTarget: row.predefinedTarget,
  };
}

function parseRule(
  spec: SecurityGroupRuleSpec,
  field: string,
  groupExists: (id: string) => boolean,
): RuleRow {
  checkDescription(spec.description);
  checkLabels(spec.labels, true);
  if (spec.direction !== Direction.INGRESS && spec.direction !== Direction.EGRESS) {
    throw invalid(`${field}.direction`, 'Field is required');
  }
  const protocol = protocolOf(spec, field);
  if (spec.ports && (protocol.name === 'ICMP' || protocol.name === 'IPV6_ICMP')) {
    throw invalid(`${field}.ports`, `Ports are not allowed with ${protocol.name}`);
  }
  return {
    id: newId('enp'),
    description: spec.description,
    labels: spec.labels,
    direction: spec.direction,
    ...(spec.ports ? { ports: portsOf(spec.ports, field) } : {}),
    protocolName: protocol.name,
    protocolNumber: protocol.number,
    ...peerOf(spec, field, groupExists),
  };
}

function protocolOf(spec: SecurityGroupRuleSpec, field: string): { name: string; number: number } {
  if (spec.protocolNumber !== undefined) {
    const known = Object.entries(protocols).find(([, number]) => number === spec.protocolNumber);
    return { name: known?.[0] ?? String(spec.protocolNumber), number: spec.protocolNumber };
  }
  const name = (spec.protocolName ?? 'ANY').toUpperCase() || 'ANY';
  const number = protocols[name];
  if (number === undefined) throw invalid(`${field}.protocol_name`, `Unknown protocol ${name}`);
  return { name, number };
}

function portsOf(
  ports: { fromPort: number; toPort: number },
  field: string,
): { fromPort: number; toPort: number } {
  const fine = (port: number): boolean => port >= 0 && port <= 65_535;
  if (!fine(ports.fromPort) || !fine(ports.toPort) || ports.fromPort > ports.toPort) {
    throw invalid(`${field}.ports`, 'Ports must be a range between 0 and 65535');
  }
  return { fromPort: ports.fromPort, toPort: ports.toPort };
}

function peerOf(
  spec: SecurityGroupRuleSpec,
  field: string,
  groupExists: (id: string) => boolean,
): Pick<RuleRow, 'cidrs' | 'securityGroupId' | 'predefinedTarget'> {
  if (spec.cidrBlocks) {
    const { v4CidrBlocks, v6CidrBlocks } = spec.cidrBlocks;
    if (v6CidrBlocks.length > 0) {
      throw invalid(`${field}.cidr_blocks.v6_cidr_blocks`, 'IPv6 is not supported');
    }
    if (v4CidrBlocks.length === 0 || v4CidrBlocks.length > 50) {
      throw invalid(`${field}.cidr_blocks.v4_cidr_blocks`, 'Number of elements must be 1-50');
    }
    for (const cidr of v4CidrBlocks) {
      if (!parseBlock(cidr)) {
        throw invalid(`${field}.cidr_blocks.v4_cidr_blocks`, `Invalid CIDR ${cidr}`);
      }
    }
    return { cidrs: v4CidrBlocks };
  }
  if (spec.securityGroupId) {
    if (!groupExists(spec.securityGroupId)) {
      throw invalid(`${field}.security_group_id`, `No security group ${spec.securityGroupId}`);
    }
    return { securityGroupId: spec.securityGroupId };
  }
  if (spec.predefinedTarget) {
    if (!targets.includes(spec.predefinedTarget)) {
      throw invalid(`${field}.predefined_target`, `Unknown target ${spec.predefinedTarget}`);
    }
    return { predefinedTarget: spec.predefinedTarget };
  }
  throw invalid(`${field}.target`, 'One of the fields is required');
}
