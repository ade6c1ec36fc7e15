import { type Disk, isOursAlone, type Labels, type Machine } from '../model/cloud';
import { type DestroyAction, type DestroyItem, type DestroyPlan } from '../model/destroyPlan';
import { noRecord, type Stack } from '../model/journal';
import { type LeftAlone, whyLeftAlone } from '../model/leftAlone';
import { leftoversOf } from './destroyLeftovers';
import { type Found } from './found';
import { type FoundRunner } from './runners';
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
> & { readonly disks: readonly Disk[]; readonly runners: readonly FoundRunner[] };

interface Resource {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
}

/** What goes, what stays and what would go on costing. Pure. */
export function previewDestroy(stack: Stack, found: FoundForDestroy): DestroyPlan {
  const { blueprint } = stack.header;
  const row = (
    id: string,
    kind: string,
    name: string,
    there: readonly Resource[],
    takes: readonly string[] = [],
  ): DestroyItem => itemFor(stack, { id, kind, name, takes }, there);
  const items = [
    ...runnersItem(stack, found.runners),
    row('gitlab', 'GitLab instance', blueprint.gitlab.name, found.gitlabs, [
      'all its projects, runs, models and users',
    ]),
    row('machine', 'machine', blueprint.machine.name, found.machines, machineTakes(stack, found)),
    ...(stack.runs.create['address'] === undefined
      ? []
      : [row('address', 'public address', addressName(blueprint), found.addresses)]),
    row('security-group', 'security group', blueprint.securityGroup.name, found.securityGroups),
    row('subnet', 'subnet', blueprint.subnet.name, found.subnets),
    row('network', 'network', blueprint.network.name, found.networks, ['its default group']),
    ...rolesItem(stack),
    row('service-account', 'service account', blueprint.serviceAccount.name, found.serviceAccounts),
  ].filter((item) => item.action !== 'gone' || item.resourceId !== undefined);
  const deleted = new Set(
    items.filter((item) => item.action === 'delete').map((item) => item.resourceId),
  );
  return {
    items,
    leftovers: leftoversOf(stack, found, items),
    needsUnprotect: found.gitlabs.some((one) => deleted.has(one.id) && one.deletionProtection),
  };
}

type Row = Pick<DestroyItem, 'id' | 'kind' | 'name' | 'takes'>;

function itemFor(stack: Stack, row: Row, there: readonly Resource[]): DestroyItem {
  const { stackId } = stack.header.blueprint;
  const { id, name } = row;
  const record = stack.runs.create[id] ?? noRecord;
  const recorded = record.outputs['id'];
  // A key without an id: the call may have been answered to nobody. Its label leads to what it made.
  const asked = recorded === undefined && record.keys['create'] !== undefined;
  const found = there.find((one) =>
    asked ? one.name === name && isOursAlone(one, stackId, id) : one.id === recorded,
  );
  const item = (action: DestroyAction, reason?: string): DestroyItem => ({
    ...row,
    name: found?.name ?? name,
    action,
    resourceId: found?.id ?? recorded,
    reason,
    takes: action === 'delete' ? row.takes : [],
  });
  if (record.outputs['origin'] === 'existing') return item(...stays.existing);
  if (found === undefined) return item('gone', 'not there any more');
  const leftAlone = whyLeftAlone(stack, id, found);
  return leftAlone === undefined ? item('delete') : item(...stays[leftAlone]);
}

const stays: Readonly<Record<LeftAlone, readonly [DestroyAction, string]>> = {
  existing: ['keep', 'not ours: it was there before'],
  terraforms: ['keep', 'belongs to Terraform, by its label'],
  lost: ['lost', 'our label was taken off: it is left alone'],
};

function machineTakes(stack: Stack, { machines, disks }: FoundForDestroy): string[] {
  const machine = machines.find((one) => one.id === stack.runs.create['machine']?.outputs['id']);
  const boot = disks.find((disk) => disk.id === machine?.bootDiskId);
  return [
    ...(boot ? [`its disk, ${Math.round(boot.bytes / 1024 ** 3)} GB, with everything on it`] : []),
    ...(machine ? addressTaken(stack, machine) : []),
  ];
}

function addressTaken(stack: Stack, { publicAddress }: Machine): string[] {
  const isStatic = stack.runs.create['address'] !== undefined;
  return publicAddress === undefined || isStatic ? [] : [`its public address ${publicAddress}`];
}

function rolesItem({ header, runs }: Stack): DestroyItem[] {
  const added = words(runs.create['roles']?.outputs['added']);
  if (added.length === 0) return [];
  return [
    {
      id: 'roles',
      kind: 'roles',
      name: `roles of ${header.blueprint.serviceAccount.name}`,
      action: 'delete',
      resourceId: undefined,
      reason: added.join(', '),
      takes: [],
    },
  ];
}

function runnersItem({ header }: Stack, runners: readonly FoundRunner[]): DestroyItem[] {
  if (runners.length === 0) return [];
  return [
    {
      id: 'runners',
      kind: 'runner',
      name: runners.map((one) => `#${one.id}`).join(', '),
      action: 'delete',
      resourceId: undefined,
      reason: `runs jobs on ${header.blueprint.machine.name}; signed off in ${[...new Set(runners.map((one) => one.where))].join(', ')}`,
      takes: [],
    },
  ];
}
