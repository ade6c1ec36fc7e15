import { type Blueprint, gigabyte, gitlabPresets, securityRules } from './blueprint';
import {
  type Address,
  type Disk,
  type GitLabInstance,
  isOurs,
  isTerraforms,
  type Labels,
  type Machine,
  type SecurityGroup,
  type SecurityRule,
  type SecurityRuleSpec,
  type Subnet,
} from './cloud';
import { type EnvironmentResources } from './environment';
import { type Stack } from './journal';
import { ruleDifferences } from './ruleDifferences';

/** One field of one resource that is not what was agreed to. */
export interface Difference {
  readonly field: string;
  readonly wanted: string;
  readonly found: string;
  /** `repair`: creating again mends it. `hand`: nothing here changes it. */
  readonly mend: 'repair' | 'hand';
  /** Why it is left to somebody's hands, as half a sentence, and what can be done. */
  readonly why?: string;
  /** What the repair brings with it, as half a sentence. */
  readonly note?: string;
}

/** A resource that is not as the journal and the blueprint have it. */
export interface Drift {
  /** The step that made it. */
  readonly step: string;
  readonly name: string;
  readonly gone: boolean;
  readonly differences: readonly Difference[];
}

/** What differs between what was agreed to and made, and what the cloud says now. Only what is done counts. */
export function driftOf(stack: Stack, found: EnvironmentResources): Drift[] {
  const { blueprint } = stack.header;
  const { records, ours } = madeBy(stack);
  const drift: Drift[] = [];
  const look = <R extends { readonly labels: Labels; readonly name: string }>(
    step: string,
    name: string,
    there: R | undefined,
    differences: (resource: R) => readonly Difference[],
  ): void => {
    if (!records.has(step)) return;
    if (!there) {
      drift.push({ step, name, gone: true, differences: [] });
      return;
    }
    // What is only used here may be changed by its owner.
    if (!ours.has(step)) return;
    const all = [
      ...nameDifference(name, there.name),
      ...labelDifference(blueprint.stackId, step, there),
      ...ownerDifference(stack, there),
      ...mendable(isOurs(there, blueprint.stackId, step), differences(there)),
    ];
    if (all.length > 0) drift.push({ step, name, gone: false, differences: all });
  };
  const none = (): readonly Difference[] => [];
  look('network', blueprint.network.name, found.network, none);
  look('subnet', blueprint.subnet.name, found.subnet, (one) => subnetDifferences(blueprint, one));
  look('security-group', blueprint.securityGroup.name, found.securityGroup, (one) =>
    groupDifferences(blueprint, one),
  );
  if (records.has('default-group') && ours.has('default-group') && found.defaultGroup) {
    const differences = groupDifferences(blueprint, found.defaultGroup);
    const name = 'default group';
    if (differences.length > 0) {
      drift.push({ step: 'default-group', name, gone: false, differences });
    }
  }
  look('service-account', blueprint.serviceAccount.name, found.serviceAccount, none);
  if (records.has('roles') && found.serviceAccount && found.roles) {
    const differences = roleDifferences(blueprint, found.roles);
    const name = `roles of ${blueprint.serviceAccount.name}`;
    if (differences.length > 0) drift.push({ step: 'roles', name, gone: false, differences });
  }
  look('address', `${blueprint.machine.name}-address`, found.address, none);
  look('gitlab', blueprint.gitlab.name, found.gitlab, (one) => gitlabDifferences(blueprint, one));
  look('machine', blueprint.machine.name, found.machine, (one) =>
    machineDifferences(blueprint, one, {
      group: found.securityGroup,
      disk: found.disk,
      address: found.address,
      byTerraform: stack.header.owner !== undefined,
    }),
  );
  return drift;
}

export function subnetDifferences({ subnet, zone }: Blueprint, there: Subnet): Difference[] {
  const why = 'a subnet keeps its range and zone; destroy and create again to have others';
  return [
    ...differs('range', subnet.cidr, there.cidrs.join(', '), why),
    ...differs('zone', zone, there.zone, why),
  ];
}

export function groupDifferences(
  { securityGroup }: Blueprint,
  { rules }: { readonly rules: readonly SecurityRule[] },
): Difference[] {
  const wanted: readonly SecurityRuleSpec[] = securityRules(securityGroup.allowedCidrs);
  return ruleDifferences(rules, wanted).map((one) => ({ ...one, mend: 'repair' }));
}

export function roleDifferences(
  { serviceAccount }: Blueprint,
  given: readonly string[],
): Difference[] {
  return serviceAccount.roles
    .filter((role) => !given.includes(role))
    .map((role) => ({ field: role, wanted: 'given', found: 'not given', mend: 'repair' }));
}

export function gitlabDifferences({ gitlab }: Blueprint, there: GitLabInstance): Difference[] {
  const fixed = 'the cloud has no call to change it after creation; destroy and create again';
  const size = Object.keys(gitlabPresets);
  const isLarger = size.indexOf(gitlab.preset) > size.indexOf(there.preset);
  return [
    ...grows('size', isLarger, gitlab.preset, there.preset),
    ...grows(
      'disk',
      gitlab.diskGb * gigabyte > there.diskBytes,
      `${gitlab.diskGb} GB`,
      gb(there.diskBytes),
    ),
    ...differs(
      'backups kept',
      `${gitlab.backupDays} days`,
      `${there.backupDays} days`,
      'it is fixed at creation, says the documentation; try in the console',
    ),
    ...differs(
      'approval rules',
      gitlab.approvalRules,
      there.approvalRules,
      'a change needs a token of this GitLab in the console',
    ),
    ...mended(
      'deletion protection',
      onOff(gitlab.deletionProtection),
      onOff(there.deletionProtection),
    ),
    ...differs('administrator', gitlab.adminLogin, there.adminLogin, fixed),
    ...differs('e-mail', gitlab.adminEmail, there.adminEmail, fixed),
  ];
}

/** What of a GitLab instance can be put right by a call. Undefined: nothing. */
export interface GitLabRepair {
  readonly preset?: string;
  readonly diskBytes?: number;
  readonly deletionProtection?: boolean;
}

export function gitlabRepair(
  blueprint: Blueprint,
  there: GitLabInstance,
): GitLabRepair | undefined {
  const { gitlab } = blueprint;
  const fields = gitlabDifferences(blueprint, there)
    .filter((one) => one.mend === 'repair')
    .map((one) => one.field);
  if (fields.length === 0) return undefined;
  return {
    ...(fields.includes('size') && { preset: gitlab.preset }),
    ...(fields.includes('disk') && { diskBytes: gitlab.diskGb * gigabyte }),
    ...(fields.includes('deletion protection') && {
      deletionProtection: gitlab.deletionProtection,
    }),
  };
}

/** What belongs to a machine beside itself, as far as it was read. */
export interface MachineParts {
  readonly group: SecurityGroup | undefined;
  readonly disk: Disk | undefined;
  /** The reserved one. */
  readonly address: Address | undefined;
  /** Terraform has no call for some of it: it makes the machine anew. */
  readonly byTerraform?: boolean;
}

export function machineDifferences(
  { machine, zone }: Blueprint,
  there: Machine,
  { group, disk, address, byTerraform = false }: MachineParts,
): Difference[] {
  const moved = 'a machine stays in its zone; destroy and create again to have it elsewhere';
  const stopped = 'stop the machine and change it in the console';
  const attached = group === undefined || there.securityGroupIds.includes(group.id);
  return [
    ...differs('zone', zone, there.zone, moved),
    ...differs('platform', machine.platform, there.platform, stopped),
    ...differs('cores', `${machine.cores}`, `${there.cores}`, stopped),
    ...differs('share of a core', `${machine.coreFraction} %`, `${there.coreFraction} %`, stopped),
    ...differs('memory', `${machine.memoryGb} GB`, gb(there.memoryBytes), stopped),
    ...differs('GPUs', `${machine.gpus}`, `${there.gpus}`, stopped),
    ...differs('preemptible', onOff(machine.preemptible), onOff(there.preemptible), stopped),
    ...diskDifferences(machine.disk, disk, byTerraform),
    ...mended('security group', group?.name ?? '', attached ? (group?.name ?? '') : 'not attached'),
    ...addressDifferences(machine, there, address),
  ];
}

function diskDifferences(
  wanted: Blueprint['machine']['disk'],
  there: Disk | undefined,
  byTerraform: boolean,
): Difference[] {
  if (!there) return [];
  const [size, found] = [`${wanted.gb} GB`, gb(there.bytes)];
  const kept = 'a disk keeps its kind; destroy and create again to have another';
  const byHand =
    wanted.gb * gigabyte < there.bytes
      ? 'a disk cannot shrink; destroy and create again to have a smaller one'
      : byTerraform
        ? 'let it grow in the console: Terraform would make the machine anew'
        : undefined;
  return [
    ...(byHand === undefined
      ? mended('disk', size, found, 'the machine sees the new size after its next start')
      : differs('disk', size, found, byHand)),
    ...differs('kind of disk', wanted.type, there.type, kept),
  ];
}

function addressDifferences(
  { publicAddress, staticAddress }: Blueprint['machine'],
  there: Machine,
  reserved: Address | undefined,
): Difference[] {
  const { publicAddress: has } = there;
  if (!publicAddress) {
    const why = 'somebody gave it one; take it off in the console';
    return has === undefined ? [] : differs('public address', 'none', has, why);
  }
  // A dynamic one is given back while the machine is stopped.
  if (has === undefined) {
    return there.state === 'running' ? mended('public address', 'one', 'none') : [];
  }
  if (!staticAddress || reserved?.ip === undefined) return [];
  // Its own address is in use by it, whatever the cloud says of others.
  if (reserved.used && has !== reserved.ip) {
    const why = 'something else has the reserved address; free it in the console, then repair';
    return differs('public address', reserved.ip, has, why);
  }
  return mended('public address', reserved.ip, has, 'open connections to the machine end');
}

function madeBy({ runs }: Stack): { records: ReadonlySet<string>; ours: ReadonlySet<string> } {
  const done = Object.entries(runs.create).filter(([, record]) => record.state === 'done');
  const own = done.filter(([, { outputs }]) => outputs['origin'] !== 'existing');
  const names = (entries: typeof done): Set<string> => new Set(entries.map(([step]) => step));
  return { records: names(done), ours: names(own) };
}

function nameDifference(wanted: string, found: string): Difference[] {
  return differs('name', wanted, found, 'rename it in the console; it is still known by its id');
}

/** Without the label it is not destroyed, however much we remember of it. */
function labelDifference(
  stackId: string,
  step: string,
  there: { readonly labels: Labels },
): Difference[] {
  const why = 'put the label back in the console; without it, it is never changed or deleted';
  return isOurs(there, stackId, step)
    ? []
    : differs('label', `stack-id ${stackId}`, 'taken off', why);
}

/** Somebody took it over with Terraform, elsewhere. */
function ownerDifference({ header }: Stack, there: { readonly labels: Labels }): Difference[] {
  const knows = header.owner !== undefined || header.takenBackAt !== undefined;
  const why = 'change it with Terraform, or take the environment back from it';
  return isTerraforms(there) && !knows ? differs('owner', 'this journal', 'Terraform', why) : [];
}

/** What has lost our label is not changed either. */
function mendable(isLabelled: boolean, all: readonly Difference[]): readonly Difference[] {
  if (isLabelled) return all;
  const why = 'it has lost our label, so it is left alone';
  return all.map((one) => (one.mend === 'hand' ? one : { ...one, mend: 'hand', why }));
}

/** Left to somebody's hands. */
function differs(field: string, wanted: string, found: string, why: string): Difference[] {
  // What a service does not tell is not different.
  return wanted === found || found === '' ? [] : [{ field, wanted, found, mend: 'hand', why }];
}

/** Put right by creating again. */
function mended(field: string, wanted: string, found: string, note?: string): Difference[] {
  if (wanted === found || found === '') return [];
  return [{ field, wanted, found, mend: 'repair', ...(note !== undefined && { note }) }];
}

/** What the service lets grow and never shrink. */
function grows(field: string, larger: boolean, wanted: string, found: string): Difference[] {
  const note = 'GitLab is away for some minutes meanwhile';
  const why = 'it can only be made larger; destroy and create again to have it smaller';
  return larger ? mended(field, wanted, found, note) : differs(field, wanted, found, why);
}

function gb(bytes: number): string {
  return `${Math.round((bytes / gigabyte) * 10) / 10} GB`;
}

function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}

/** How many fields differ, a missing resource counting as one. */
export function countDrift(drift: readonly Drift[]): number {
  return drift.reduce((sum, one) => sum + Math.max(1, one.differences.length), 0);
}
