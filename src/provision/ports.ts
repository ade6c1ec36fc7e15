import {
  type AccessBinding,
  type Address,
  type BillingAccount,
  type Cloud,
  type Disk,
  type Folder,
  type GitLabInstance,
  type Image,
  type Labels,
  type Machine,
  type Network,
  type Operation,
  type Quota,
  type SecurityGroup,
  type SecurityRuleSpec,
  type ServiceAccount,
  type Settled,
  type Subnet,
  type UsedAddress,
} from '../model/cloud';
import { type GitLabRepair } from '../model/drift';
import { type OwnRolesPort } from '../model/ports/ownRoles';
import {
  type BindingChange,
  type Labelled,
  type NewAddress,
  type NewGitLabInstance,
  type Payer,
  type NewMachine,
  type NewNetwork,
  type NewSecurityGroup,
  type NewServiceAccount,
  type NewSubnet,
  type Sku,
} from '../model/cloudRequests';
import {
  type AddressId,
  type CloudId,
  type DiskId,
  type FolderId,
  type GitLabInstanceId,
  type MachineId,
  type NetworkId,
  type OperationId,
  type SecurityGroupId,
  type ServiceAccountId,
  type SubnetId,
} from '../model/ids';

type ByName<T> = (folder: FolderId, name: string, signal: AbortSignal) => Promise<T | undefined>;

/** Single resources: what a plan and a look at an environment need, however much else a folder holds. */
export interface CloudLookups {
  readonly networkNamed: ByName<Network>;
  readonly subnetNamed: ByName<Subnet>;
  readonly securityGroupNamed: ByName<SecurityGroup>;
  readonly addressNamed: ByName<Address>;
  readonly serviceAccountNamed: ByName<ServiceAccount>;
  readonly machineNamed: ByName<Machine>;
  network(id: NetworkId, signal: AbortSignal): Promise<Network>;
  subnet(id: SubnetId, signal: AbortSignal): Promise<Subnet>;
  /** All of one network. */
  subnetsOf(network: NetworkId, signal: AbortSignal): Promise<Subnet[]>;
  securityGroupsOf(network: NetworkId, signal: AbortSignal): Promise<SecurityGroup[]>;
  serviceAccount(id: ServiceAccountId, signal: AbortSignal): Promise<ServiceAccount>;
  address(id: AddressId, signal: AbortSignal): Promise<Address>;
  disk(id: DiskId, signal: AbortSignal): Promise<Disk>;
}

/** What plan and steps have to read. Every failure is an AppError. */
export interface CloudReads extends CloudLookups {
  cloud(id: CloudId, signal: AbortSignal): Promise<Cloud>;
  folder(id: FolderId, signal: AbortSignal): Promise<Folder>;
  networks(folder: FolderId, signal: AbortSignal): Promise<Network[]>;
  subnets(folder: FolderId, signal: AbortSignal): Promise<Subnet[]>;
  usedAddresses(subnet: SubnetId, signal: AbortSignal): Promise<UsedAddress[]>;
  addresses(folder: FolderId, signal: AbortSignal): Promise<Address[]>;
  securityGroups(folder: FolderId, signal: AbortSignal): Promise<SecurityGroup[]>;
  securityGroup(id: SecurityGroupId, signal: AbortSignal): Promise<SecurityGroup>;
  serviceAccounts(folder: FolderId, signal: AbortSignal): Promise<ServiceAccount[]>;
  bindings(folder: FolderId, signal: AbortSignal): Promise<AccessBinding[]>;
  machines(folder: FolderId, signal: AbortSignal): Promise<Machine[]>;
  machine(id: MachineId, signal: AbortSignal): Promise<Machine>;
  disks(folder: FolderId, signal: AbortSignal): Promise<Disk[]>;
  gitlabInstances(folder: FolderId, signal: AbortSignal): Promise<GitLabInstance[]>;
  gitlabInstance(id: GitLabInstanceId, signal: AbortSignal): Promise<GitLabInstance>;
  /** Newest image of a family; undefined when there is no such family. */
  latestImage(folder: string, family: string, signal: AbortSignal): Promise<Image | undefined>;
  /** Newest image that carries a marketplace product; reads many pages. */
  imageOfProduct(
    folder: string,
    productId: string,
    signal: AbortSignal,
  ): Promise<Image | undefined>;
  quotas(cloud: CloudId, service: string, signal: AbortSignal): Promise<Quota[]>;
  /** The account that pays for a cloud; undefined when none is shown to us. */
  billingOf(cloud: CloudId, signal: AbortSignal): Promise<BillingAccount | undefined>;
  skus(serviceId: string, payer: Payer, signal: AbortSignal): Promise<Sku[]>;
  serialOutput(machine: MachineId, signal: AbortSignal): Promise<string>;
}

/**
 * What changes something. Each call answers as soon as the cloud has accepted the work. A repeat with the same
 * `key` answers with the same operation.
 */
export interface CloudWrites {
  /** Replaces all labels of a resource, and nothing else of it. */
  setLabels(
    resource: Labelled,
    labels: Labels,
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  createNetwork(request: NewNetwork, key: string, signal: AbortSignal): Promise<Operation>;
  createSubnet(request: NewSubnet, key: string, signal: AbortSignal): Promise<Operation>;
  createSecurityGroup(
    request: NewSecurityGroup,
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  replaceRules(
    group: SecurityGroupId,
    rules: readonly SecurityRuleSpec[],
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  createAddress(request: NewAddress, key: string, signal: AbortSignal): Promise<Operation>;
  createServiceAccount(
    request: NewServiceAccount,
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  changeBindings(
    folder: FolderId,
    changes: readonly BindingChange[],
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  createGitLab(request: NewGitLabInstance, key: string, signal: AbortSignal): Promise<Operation>;
  protectGitLab(
    id: GitLabInstanceId,
    protect: boolean,
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  /** Larger in size and disk; the protection either way. GitLab has to run. */
  changeGitLab(
    id: GitLabInstanceId,
    change: GitLabRepair,
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  /** Replaces the groups of its one interface. */
  attachGroups(
    id: MachineId,
    groups: readonly SecurityGroupId[],
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  /** @param address a reserved one; undefined: any */
  givePublicAddress(
    id: MachineId,
    address: string | undefined,
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  takePublicAddress(id: MachineId, key: string, signal: AbortSignal): Promise<Operation>;
  /** Never smaller; the machine may run. */
  growDisk(id: DiskId, bytes: number, key: string, signal: AbortSignal): Promise<Operation>;
  createMachine(request: NewMachine, key: string, signal: AbortSignal): Promise<Operation>;
  startMachine(id: MachineId, key: string, signal: AbortSignal): Promise<Operation>;
  stopMachine(id: MachineId, key: string, signal: AbortSignal): Promise<Operation>;
  startGitLab(id: GitLabInstanceId, key: string, signal: AbortSignal): Promise<Operation>;
  stopGitLab(id: GitLabInstanceId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteNetwork(id: NetworkId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteSubnet(id: SubnetId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteAddress(id: AddressId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteSecurityGroup(id: SecurityGroupId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteServiceAccount(id: ServiceAccountId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteMachine(id: MachineId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteDisk(id: DiskId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteGitLab(id: GitLabInstanceId, key: string, signal: AbortSignal): Promise<Operation>;
}

export interface CloudOperations {
  /**
   * Resolves when the operation has ended, well or not. Rejects when that could not be found out: the operation
   * may go on meanwhile.
   */
  settle(
    id: OperationId,
    signal: AbortSignal,
    onPoll?: (operation: Operation) => void,
  ): Promise<Settled>;
  /**
   * When a call was refused because another operation works on the same thing: waits until that one ended and
   * answers true. Anything else: false.
   */
  settleConflict(error: unknown, signal: AbortSignal): Promise<boolean>;
}

export type ProvisionCloud = CloudReads & CloudWrites & CloudOperations & OwnRolesPort;
