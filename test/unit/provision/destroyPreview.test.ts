import { describe, expect, it } from 'vitest';
import { destroyMarkdown } from '../../../src/model/destroyMarkdown';
import { stackLabels } from '../../../src/model/cloud';
import { noRecord, type Stack } from '../../../src/model/journal';
import { agreedStack } from '../../../src/provision/agree';
import { type FoundForDestroy, previewDestroy } from '../../../src/provision/destroyPreview';
import { makePlan } from '../../../src/provision/plan';
import { blueprint, nothing } from './samples';

const gigabyte = 1024 ** 3;

/** An environment of a network, a subnet, a machine and a GitLab, as its journal has it. */
function stack(): Stack {
  const made = (outputs: Record<string, string>) => ({
    ...noRecord,
    state: 'done' as const,
    outputs,
  });
  const agreed = agreedStack(makePlan(blueprint, nothing, 'RUB'), 1);
  return {
    ...agreed,
    runs: {
      create: {
        network: made({ origin: 'created', id: 'net' }),
        subnet: made({ origin: 'created', id: 'sub' }),
        gitlab: made({ origin: 'created', id: 'git' }),
        machine: made({
          origin: 'created',
          id: 'vm',
          bootDisk: 'boot',
          publicAddress: '198.51.100.9',
        }),
      },
      destroy: {},
    },
  };
}

function named(id: string, name: string, component: string, more: object = {}) {
  const labels = component === '' ? {} : stackLabels(blueprint.stackId, component);
  return { id, name, labels, folderId: blueprint.folderId, createdAt: 1, ...more } as never;
}

function found(more: Partial<FoundForDestroy> = {}): FoundForDestroy {
  return {
    networks: [named('net', blueprint.network.name, 'network')],
    subnets: [named('sub', blueprint.subnet.name, 'subnet', { networkId: 'net' })],
    securityGroups: [],
    addresses: [],
    serviceAccounts: [],
    gitlabs: [named('git', blueprint.gitlab.name, 'gitlab', { subnetId: 'sub' })],
    machines: [
      named('vm', blueprint.machine.name, 'machine', {
        subnetId: 'sub',
        bootDiskId: 'boot',
        publicAddress: '198.51.100.9',
      }),
    ],
    disks: [named('boot', 'boot', '', { bytes: 30 * gigabyte, attachedTo: ['vm'] })],
    runners: [],
    ...more,
  };
}

const preview = (more: Partial<FoundForDestroy> = {}) => previewDestroy(stack(), found(more));
const leftovers = (more: Partial<FoundForDestroy>) =>
  preview(more).leftovers.filter((one) => !one.what.startsWith('a backup'));

describe('the preview of a destruction', () => {
  it('says what goes with each item', () => {
    const { items, leftovers } = preview();
    expect(
      items.filter((item) => item.action === 'delete').map(({ kind, takes }) => [kind, takes]),
    ).toEqual([
      ['GitLab instance', ['all its projects, runs, models and users']],
      ['machine', ['its disk, 30 GB, with everything on it', 'its public address 198.51.100.9']],
      ['subnet', []],
      ['network', ['its default group']],
    ]);
    expect(leftovers.map(({ what, costs }) => [what, costs])).toEqual([
      [`a backup of GitLab instance “${blueprint.gitlab.name}”`, false],
    ]);
  });

  it('signs off the runners that were installed from here', () => {
    const plan = preview({ runners: [{ id: '12', where: 'ml/scoring' }] });
    expect(plan.items[0]).toMatchObject({
      kind: 'runner',
      name: '#12',
      reason: expect.stringContaining('signed off in ml/scoring') as string,
    });
  });

  it('names guests of subnet and network, which are in the way', () => {
    const guest = named('guest', 'guest', '', { subnetId: 'sub' });
    const own = found().machines;
    const others = leftovers({
      machines: [...own, guest],
      securityGroups: [
        named('sg', 'their-group', '', { networkId: 'net', isDefault: false }),
        named('dsg', 'default', '', { networkId: 'net', isDefault: true }),
      ],
    });
    expect(others.map(({ what, inTheWay, costs }) => [what, inTheWay, costs])).toEqual([
      ['machine “guest”', true, true],
      ['security group “their-group”', true, false],
    ]);
  });

  it('names disks and addresses that go on costing', () => {
    const [boot] = found().disks;
    const left = leftovers({
      disks: [boot!, named('data', 'data', '', { bytes: 200 * gigabyte, attachedTo: ['vm'] })],
      addresses: [named('ip', 'ours-by-hand', '', { ip: '198.51.100.9', used: true })],
    });
    expect(left.map(({ what, costs }) => [what, costs])).toEqual([
      ['disk “data”, 200 GB', true],
      ['public address “ours-by-hand”, 198.51.100.9', true],
    ]);
    const loose = named('boot', 'boot', '', { bytes: 30 * gigabyte, attachedTo: [] });
    expect(leftovers({ machines: [], disks: [loose] })[0]).toMatchObject({
      what: 'disk “boot”, 30 GB',
      costs: true,
    });
  });

  it('deletes nothing that carries our label but is not in the journal, and says so', () => {
    const twin = named('twin', 'vm-twin', 'machine', { subnetId: 'elsewhere' });
    const plan = preview({ machines: [...found().machines, twin] });
    expect(plan.items.map((item) => item.resourceId)).not.toContain('twin');
    expect(plan.leftovers[0]).toMatchObject({
      what: 'machine “vm-twin”',
      why: expect.stringContaining('the journal does not know it') as string,
      costs: true,
    });
  });

  it('names each thing once, first what it is in the way of', () => {
    const twin = named('twin', 'vm-twin', 'machine', { subnetId: 'sub' });
    const address = named('ip', 'vm-address', 'address', { ip: '198.51.100.9', used: true });
    const left = leftovers({ machines: [...found().machines, twin], addresses: [address] });
    expect(left.map(({ what, inTheWay }) => [what, inTheWay])).toEqual([
      ['machine “vm-twin”', true],
      ['public address “vm-address”, 198.51.100.9', false],
    ]);
  });

  it('can be copied as a text', () => {
    expect(destroyMarkdown('demo', preview({ subnets: [] }))).toBe(
      [
        '# Destroying demo',
        '',
        '## Goes',
        '',
        `- GitLab instance **${blueprint.gitlab.name}**, \`git\`, with all its projects, runs, models and users`,
        `- machine **${blueprint.machine.name}**, \`vm\`, with its disk, 30 GB, with everything on it, its public address 198.51.100.9`,
        `- network **${blueprint.network.name}**, \`net\`, with its default group`,
        '',
        '## Stays',
        '',
        `- a backup of GitLab instance “${blueprint.gitlab.name}”: Yandex Cloud keeps it for two weeks; its support can restore it`,
        '',
        '## Gone already',
        '',
        `- subnet **${blueprint.subnet.name}**`,
        '',
      ].join('\n'),
    );
  });
});
