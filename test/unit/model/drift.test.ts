import { describe, expect, it } from 'vitest';
import { type Blueprint, gigabyte, securityRules } from '../../../src/model/blueprint';
import { type Address, type SecurityRuleSpec, stackLabels } from '../../../src/model/cloud';
import { countDrift, driftOf } from '../../../src/model/drift';
import { type EnvironmentResources } from '../../../src/model/environment';
import { type AddressId, type DiskId, type SecurityGroupId } from '../../../src/model/ids';
import { noRecord, type Stack } from '../../../src/model/journal';
import { ruleDifferences } from '../../../src/model/ruleDifferences';
import { resources } from '../../support/treeCases';
import { blueprint } from '../provision/samples';

const steps = ['network', 'subnet', 'security-group', 'default-group', 'service-account', 'roles'];

function stackOf(...foreign: string[]): Stack {
  const create = Object.fromEntries(
    [...steps, 'gitlab', 'machine'].map((step) => [
      step,
      {
        ...noRecord,
        state: 'done' as const,
        outputs: { origin: foreign.includes(step) ? 'existing' : 'created' },
      },
    ]),
  );
  return {
    version: 1,
    header: { blueprint, cloudName: '', folderName: '', agreedAt: 0 },
    runs: { create, destroy: {} },
    entries: [],
  };
}

const rules = securityRules(blueprint.securityGroup.allowedCidrs).map((rule, index) => ({
  ...rule,
  id: `${index}`,
}));

const disk = {
  id: 'fhmdisk' as DiskId,
  folderId: blueprint.folderId,
  name: '',
  labels: {},
  createdAt: 0,
  attachedTo: [],
};

/** All as it was agreed to. */
function asAgreed(): EnvironmentResources {
  const found = resources('running', 'running');
  const ours = (component: string) => ({ labels: stackLabels(blueprint.stackId, component) });
  const group = { ...found.securityGroup!, ...ours('security-group'), rules };
  return {
    network: { ...found.network!, ...ours('network') },
    subnet: { ...found.subnet!, ...ours('subnet') },
    securityGroup: group,
    defaultGroup: { ...group, isDefault: true },
    serviceAccount: { ...found.serviceAccount!, ...ours('service-account') },
    roles: blueprint.serviceAccount.roles,
    gitlab: { ...found.gitlab!, ...ours('gitlab'), name: blueprint.gitlab.name },
    machine: { ...found.machine!, ...ours('machine'), securityGroupIds: [group.id] },
    disk: {
      ...disk,
      bytes: blueprint.machine.disk.gb * gigabyte,
      type: blueprint.machine.disk.type,
    },
    address: undefined,
  };
}

it('is nothing when all is as it was agreed to, or was never made', () => {
  expect(driftOf(stackOf(), asAgreed())).toEqual([]);
  const unmade = { ...stackOf(), runs: { create: {}, destroy: {} } };
  expect(driftOf(unmade, { ...asAgreed(), machine: undefined })).toEqual([]);
});

it('names fields, and who mends them', () => {
  const found = asAgreed();
  const drift = driftOf(stackOf(), {
    ...found,
    securityGroup: {
      ...found.securityGroup!,
      rules: rules.map((rule) =>
        rule.ports?.from === 22 ? { ...rule, peer: { kind: 'cidrs', cidrs: ['0.0.0.0/0'] } } : rule,
      ),
    },
    roles: ['vpc.admin'],
    gitlab: { ...found.gitlab!, diskBytes: 40 * gigabyte, deletionProtection: true },
    machine: { ...found.machine!, cores: 4, publicAddress: undefined, labels: {}, name: 'vm-2' },
  });
  const lines = drift.flatMap(({ step, differences }) =>
    differences.map((one) => `${step}: ${one.field}: ${one.wanted} → ${one.found}, ${one.mend}`),
  );
  expect(lines).toEqual([
    'security-group: rule in TCP 22: 198.51.100.7/32 → 0.0.0.0/0, repair',
    'roles: compute.admin: given → not given, repair',
    'roles: iam.serviceAccounts.user: given → not given, repair',
    'gitlab: disk: 30 GB → 40 GB, hand',
    'gitlab: deletion protection: off → on, repair',
    'machine: name: vm-mlops → vm-2, hand',
    'machine: label: stack-id demo → taken off, hand',
    'machine: cores: 2 → 4, hand',
    'machine: public address: one → none, hand',
  ]);
  expect(countDrift(drift)).toBe(9);
});

it('names what is gone, also when it was not ours, but not what its owner changed', () => {
  const found = asAgreed();
  expect(driftOf(stackOf('network'), { ...found, network: undefined })).toEqual([
    { step: 'network', name: 'net-gitlab', gone: true, differences: [] },
  ]);
  const theirs = { ...found, serviceAccount: { ...found.serviceAccount!, labels: {} } };
  expect(driftOf(stackOf('service-account'), theirs)).toEqual([]);
});

it('takes a stopped machine, and what the cloud does not tell, for no difference', () => {
  const found = asAgreed();
  expect(
    driftOf(stackOf(), {
      ...found,
      roles: undefined,
      defaultGroup: undefined,
      gitlab: { ...found.gitlab!, adminEmail: '', approvalRules: '' },
      machine: { ...found.machine!, state: 'stopped', publicAddress: undefined },
    }),
  ).toEqual([]);
});

describe('field by field', () => {
  const whole = asAgreed();
  const { gitlab, machine } = whole as Required<EnvironmentResources>;
  const reserved = (ip: string, used = true): Address => ({
    ...disk,
    id: 'e9baddress' as AddressId,
    name: 'vm-mlops-address',
    labels: stackLabels(blueprint.stackId, 'address'),
    ip,
    zone: 'ru-central1-a',
    used,
  });
  const fixed: Blueprint = {
    ...blueprint,
    machine: { ...blueprint.machine, staticAddress: true },
  };
  const cases: readonly [
    string,
    Partial<EnvironmentResources>,
    'repair' | 'hand',
    RegExp | undefined,
    Blueprint?,
  ][] = [
    ['size', { gitlab: { ...gitlab!, preset: 's2.medium' } }, 'hand', /only be made larger/],
    [
      'size',
      { gitlab: gitlab! },
      'repair',
      /GitLab is away/,
      { ...blueprint, gitlab: { ...blueprint.gitlab, preset: 's2.large' } },
    ],
    ['disk', { gitlab: { ...gitlab!, diskBytes: 20 * gigabyte } }, 'repair', /GitLab is away/],
    ['disk', { gitlab: { ...gitlab!, diskBytes: 90 * gigabyte } }, 'hand', /only be made larger/],
    ['backups kept', { gitlab: { ...gitlab!, backupDays: 9 } }, 'hand', /fixed at creation/],
    ['approval rules', { gitlab: { ...gitlab!, approvalRules: 'BASIC' } }, 'hand', /token/],
    ['administrator', { gitlab: { ...gitlab!, adminLogin: 'bob' } }, 'hand', /no call/],
    ['e-mail', { gitlab: { ...gitlab!, adminEmail: 'b@example.com' } }, 'hand', /no call/],
    [
      'deletion protection',
      { gitlab: { ...gitlab!, deletionProtection: true } },
      'repair',
      undefined,
    ],
    ['zone', { machine: { ...machine!, zone: 'ru-central1-b' } }, 'hand', /stays in its zone/],
    ['platform', { machine: { ...machine!, platform: 'standard-v2' } }, 'hand', /stop the machine/],
    ['memory', { machine: { ...machine!, memoryBytes: gigabyte } }, 'hand', /stop the machine/],
    ['GPUs', { machine: { ...machine!, gpus: 1 } }, 'hand', /stop the machine/],
    [
      'security group',
      { machine: { ...machine!, securityGroupIds: ['enpother' as SecurityGroupId] } },
      'repair',
      undefined,
    ],
    ['public address', { machine: { ...machine!, publicAddress: undefined } }, 'repair', undefined],
    ['disk', { disk: { ...whole.disk!, bytes: 20 * gigabyte } }, 'repair', /after its next start/],
    ['disk', { disk: { ...whole.disk!, bytes: 60 * gigabyte } }, 'hand', /cannot shrink/],
    ['kind of disk', { disk: { ...whole.disk!, type: 'network-hdd' } }, 'hand', /keeps its kind/],
    [
      'public address',
      { address: reserved('203.0.113.9', false) },
      'repair',
      /open connections/,
      fixed,
    ],
    [
      'public address',
      { address: reserved('203.0.113.9') },
      'hand',
      /something else has the reserved address/,
      fixed,
    ],
  ];

  it.each(cases)('%s: %#', (field, change, mend, words, wanted = blueprint) => {
    const stack = stackOf();
    const agreed = { ...stack, header: { ...stack.header, blueprint: wanted } };
    const [drift, ...others] = driftOf(agreed, { ...whole, ...change });
    expect(others).toEqual([]);
    expect(drift?.differences).toEqual([expect.objectContaining({ field, mend })]);
    const [difference] = drift?.differences ?? [];
    const said = difference?.why ?? difference?.note;
    if (words) expect(said).toMatch(words);
    else expect(said).toBeUndefined();
  });

  it('leaves a disk to somebody where Terraform would make the machine anew', () => {
    const stack = stackOf();
    const owner = { tool: 'terraform' as const, version: '1.9.0' };
    const agreed = { ...stack, header: { ...stack.header, owner } } as unknown as Stack;
    const small = { ...whole.disk!, bytes: 20 * gigabyte };
    const [drift] = driftOf(agreed, { ...whole, disk: small });
    expect(drift?.differences).toMatchObject([
      {
        field: 'disk',
        found: '20 GB',
        mend: 'hand',
        why: expect.stringContaining('anew') as string,
      },
    ]);
  });

  it('tells that the reserved address is gone', () => {
    const stack = stackOf();
    const record = { ...noRecord, state: 'done' as const, outputs: { origin: 'created' } };
    const create = { ...stack.runs.create, address: record };
    const agreed = {
      ...stack,
      header: { ...stack.header, blueprint: fixed },
      runs: { create, destroy: {} },
    };
    expect(driftOf(agreed, { ...whole, address: undefined })).toEqual([
      { step: 'address', name: 'vm-mlops-address', gone: true, differences: [] },
    ]);
    const ip = machine!.publicAddress!;
    expect(driftOf(agreed, { ...whole, address: reserved(ip) })).toEqual([]);
  });
});

describe('rules of a group', () => {
  const ssh = (...cidrs: string[]): SecurityRuleSpec => ({
    direction: 'in',
    protocol: 'TCP',
    ports: { from: 22, to: 22 },
    peer: { kind: 'cidrs', cidrs },
    description: '',
  });

  it('are the same however they are split and ordered', () => {
    const split = [ssh('10.0.0.0/8'), ssh('192.0.2.0/24')];
    const rows = split.map((rule, index) => ({ ...rule, id: `${index}` }));
    expect(ruleDifferences(rows, [ssh('192.0.2.0/24', '10.0.0.0/8')])).toEqual([]);
  });

  it('that are too many or too few are named', () => {
    const range = { ...ssh('10.0.0.0/8'), id: 'a', ports: { from: 1, to: 99 } };
    expect(ruleDifferences([range], [ssh('10.0.0.0/8')])).toEqual([
      { field: 'rule in TCP 22', wanted: '10.0.0.0/8', found: 'no such rule' },
      { field: 'rule in TCP 1–99', wanted: 'no such rule', found: '10.0.0.0/8' },
    ]);
  });
});
