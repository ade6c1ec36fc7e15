import { type Address, type Disk, isOurs, type Labels, labelKeys, managedBy } from '../model/cloud';
import { type DestroyItem, type Leftover } from '../model/destroyPlan';
import { type Stack } from '../model/journal';
import { type FoundForDestroy } from './destroyPreview';

/** What stays when the items that are to be deleted are gone, and what of it goes on costing. Pure. */
export function leftoversOf(
  stack: Stack,
  found: FoundForDestroy,
  items: readonly DestroyItem[],
): Leftover[] {
  const goes = new Set(
    items.filter((item) => item.action === 'delete').map((item) => item.resourceId),
  );
  const all = [
    ...guests(stack, found, goes),
    ...disks(stack, found.disks, goes),
    ...addresses(stack, found.addresses, goes),
    ...ownButUnknown(stack, found, items),
    ...backups(found, goes),
  ];
  // What holds our network may carry our label, too: once is enough.
  const told = new Set<string>();
  return all.filter(({ resourceId }) => {
    if (resourceId === undefined) return true;
    const first = !told.has(resourceId);
    told.add(resourceId);
    return first;
  });
}

type Goes = ReadonlySet<string | undefined>;

/** Others' things in our network hold it. */
function guests(stack: Stack, found: FoundForDestroy, goes: Goes): Leftover[] {
  const id = (step: string): string | undefined => {
    const known = stack.runs.create[step]?.outputs['id'];
    return goes.has(known) ? known : undefined;
  };
  const [network, subnet] = [id('network'), id('subnet')];
  const inSubnet = [
    ...found.machines.map((one) => ({ ...one, kind: 'machine' })),
    ...found.gitlabs.map((one) => ({ ...one, kind: 'GitLab instance' })),
  ].filter((one) => subnet !== undefined && one.subnetId === subnet && !goes.has(one.id));
  const inNetwork = [
    ...found.subnets.map((one) => ({ ...one, kind: 'subnet' })),
    ...found.securityGroups
      .filter((one) => !one.isDefault)
      .map((one) => ({ ...one, kind: 'security group' })),
  ].filter((one) => network !== undefined && one.networkId === network && !goes.has(one.id));
  return [
    ...inSubnet.map((one) => ({
      what: `${one.kind} “${one.name}”`,
      why: 'it is in our subnet but not ours; subnet and network cannot go before it does',
      costs: true,
      inTheWay: true,
      resourceId: one.id,
    })),
    ...inNetwork.map((one) => ({
      what: `${one.kind} “${one.name}”`,
      why: 'it is in our network but not ours; the network cannot go before it does',
      costs: false,
      inTheWay: true,
      resourceId: one.id,
    })),
  ];
}

function disks(stack: Stack, all: readonly Disk[], goes: Goes): Leftover[] {
  const machine = stack.runs.create['machine']?.outputs;
  const left = (disk: Disk, why: string): Leftover => ({
    what: `disk “${disk.name || disk.id}”, ${Math.round(disk.bytes / 1024 ** 3)} GB`,
    why,
    costs: true,
    inTheWay: false,
    resourceId: disk.id,
  });
  return all.flatMap((disk) => {
    if (disk.id === machine?.['bootDisk']) {
      return disk.attachedTo.length === 0 ? [left(disk, 'its machine is gone; it lies loose')] : [];
    }
    const added = disk.attachedTo.some((one) => one === machine?.['id'] && goes.has(one));
    return added ? [left(disk, 'it was attached to our machine by somebody else')] : [];
  });
}

/** A reserved address that our machine has, or that carries our label, without being in the journal. */
function addresses(stack: Stack, all: readonly Address[], goes: Goes): Leftover[] {
  const { publicAddress } = stack.runs.create['machine']?.outputs ?? {};
  return all
    .filter((one) => !goes.has(one.id) && one.ip !== undefined && one.ip === publicAddress)
    .map((one) => ({
      what: `public address “${one.name || one.id}”, ${one.ip ?? ''}`,
      why: 'it was reserved by somebody else; unused it costs more than in use',
      costs: true,
      inTheWay: false,
      resourceId: one.id,
    }));
}

/** Our label alone is not enough to delete something: the journal has to have it too. */
function ownButUnknown(
  stack: Stack,
  found: FoundForDestroy,
  items: readonly DestroyItem[],
): Leftover[] {
  const known = new Set(items.map((item) => item.resourceId));
  const { stackId } = stack.header.blueprint;
  const kinds: readonly (readonly [string, string, boolean, readonly Labelled[]])[] = [
    ['network', 'network', false, found.networks],
    ['subnet', 'subnet', false, found.subnets],
    ['security-group', 'security group', false, found.securityGroups],
    ['service-account', 'service account', false, found.serviceAccounts],
    ['address', 'public address', true, found.addresses],
    ['gitlab', 'GitLab instance', true, found.gitlabs],
    ['machine', 'machine', true, found.machines],
  ];
  return kinds.flatMap(([component, kind, costs, all]) =>
    all
      .filter((one) => isOurs(one, stackId, component) && !known.has(one.id))
      .map((one) => ({
        what: `${kind} “${one.name}”`,
        why: `it carries the label ${labelKeys.managedBy}=${managedBy} of this environment, but the journal does not know it`,
        costs,
        inTheWay: false,
        resourceId: one.id,
      })),
  );
}

interface Labelled {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
}

function backups({ gitlabs }: FoundForDestroy, goes: Goes): Leftover[] {
  return gitlabs
    .filter((one) => goes.has(one.id))
    .map((one) => ({
      what: `a backup of GitLab instance “${one.name}”`,
      why: 'Yandex Cloud keeps it for two weeks; its support can restore it',
      costs: false,
      inTheWay: false,
      resourceId: undefined,
    }));
}
