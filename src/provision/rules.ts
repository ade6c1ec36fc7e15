import { type SecurityRule, type SecurityRuleSpec } from '../model/cloud';

/** True when the rules of a group do not say the same as the wanted ones; order and descriptions do not count. */
export function rulesDiffer(
  there: readonly SecurityRule[],
  wanted: readonly SecurityRuleSpec[],
): boolean {
  const have = new Set(there.map(key));
  const want = new Set(wanted.map(key));
  return have.size !== want.size || [...want].some((rule) => !have.has(rule));
}

function key(rule: SecurityRule | SecurityRuleSpec): string {
  const ports = rule.ports === undefined ? 'any' : `${rule.ports.from}-${rule.ports.to}`;
  return [rule.direction, rule.protocol, ports, peerKey(rule)].join(' ');
}

function peerKey({ peer }: SecurityRule | SecurityRuleSpec): string {
  switch (peer.kind) {
    case 'cidrs':
      return [...peer.cidrs].sort().join(',');
    case 'group':
      return peer.id;
    case 'target':
      return peer.target;
  }
}
