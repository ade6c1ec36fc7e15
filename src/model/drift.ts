import { type Blueprint, gigabyte, securityRules } from './blueprint';
import {
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
  /** `repair`: creating again mends it. `hand`: nothing here changes it; `how` says who does. */
  readonly mend: 'repair' | 'hand';
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
      ...differences(there),
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
  look('gitlab', blueprint.gitlab.name, found.gitlab, (one) => gitlabDifferences(blueprint, one));
  look('machine', blueprint.machine.name, found.machine, (one) =>
    machineDifferences(blueprint, one, found.securityGroup),
  );
  return drift;
}

export function subnetDifferences({ subnet, zone }: Blueprint, there: Subnet): Difference[] {
  return [
    ...differs('range', subnet.cidr, there.cidrs.join(', ')),
    ...differs('zone', zone, there.zone),
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
  return [
    ...differs('size', gitlab.preset, there.preset),
    ...differs('disk', `${gitlab.diskGb} GB`, gb(there.diskBytes)),
    ...differs('backups kept', `${gitlab.backupDays} days`, `${there.backupDays} days`),
    ...differs('approval rules', gitlab.approvalRules, there.approvalRules),
    ...differs(
      'deletion protection',
      onOff(gitlab.deletionProtection),
      onOff(there.deletionProtection),
    ),
    ...differs('administrator', gitlab.adminLogin, there.adminLogin),
    ...differs('e-mail', gitlab.adminEmail, there.adminEmail),
  ];
}

export function machineDifferences(
  { machine, zone }: Blueprint,
  there: Machine,
  group: SecurityGroup | undefined,
): Difference[] {
  const attached = group === undefined || there.securityGroupIds.includes(group.id);
  const reachable = there.state !== 'running' || there.publicAddress !== undefined;
  return [
    ...differs('zone', zone, there.zone),
    ...differs('platform', machine.platform, there.platform),
    ...differs('cores', `${machine.cores}`, `${there.cores}`),
    ...differs('share of a core', `${machine.coreFraction} %`, `${there.coreFraction} %`),
    ...differs('memory', `${machine.memoryGb} GB`, gb(there.memoryBytes)),
    ...differs('GPUs', `${machine.gpus}`, `${there.gpus}`),
    ...differs('preemptible', onOff(machine.preemptible), onOff(there.preemptible)),
    ...differs(
      'security group',
      group?.name ?? '',
      attached ? (group?.name ?? '') : 'not attached',
    ),
    ...(machine.publicAddress ? differs('public address', 'one', reachable ? 'one' : 'none') : []),
  ];
}

function madeBy({ runs }: Stack): { records: ReadonlySet<string>; ours: ReadonlySet<string> } {
  const done = Object.entries(runs.create).filter(([, record]) => record.state === 'done');
  const own = done.filter(([, { outputs }]) => outputs['origin'] !== 'existing');
  const names = (entries: typeof done): Set<string> => new Set(entries.map(([step]) => step));
  return { records: names(done), ours: names(own) };
}

function nameDifference(wanted: string, found: string): Difference[] {
  return differs('name', wanted, found);
}

/** Without the label it is not destroyed, however much we remember of it. */
function labelDifference(
  stackId: string,
  step: string,
  there: { readonly labels: Labels },
): Difference[] {
  return isOurs(there, stackId, step) ? [] : differs('label', `stack-id ${stackId}`, 'taken off');
}

/** Somebody took it over with Terraform, elsewhere. */
function ownerDifference({ header }: Stack, there: { readonly labels: Labels }): Difference[] {
  const knows = header.owner !== undefined || header.takenBackAt !== undefined;
  return isTerraforms(there) && !knows ? differs('owner', 'this journal', 'Terraform') : [];
}

function differs(field: string, wanted: string, found: string): Difference[] {
  // What a service does not tell is not different.
  return wanted === found || found === '' ? [] : [{ field, wanted, found, mend: 'hand' }];
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
