import { describe, expect, it } from 'vitest';
import { type Blueprint, gigabyte, securityRules } from '../../../src/model/blueprint';
import { stackLabels } from '../../../src/model/cloud';
import { type NetworkId, type SecurityGroupId } from '../../../src/model/ids';
import { blockers, countActions, foreignItems, type Plan } from '../../../src/model/plan';
import { type Found } from '../../../src/provision/found';
import { makePlan } from '../../../src/provision/plan';
import {
  blueprint,
  folderId,
  foreignAccount,
  foreignNetwork,
  nothing,
  ourNetwork,
  subnetOf,
} from './samples';

function plan(found: Partial<Found> = {}, wanted: Blueprint = blueprint): Plan {
  return makePlan(wanted, { ...nothing, ...found }, 'RUB');
}

function actions(of: Plan): string[] {
  return of.items.map((item) => `${item.action} ${item.name}`);
}

const withMachine = (machine: Partial<Blueprint['machine']>): Blueprint => ({
  ...blueprint,
  machine: { ...blueprint.machine, ...machine },
});

it('creates everything in an empty folder', () => {
  const made = plan();
  expect(made.items.map(({ id, group, name, action, what }) => ({ id, group, name, action, what })))
    .toMatchInlineSnapshot(`
    [
      {
        "action": "create",
        "group": "network",
        "id": "network",
        "name": "net-gitlab",
        "what": "a network of its own",
      },
      {
        "action": "create",
        "group": "network",
        "id": "subnet",
        "name": "subnet-gitlab-a",
        "what": "10.16.0.0/24, ru-central1-a",
      },
      {
        "action": "create",
        "group": "network",
        "id": "security-group",
        "name": "gitlab-sg",
        "what": "7 rules: TCP 22, 2222, 80, 443 in, all out",
      },
      {
        "action": "create",
        "group": "network",
        "id": "default-group",
        "name": "default group",
        "what": "the same rules; the GitLab instance uses this group",
      },
      {
        "action": "create",
        "group": "access",
        "id": "service-account",
        "name": "gitlab-sa",
        "what": "service account for runners",
      },
      {
        "action": "create",
        "group": "access",
        "id": "roles",
        "name": "roles of gitlab-sa",
        "what": "compute.admin, vpc.admin, iam.serviceAccounts.user",
      },
      {
        "action": "create",
        "group": "machines",
        "id": "gitlab",
        "name": "mlops-demo",
        "what": "s2.micro: 2 vCPU, 8 GB, 30 GB disk, https://mlops-demo.gitlab.yandexcloud.net",
      },
      {
        "action": "create",
        "group": "machines",
        "id": "machine",
        "name": "vm-mlops",
        "what": "ubuntu-22-04-lts-v20260801, 2 vCPU, 4 GB, 30 GB SSD, public IP",
      },
    ]
  `);
  expect(blockers(made)).toEqual([]);
  expect(countActions(made)).toEqual({
    create: 8,
    adopt: 0,
    keep: 0,
    exists: 0,
    change: 0,
    blocked: 0,
    replace: 0,
    destroy: 0,
  });
});

it('adopts what is ours, uses what is not, and takes a foreign network’s default group as it is', () => {
  expect(actions(plan({ networks: [ourNetwork] }))[0]).toBe('adopt net-gitlab');
  const foreign = plan({ networks: [foreignNetwork], serviceAccounts: [foreignAccount] });
  expect(actions(foreign)).toEqual([
    'exists net-gitlab',
    'create subnet-gitlab-a',
    'create gitlab-sg',
    'exists default group',
    'exists gitlab-sa',
    'create roles of gitlab-sa',
    'create mlops-demo',
    'create vm-mlops',
  ]);
  expect(foreign.notes.map((note) => note.title)).toContain('The network is not ours.');
});

it('asks for a yes for each thing that is not ours, once', () => {
  const foreign = plan({ networks: [foreignNetwork], serviceAccounts: [foreignAccount] });
  expect(foreignItems(foreign).map(({ name }) => name)).toEqual(['net-gitlab', 'gitlab-sa']);
  const recorded = { network: foreignNetwork.id };
  const again = plan({ networks: [foreignNetwork], serviceAccounts: [foreignAccount], recorded });
  expect(foreignItems(again).map(({ name }) => name)).toEqual(['gitlab-sa']);
});

it('keeps what its journal has, also under another name', () => {
  const recorded = { network: ourNetwork.id };
  const [network] = plan({ networks: [{ ...ourNetwork, name: 'net-renamed' }], recorded }).items;
  expect(network).toMatchObject({
    action: 'keep',
    name: 'net-gitlab',
    differences: [
      {
        field: 'name',
        wanted: 'net-gitlab',
        found: 'net-renamed',
        mend: 'hand',
        why: expect.stringContaining('rename it in the console') as string,
      },
    ],
  });
});

it('gives only the roles that are missing', () => {
  const subject = { id: foreignAccount.id, type: 'serviceAccount' };
  const bindings = [{ role: 'vpc.admin', subject }];
  const some = plan({ serviceAccounts: [foreignAccount], bindings });
  expect(some.items.find((item) => item.id === 'roles')).toMatchObject({
    action: 'create',
    reason: 'only compute.admin, iam.serviceAccounts.user: the others are there',
  });
  const all = blueprint.serviceAccount.roles.map((role) => ({ role, subject }));
  const every = plan({ serviceAccounts: [foreignAccount], bindings: all });
  expect(every.items.find((item) => item.id === 'roles')?.action).toBe('exists');
});

it('brings the rules of our own group up to date', () => {
  const rules = securityRules(['203.0.113.0/24']).map((rule, at) => ({ ...rule, id: `r${at}` }));
  const group = {
    id: 'enpgroup' as SecurityGroupId,
    folderId,
    name: 'gitlab-sg',
    labels: stackLabels('demo', 'security-group'),
    createdAt: 0,
    networkId: ourNetwork.id,
    state: 'active' as const,
    isDefault: false,
    rules,
  };
  const changed = plan({ networks: [ourNetwork], securityGroups: [group] });
  expect(changed.items.find((item) => item.id === 'security-group')?.action).toBe('change');
});

describe('what cannot go on', () => {
  it.each<[string, Partial<Found>, Blueprint, RegExp]>([
    [
      'a subnet of that name in another zone',
      { networks: [ourNetwork], subnets: [{ ...subnetOf(), zone: 'ru-central1-b' }] },
      blueprint,
      /is in ru-central1-b/,
    ],
    [
      'a subnet of that name in another network',
      { subnets: [{ ...subnetOf(), networkId: 'enpother' as NetworkId }] },
      blueprint,
      /belongs to another network/,
    ],
    [
      'an overlapping range',
      {
        networks: [ourNetwork],
        subnets: [{ ...subnetOf(), name: 'other', cidrs: ['10.16.0.0/16'] }],
      },
      blueprint,
      /overlaps with subnet “other”/,
    ],
    ['an image that is not there', { image: undefined }, blueprint, /was not found/],
    [
      'a disk that is too small for the image',
      { image: { ...nothing.image!, minDiskBytes: 50 * gigabyte } },
      blueprint,
      /needs a disk of 50 GB at least; 30 GB are planned/,
    ],
  ])('%s', (_, found, wanted, reason) => {
    const made = plan(found, wanted);
    expect(blockers(made).join('\n')).toMatch(reason);
    expect(countActions(made).blocked).toBe(1);
  });

  it('a used-up quota, which says what to do', () => {
    const quotas = nothing.quotas.map((quota) =>
      quota.id === 'vpc.networks.count' ? { ...quota, usage: 2 } : quota,
    );
    expect(blockers(plan({ quotas }))).toEqual([
      'The quota “Networks” (vpc.networks.count) is too small: 1 needed, 0 left of 2.',
    ]);
    expect(blockers(plan({ quotas, networks: [ourNetwork] }))).toEqual([]);
  });

  it('a billing account that is not active', () => {
    const account = { id: 'dn2', name: 'anna', active: false, currency: 'RUB' };
    expect(blockers(plan({ billing: { kind: 'found', account } }))).toEqual([
      'The billing account “anna” is not active.',
    ]);
  });
});

it('calls what could not be read unknown, and does not block on it', () => {
  const made = plan({ quotas: [], billing: { kind: 'unknown', reason: 'No right to look.' } });
  expect(made.quotas.map((quota) => quota.state)).toEqual(Array(10).fill('unknown'));
  expect(made.quotas[0]).toMatchObject({ used: undefined, limit: undefined });
  expect(blockers(made)).toEqual([]);
});

it('counts quotas in GB where the cloud counts bytes', () => {
  const made = plan();
  expect(made.quotas.filter((quota) => quota.unit === 'GB')).toEqual([
    {
      id: 'compute.instanceMemory.size',
      service: 'compute',
      name: 'Memory',
      unit: 'GB',
      needed: 4,
      used: 16,
      limit: 128,
      state: 'enough',
    },
    {
      id: 'compute.ssdDisks.size',
      service: 'compute',
      name: 'SSD',
      unit: 'GB',
      needed: 30,
      used: 60,
      limit: 200,
      state: 'enough',
    },
  ]);
});

describe('prices', () => {
  const priceOf = (made: Plan, id: string) => made.items.find((item) => item.id === id)?.price;

  it('come from the documentation, marked as such, where the list has none', () => {
    const machine = priceOf(plan(), 'machine')!;
    expect(machine.perHour).toBeCloseTo(4.4, 2);
    expect(machine.stoppedPerHour).toBeCloseTo(0.6, 2);
    expect(machine.parts.every((part) => part.source === 'documented')).toBe(true);
    expect(plan().total).toMatchObject({ documented: true, complete: false });
  });

  it('of a managed GitLab are unknown without the list, not nothing', () => {
    const gitlab = priceOf(plan(), 'gitlab')!;
    expect(gitlab.perHour).toBeUndefined();
    expect(gitlab.parts.map((part) => part.perHour)).toEqual(Array(4).fill(undefined));
  });

  const day = (text: string): number => Date.parse(text);
  const sku = (name: string, unit: string, ...prices: [string, number][]) => ({
    id: name,
    name,
    unit,
    prices: prices.map(([from, price]) => ({
      kind: 'street' as const,
      from: day(from),
      tiers: [{ startQuantity: 0, price, currency: 'RUB' }],
    })),
  });

  it('are the newest of the list that is in force', () => {
    const core = sku(
      'dn2k3vqlk9snp1jv351u',
      'core*hour',
      ['2026-01-01', 1],
      ['2026-08-01', 2],
      ['2026-12-01', 3],
    );
    const [part] = priceOf(plan({ skus: [core] }), 'machine')!.parts;
    expect(part).toEqual({
      name: 'vCPU',
      quantity: 2,
      perHour: 4,
      source: 'sku',
      asOf: '2026-08-01',
    });
  });

  it('by the month become prices by the hour, and units that are not understood none', () => {
    const skus = [
      sku('gitlab.instance.free.cpu', 'core*hour', ['2026-01-01', 2]),
      sku('gitlab.instance.free.ram', 'gbyte*hour', ['2026-01-01', 0.5]),
      sku('gitlab.instance.disk', 'gbyte*month', ['2026-01-01', 7.2]),
      sku('gitlab.backup', 'gbyte*fortnight', ['2026-01-01', 1]),
    ];
    const gitlab = priceOf(plan({ skus }), 'gitlab')!;
    expect(gitlab.parts.map((part) => part.perHour)).toEqual([
      4,
      4,
      expect.closeTo(0.3),
      undefined,
    ]);
  });

  it('of a share of a core have no documented figure', () => {
    const made = plan({}, withMachine({ coreFraction: 20 }));
    expect(priceOf(made, 'machine')).toMatchObject({ perHour: undefined });
  });

  it('add up before they are rounded', () => {
    const { total } = plan();
    expect(total.perMonth).toBe(total.perHour * 720);
    expect(total.asOf).toEqual({ from: '2026-01-01', to: '2026-05-01' });
  });
});

it('tells who has to do what, and what stays open', () => {
  expect(plan().notes.map((note) => note.title)).toEqual([
    'One step is yours.',
    'Billing account is active.',
    'Your roles could not all be checked.',
    'Nothing is paid once.',
    'SSH is open to 198.51.100.7/32 only.',
    'GitLab uses the default group.',
    'Stop saves.',
    'Destroy takes back what is made here.',
  ]);
  for (const allowedCidrs of [['0.0.0.0/0'], ['198.51.100.7/32', '0.0.0.0/1', '128.0.0.0/1']]) {
    const open = { ...blueprint, securityGroup: { ...blueprint.securityGroup, allowedCidrs } };
    expect(plan({}, open).notes.map((note) => note.title)).toContain('SSH is open to everybody.');
  }
  expect(
    plan({}, withMachine({ image: { kind: 'dsvm' } })).notes.map((note) => note.title),
  ).toContain('The Data Science VM is old.');
});
