import { type AppError } from '../base/errors';
import {
  type AddressId,
  type CloudId,
  type DiskId,
  type FolderId,
  type GitLabInstanceId,
  type ImageId,
  type MachineId,
  type NetworkId,
  type OperationId,
  type SecurityGroupId,
  type ServiceAccountId,
  type SubnetId,
} from './ids';

/** What Yandex Cloud has, as data. Times are ms since 1970, sizes bytes. States that are not known here are `unknown`. */
export type Labels = Readonly<Record<string, string>>;

export interface Cloud {
  readonly id: CloudId;
  readonly name: string;
}

export interface Folder {
  readonly id: FolderId;
  readonly cloudId: CloudId;
  readonly name: string;
  readonly state: 'active' | 'deleting' | 'pending-deletion' | 'unknown';
}

interface Owned<Id> {
  readonly id: Id;
  readonly folderId: FolderId;
  readonly name: string;
  readonly labels: Labels;
  readonly createdAt: number | undefined;
}

export interface Network extends Owned<NetworkId> {
  /** Missing for a moment after creation. */
  readonly defaultSecurityGroupId: SecurityGroupId | undefined;
}

export interface Subnet extends Owned<SubnetId> {
  readonly networkId: NetworkId;
  readonly zone: string;
  readonly cidrs: readonly string[];
}

export interface UsedAddress {
  readonly address: string;
  /** Who holds it, in words: kind and id of the holder. */
  readonly holder: string;
  /** When it is a machine. */
  readonly machineId: MachineId | undefined;
}

/** A reserved public address. */
export interface Address extends Owned<AddressId> {
  readonly ip: string | undefined;
  readonly zone: string;
  /** Something has it. */
  readonly used: boolean;
}

export interface SecurityGroup extends Owned<SecurityGroupId> {
  readonly networkId: NetworkId;
  readonly state: 'creating' | 'active' | 'updating' | 'deleting' | 'unknown';
  readonly isDefault: boolean;
  readonly rules: readonly SecurityRule[];
}

export interface SecurityRuleSpec {
  readonly direction: 'in' | 'out';
  readonly protocol: 'TCP' | 'UDP' | 'ICMP' | 'ANY';
  /** Undefined: any port. Never with ICMP. */
  readonly ports: { readonly from: number; readonly to: number } | undefined;
  readonly peer: RulePeer;
  readonly description: string;
}

export type RulePeer =
  | { readonly kind: 'cidrs'; readonly cidrs: readonly string[] }
  | { readonly kind: 'group'; readonly id: SecurityGroupId }
  | { readonly kind: 'target'; readonly target: string };

export interface SecurityRule extends Omit<SecurityRuleSpec, 'protocol'> {
  readonly id: string;
  /** As the service says it; may be one that a spec cannot name. */
  readonly protocol: string;
}

export interface ServiceAccount extends Owned<ServiceAccountId> {
  readonly description: string;
}

/** A role that a subject has on a folder. */
export interface AccessBinding {
  readonly role: string;
  readonly subject: { readonly id: string; readonly type: string };
}

export interface Image {
  readonly id: ImageId;
  readonly name: string;
  readonly family: string;
  readonly minDiskBytes: number;
  readonly productIds: readonly string[];
  readonly createdAt: number | undefined;
}

export interface Zone {
  readonly id: string;
  readonly up: boolean;
}

export type MachineState =
  | 'provisioning'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'starting'
  | 'restarting'
  | 'updating'
  | 'error'
  | 'crashed'
  | 'deleting'
  | 'unknown';

export interface Machine extends Owned<MachineId> {
  readonly state: MachineState;
  readonly zone: string;
  readonly platform: string;
  readonly cores: number;
  readonly coreFraction: number;
  readonly memoryBytes: number;
  readonly gpus: number;
  readonly preemptible: boolean;
  readonly subnetId: SubnetId | undefined;
  readonly securityGroupIds: readonly SecurityGroupId[];
  readonly address: string | undefined;
  /** Missing while a machine with a dynamic address is stopped. */
  readonly publicAddress: string | undefined;
  readonly bootDiskId: DiskId | undefined;
  /** Attached beside the one that it starts from. */
  readonly secondaryDiskIds: readonly DiskId[];
  readonly serviceAccountId: ServiceAccountId | undefined;
}

export interface Disk extends Owned<DiskId> {
  readonly bytes: number;
  readonly type: string;
  readonly attachedTo: readonly MachineId[];
}

export type GitLabState =
  | 'creating'
  | 'running'
  | 'updating'
  | 'error'
  | 'deleting'
  | 'backing-up'
  | 'restoring'
  | 'starting'
  | 'stopping'
  | 'stopped'
  | 'migrating'
  | 'unknown';

export interface GitLabInstance extends Owned<GitLabInstanceId> {
  readonly state: GitLabState;
  readonly preset: string;
  readonly diskBytes: number;
  /** Host (and port, in a simulated cloud), without a scheme. */
  readonly domain: string;
  readonly subnetId: SubnetId | undefined;
  readonly adminLogin: string;
  readonly adminEmail: string;
  readonly version: string;
  readonly approvalRules: string;
  readonly backupDays: number;
  readonly deletionProtection: boolean;
}

/** A state in which GitLab answers requests. */
export function gitlabAnswers(state: GitLabState): boolean {
  return state === 'running' || state === 'backing-up' || state === 'migrating';
}

export interface Quota {
  /** `vpc.networks.count`; `….size` counts bytes. */
  readonly id: string;
  readonly limit: number | undefined;
  readonly usage: number | undefined;
}

export interface BillingAccount {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly currency: string;
}

/** Long work of the cloud. */
export interface Operation {
  readonly id: OperationId;
  readonly description: string;
  readonly done: boolean;
  /** The resource it works on, known from the first answer of most methods. */
  readonly resourceId: string | undefined;
  readonly createdAt: number | undefined;
  /** With `done: false` the cloud is still taking its work back. */
  readonly error: OperationError | undefined;
}

export interface OperationError {
  /** google.rpc code, `FAILED_PRECONDITION`. */
  readonly code: string;
  readonly message: string;
}

/** How an operation ended. A failed one has been taken back by the cloud. */
export type Settled =
  | { readonly kind: 'done'; readonly operation: Operation }
  | { readonly kind: 'failed'; readonly operation: Operation; readonly error: AppError };

/** For callers who have no use for a failed operation but its error. */
export function finished(settled: Settled): Operation {
  if (settled.kind === 'failed') throw settled.error;
  return settled.operation;
}

/** The label keys by which we know our own. */
export const labelKeys = {
  managedBy: 'managed-by',
  stack: 'stack-id',
  component: 'component',
  /** Only where Terraform made a resource, or took it over. */
  owner: 'owned-by',
} as const;
export const terraformOwner = 'terraform';
export const managedBy = 'gitlab-mlops';
/** What every resource of ours says of itself. */
export const resourceDescription = 'Made by GitLab MLOps for VS Code';

export function stackLabels(stackId: string, component: string): Labels {
  return {
    [labelKeys.managedBy]: managedBy,
    [labelKeys.stack]: stackId,
    [labelKeys.component]: component,
  };
}

/** Carries exactly our labels for this stack and component. */
export function isOurs(
  resource: { readonly labels: Labels },
  stackId: string,
  component: string,
): boolean {
  return Object.entries(stackLabels(stackId, component)).every(
    ([key, value]) => resource.labels[key] === value,
  );
}

/** Terraform made it, or took it over: whoever has no consent leaves it alone. */
export function isTerraforms({ labels }: { readonly labels: Labels }): boolean {
  return labels[labelKeys.owner] === terraformOwner;
}

/** Ours, and not Terraform's. */
export function isOursAlone(
  resource: { readonly labels: Labels },
  stackId: string,
  component: string,
): boolean {
  return isOurs(resource, stackId, component) && !isTerraforms(resource);
}
