import { expect, it } from 'vitest';
import { grouped, stepAt } from '../../../src/model/terraform/planned';
import { parsePlanFile } from '../../../src/terraform/planFile';

function planOf(...changes: object[]): string {
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    variables: { folder_id: { value: 'b1g' }, cores: { value: 2 } },
    resource_changes: changes,
  });
}

const network = 'yandex_vpc_network.main';
const machine = 'yandex_compute_instance.machine';

it('reads what happens to each resource, and which fields make it happen', () => {
  const plan = parsePlanFile(
    planOf(
      {
        address: network,
        mode: 'managed',
        type: 'yandex_vpc_network',
        change: {
          actions: ['update'],
          before: { id: 'enp1', labels: { 'stack-id': 'demo' }, name: 'net', description: null },
          after: {
            id: 'enp1',
            labels: { 'stack-id': 'demo', 'owned-by': 'terraform' },
            name: 'net',
          },
          after_unknown: { labels: {} },
          importing: { id: 'enp1' },
        },
      },
      {
        address: machine,
        mode: 'managed',
        type: 'yandex_compute_instance',
        action_reason: 'replace_because_cannot_update',
        change: {
          actions: ['delete', 'create'],
          before: {
            id: 'epd1',
            zone: 'a',
            resources: [{ cores: 2 }],
            metadata: { key: 'was-this' },
          },
          after: { zone: 'b', resources: [{ cores: 4 }], metadata: { key: 'is-that' } },
          after_unknown: { id: true, fqdn: true },
          before_sensitive: { metadata: true },
          after_sensitive: { metadata: { key: true } },
          replace_paths: [['zone'], ['resources', 0]],
        },
      },
      {
        address: 'data.yandex_compute_image.machine',
        mode: 'data',
        change: { actions: ['read'], before: null, after: {} },
      },
    ),
  );
  expect(plan).toMatchObject({
    version: '1.11.4',
    applyable: true,
    variables: { folder_id: 'b1g' },
  });
  expect(plan.changes).toHaveLength(2);
  expect(plan.changes[0]).toMatchObject({ action: 'update', importing: 'enp1', id: 'enp1' });
  expect(plan.changes[0]?.fields).toEqual([
    { path: 'labels.owned-by', before: '', after: 'terraform', forces: false },
  ]);
  expect(plan.changes[1]).toMatchObject({
    action: 'replace',
    id: 'epd1',
    after: { zone: 'b', 'resources[0].cores': '4' },
  });
  expect(plan.changes[1]?.fields).toEqual([
    { path: 'id', before: 'epd1', after: '(known after apply)', forces: false },
    { path: 'zone', before: 'a', after: 'b', forces: true },
    { path: 'resources[0].cores', before: '2', after: '4', forces: true },
    { path: 'metadata', before: '(sensitive)', after: '', forces: false },
    { path: 'metadata.key', before: '', after: '(sensitive)', forces: false },
    { path: 'fqdn', before: '', after: '(known after apply)', forces: false },
  ]);
  expect(JSON.stringify(plan)).not.toMatch(/was-this|is-that/);
});

it('has nothing to apply when nothing changes and nothing is imported', () => {
  const same = { actions: ['no-op'], before: { id: 'a' }, after: { id: 'a' } };
  expect(parsePlanFile(planOf({ address: network, change: same })).applyable).toBe(false);
  const imported = { ...same, importing: { id: 'a' } };
  expect(parsePlanFile(planOf({ address: network, change: imported })).applyable).toBe(true);
});

it('refuses what it does not understand', () => {
  expect(() => parsePlanFile('{"format_version":"2.0"}')).toThrow(/newer than this extension/);
  for (const text of ['', '{', '[]', '{"resource_changes":{}}']) {
    expect(() => parsePlanFile(text)).toThrow('What Terraform says of its plan cannot be read.');
  }
});

it('knows its own addresses, and takes all roles as one', () => {
  const role = (name: string) => `yandex_resourcemanager_folder_iam_member.main["${name}"]`;
  expect(stepAt(machine)).toBe('machine');
  expect(stepAt(role('editor'))).toBe('roles');
  expect(stepAt('module.more.yandex_vpc_network.main')).toBeUndefined();
  const change = (address: string) => ({ address, change: { actions: ['create'], after: {} } });
  const { changes } = parsePlanFile(
    planOf(change('yandex_dns_zone.mine'), change(machine), change(role('a')), change(role('b'))),
  );
  expect(grouped(changes).map(({ id, changes: of }) => [id, of.length])).toEqual([
    ['roles', 2],
    ['machine', 1],
    ['yandex_dns_zone.mine', 1],
  ]);
});
