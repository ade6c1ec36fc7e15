import { securityRules } from '../blueprint';
import { type SecurityRuleSpec } from '../cloud';
import { attribute, block, code, comment, type Item } from './hcl';
import { idOf, managesDefaultGroup, type TerraformInput } from './input';

/** Name, description and labels, as the native way gives them. */
export function named(name: string, component: string): Item[] {
  return [
    attribute('name', name),
    attribute('description', code('local.description')),
    attribute('labels', code(`merge(local.labels, { component = "${component}" })`)),
  ];
}

export function networkItems(input: TerraformInput): Item[] {
  const { blueprint, foreign } = input;
  const { network, subnet, securityGroup } = blueprint;
  const networkId = attribute('network_id', idOf('network', input));
  const items: Item[] = [];
  if (foreign.network === undefined) {
    items.push(block('resource', ['yandex_vpc_network', 'main'], named(network.name, 'network')));
  }
  if (foreign.subnet === undefined) {
    items.push(
      block(
        'resource',
        ['yandex_vpc_subnet', 'main'],
        [
          ...named(subnet.name, 'subnet'),
          attribute('zone', code('var.zone')),
          networkId,
          attribute('v4_cidr_blocks', [subnet.cidr]),
        ],
      ),
    );
  }
  const rules = ruleItems(securityGroup.allowedCidrs);
  if (foreign['security-group'] === undefined) {
    items.push(
      block(
        'resource',
        ['yandex_vpc_security_group', 'main'],
        [...named(securityGroup.name, 'security-group'), networkId, ...rules],
      ),
    );
  }
  if (managesDefaultGroup(input)) {
    items.push(
      ...comment(
        'No API attaches a group to a GitLab instance: it uses the default group of its network, which lets everything',
        'in when it is new. Terraform replaces its rules with these and leaves them behind on destroy.',
      ),
      block('resource', ['yandex_vpc_default_security_group', 'main'], [networkId, ...rules]),
    );
  }
  return items;
}

function ruleItems(allowedCidrs: readonly string[]): Item[] {
  return securityRules(allowedCidrs).map((rule) =>
    block(
      rule.direction === 'in' ? 'ingress' : 'egress',
      [],
      [
        attribute('description', rule.description),
        attribute('protocol', rule.protocol),
        ...portItems(rule),
        peerItem(rule, allowedCidrs),
      ],
    ),
  );
}

function portItems({ ports }: SecurityRuleSpec): Item[] {
  if (ports === undefined) return [];
  if (ports.from === ports.to) return [attribute('port', ports.from)];
  return [attribute('from_port', ports.from), attribute('to_port', ports.to)];
}

function peerItem({ peer }: SecurityRuleSpec, allowedCidrs: readonly string[]): Item {
  switch (peer.kind) {
    case 'cidrs':
      // The very list: who else has the same ranges by chance keeps them.
      return attribute(
        'v4_cidr_blocks',
        peer.cidrs === allowedCidrs ? code('var.allowed_cidrs') : peer.cidrs,
      );
    case 'group':
      return attribute('security_group_id', peer.id);
    case 'target':
      return attribute('predefined_target', peer.target);
  }
}
