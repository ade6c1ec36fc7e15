import { type RulePeer, type SecurityRule, type SecurityRuleSpec } from './cloud';

/** Rules by what they are about, with who may: `in TCP 22` from `198.51.100.7/32`. */
export function ruleDifferences(
  there: readonly SecurityRule[],
  wanted: readonly SecurityRuleSpec[],
): { readonly field: string; readonly wanted: string; readonly found: string }[] {
  const [have, want] = [peersByRule(there), peersByRule(wanted)];
  const fields = [...new Set([...want.keys(), ...have.keys()])];
  return fields.flatMap((field) => {
    const one = want.get(field) ?? 'no such rule';
    const other = have.get(field) ?? 'no such rule';
    return one === other ? [] : [{ field: `rule ${field}`, wanted: one, found: other }];
  });
}

function peersByRule(rules: readonly (SecurityRule | SecurityRuleSpec)[]): Map<string, string> {
  const peers = new Map<string, Set<string>>();
  for (const rule of rules) {
    const of = peers.get(ruleName(rule)) ?? new Set<string>();
    for (const one of peersOf(rule.peer)) of.add(one);
    peers.set(ruleName(rule), of);
  }
  return new Map([...peers].map(([name, of]) => [name, [...of].sort().join(', ')]));
}

function ruleName({ direction, protocol, ports }: SecurityRule | SecurityRuleSpec): string {
  const range =
    ports === undefined
      ? 'any port'
      : ports.from === ports.to
        ? `${ports.from}`
        : `${ports.from}–${ports.to}`;
  return `${direction} ${protocol} ${range}`;
}

function peersOf(peer: RulePeer): readonly string[] {
  switch (peer.kind) {
    case 'cidrs':
      return peer.cidrs;
    case 'group':
      return [`group ${peer.id}`];
    case 'target':
      return [peer.target];
  }
}
