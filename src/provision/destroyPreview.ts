import { type Disk, isOurs, type Labels } from '../model/cloud';
import { type DestroyAction, type DestroyItem, type DestroyPlan } from '../model/destroyPlan';
import { noRecord, type Stack } from '../model/journal';
import { type Found } from './found';
import { addressName } from './steps/addressStep';
import { words } from './steps/accessSteps';

export type FoundForDestroy = Pick<
  Found,
  | 'networks'
  | 'subnets'
  | 'securityGroups'
  | 'addresses'
  | 'serviceAccounts'
  | 'gitlabs'
  | 'machines'
> & { readonly disks: readonly Disk[] };

interface Resource {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
}

/** What goes, what stays and what would go on costing. Pure. */
export function previewDestroy(stack: Stack, found: FoundForDestroy): DestroyPlan {
  const { blueprint } = stack.header;
  const row = (id: string, name: string, there: readonly Resource[]): DestroyItem =>
    itemFor(stack, id, name, there);
  const items = [
    row('gitlab', blueprint.gitlab.name, found.gitlabs),
    row('machine', blueprint.machine.name, found.machines),
    ...(stack.runs.create['address'] === undefined
      ? []
      : [row('address', addressName(blueprint), found.addresses)]),
    row('security-group', blueprint.securityGroup.name, found.securityGroups),
    row('subnet', blueprint.subnet.name, found.subnets),
    row('network', blueprint.network.name, found.networks),
    ...rolesItem(stack),
    row('service-account', blueprint.serviceAccount.name, found.serviceAccounts),
  ].filter((item) => item.action !== 'gone' || item.resourceId !== undefined);
  const deleted = new Set(
    items.filter((item) => item.action === 'delete').map((item) => item.resourceId),
  );
  return {
    items,
    leftovers: leftovers(stack, found, items, deleted),
    needsUnprotect: found.gitlabs.some((one) => deleted.has(one.id) && one.deletionProtection),
  };
}

function itemFor(stack: Stack, id: string, name: string, there: readonly Resource[]): DestroyItem {
  const { stackId } = stack.header.blueprint;
  const record = stack.runs.create[id] ?? noRecord;
  const recorded = record.outputs['id'];
  // A key without an id: the call may have been answered to nobody. Its label leads to what it made.
  const asked = recorded === undefined && record.keys['create'] !== undefined;
  const found = there.find((one) =>
    asked ? one.name === name && isOurs(one, stackId, id) : one.id === recorded,
  );
  const item = (action: DestroyAction, reason?: string): DestroyItem => ({
    id,
    name: found?.name ?? name,
    action,
    resourceId: found?.id ?? recorded,
    reason,
  });
  if (record.outputs['origin'] === 'existing') return item('keep', 'not ours: it was there before');
  if (found === undefined) return item('gone', 'not there any more');
  if (isOurs(found, stackId, id)) return item('delete');
  return item('lost', 'our label was taken off: it is left alone');
}

function rolesItem({ header, runs }: Stack): DestroyItem[] {
  const added = words(runs.create['roles']?.outputs['added']);
  if (added.length === 0) return [];
  const name = `roles of ${header.blueprint.serviceAccount.name}`;
  return [{ id: 'roles', name, action: 'delete', resourceId: undefined, reason: added.join(', ') }];
}

function leftovers(
  stack: Stack,
  found: FoundForDestroy,
  items: readonly DestroyItem[],
  deleted: ReadonlySet<string | undefined>,
): string[] {
  const gone = (id: string): boolean =>
    items.some((item) => item.id === id && item.action === 'delete');
  const subnet = stack.runs.create['subnet']?.outputs['id'];
  const guests = [...found.machines, ...found.gitlabs].filter(
    (one) => one.subnetId !== undefined && one.subnetId === subnet && !deleted.has(one.id),
  );
  const bootDisk = stack.runs.create['machine']?.outputs['bootDisk'];
  const loose = found.disks.filter((disk) => disk.id === bootDisk && disk.attachedTo.length === 0);
  return [
    ...guests.map(
      (one) =>
        `“${one.name}” is in our subnet but not ours. Subnet and network cannot go before it does.`,
    ),
    ...loose.map((disk) => `The disk “${disk.name || disk.id}” lies loose and goes on costing.`),
    ...items
      .filter((item) => item.action === 'keep' || item.action === 'lost')
      .map((item) => `“${item.name}” stays: ${item.reason ?? 'not ours'}.`),
    ...(gone('gitlab')
      ? [
          'Yandex Cloud keeps a backup of the GitLab instance for two weeks; its support restores it.',
        ]
      : []),
  ];
}
