import { describe, expect, it } from 'vitest';
import { type Blueprint } from '../../../src/model/blueprint';
import { cidrProblem, cidrsOverlap } from '../../../src/model/cidr';
import { validateBlueprint } from '../../../src/model/validateBlueprint';
import { blueprint } from '../provision/samples';

type Section = 'network' | 'subnet' | 'securityGroup' | 'serviceAccount' | 'gitlab' | 'machine';
type Parts = { readonly [Key in Section]?: Partial<Blueprint[Key]> } & {
  readonly stackId?: string;
  readonly zone?: string;
};

function withParts(parts: Parts): Blueprint {
  return {
    ...blueprint,
    ...parts,
    network: { ...blueprint.network, ...parts.network },
    subnet: { ...blueprint.subnet, ...parts.subnet },
    securityGroup: { ...blueprint.securityGroup, ...parts.securityGroup },
    serviceAccount: { ...blueprint.serviceAccount, ...parts.serviceAccount },
    gitlab: { ...blueprint.gitlab, ...parts.gitlab },
    machine: { ...blueprint.machine, ...parts.machine },
  };
}

it('accepts the defaults', () => {
  expect(validateBlueprint(blueprint)).toEqual([]);
});

it.each<[string, Parts]>([
  ['stackId', { stackId: 'Upper' }],
  ['zone', { zone: 'moon' }],
  ['network.name', { network: { name: '1st' } }],
  ['subnet.name', { subnet: { name: 'a b' } }],
  ['subnet.cidr', { subnet: { cidr: '10.16.0.0' } }],
  ['subnet.cidr', { subnet: { cidr: '10.16.0.1/24' } }],
  ['subnet.cidr', { subnet: { cidr: '8.8.8.0/24' } }],
  ['subnet.cidr', { subnet: { cidr: '10.16.0.0/30' } }],
  ['subnet.cidr', { subnet: { cidr: '192.168.0.0/24' } }],
  ['securityGroup.name', { securityGroup: { name: '-' } }],
  ['securityGroup.allowedCidrs', { securityGroup: { allowedCidrs: [] } }],
  ['securityGroup.allowedCidrs', { securityGroup: { allowedCidrs: ['everybody'] } }],
  ['serviceAccount.name', { serviceAccount: { name: 'with_underscore' } }],
  ['serviceAccount.roles', { serviceAccount: { roles: [] } }],
  ['gitlab.name', { gitlab: { name: 'Ab' } }],
  ['gitlab.diskGb', { gitlab: { diskGb: 29 } }],
  ['gitlab.backupDays', { gitlab: { backupDays: 6 } }],
  ['gitlab.adminLogin', { gitlab: { adminLogin: 'root' } }],
  ['gitlab.adminEmail', { gitlab: { adminEmail: 'anna' } }],
  ['gitlab.domainPrefix', { gitlab: { domainPrefix: 'mlo' } }],
  ['gitlab.domainPrefix', { gitlab: { domainPrefix: '-mlops' } }],
  ['machine.name', { machine: { name: 'VM' } }],
  ['machine.cores', { machine: { cores: 3 } }],
  ['machine.coreFraction', { machine: { coreFraction: 30 } }],
  ['machine.coreFraction', { machine: { coreFraction: 50, cores: 8 } }],
  ['machine.memoryGb', { machine: { memoryGb: 33 } }],
  ['machine.disk.gb', { machine: { disk: { gb: 5, type: 'network-ssd' } } }],
  ['machine.login', { machine: { login: 'root' } }],
  ['machine.login', { machine: { login: 'a\n- name: b' } }],
  ['machine.sshPublicKey', { machine: { sshPublicKey: 'ssh-dss AAAA' } }],
  ['machine.sshPublicKey', { machine: { sshPublicKey: `${blueprint.machine.sshPublicKey}\nx` } }],
])('names %s when it is wrong: %j', (field, parts) => {
  const problems = validateBlueprint(withParts(parts));
  expect(problems.map((problem) => problem.field)).toEqual([field]);
  expect(problems[0]?.message).toMatch(/^[A-Z“].*\.$/);
});

describe('IPv4 ranges', () => {
  it.each([
    ['0.0.0.0/0', undefined],
    ['203.0.113.7/32', undefined],
    ['203.0.113.7/31', 'host-bits'],
    ['256.0.0.0/8', 'shape'],
    ['10.0.0.0/33', 'shape'],
    ['::/0', 'shape'],
  ])('%s', (cidr, problem) => {
    expect(cidrProblem(cidr)).toBe(problem);
  });

  it.each([
    ['10.16.0.0/24', '10.16.0.0/16', true],
    ['10.16.0.0/24', '10.16.1.0/24', false],
    ['0.0.0.0/0', '203.0.113.0/24', true],
    ['200.0.0.0/8', '200.1.0.0/16', true],
    ['nothing', '10.0.0.0/8', false],
  ])('%s and %s', (a, b, overlap) => {
    expect(cidrsOverlap(a, b)).toBe(overlap);
    expect(cidrsOverlap(b, a)).toBe(overlap);
  });
});
