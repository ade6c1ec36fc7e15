import { type Credentials } from '../../../src/yandex/credentials';
import { type YandexCloud } from '../../../src/yandex/cloud';
import { never } from '../../../src/base/wait';
import { type Labelled } from '../../../src/model/cloudRequests';
import { type CloudId, type FolderId, type ServiceAccountId } from '../../../src/model/ids';
import { type Secret } from '../../../src/base/secret';

/** One call of the adapter that the cloud may refuse. */
export interface Refusable {
  /** As the sandbox counts it: `vpc.NetworkService/List`. */
  readonly method: string;
  /** What the sentence has to say: the role and, where it is known, the place. */
  readonly role: string;
  readonly call: (cloud: YandexCloud) => Promise<unknown>;
  /** Signed in otherwise than with a token. */
  readonly as?: (token: Secret) => Credentials;
}

/** Of a call that a missing role does not end, with the reason. */
export interface Unrefusable {
  readonly method: string;
  readonly why: string;
}

type Row = Refusable | Unrefusable;

/** Does no call of its own, or one that is in the row of another. */
type Other = 'dispose' | 'settle' | 'settleConflict';
export type Refusals = { readonly [K in Exclude<keyof YandexCloud, Other>]: readonly Row[] };

const id = 'x' as never;
const key = 'a-key';
const common = { name: 'one', description: '', labels: {} };
const account = 'ajeaccount' as ServiceAccountId;

/** Every call of the adapter, by the function that makes it. A function that is missing here does not compile. */
export function everyRefusal(cloudId: CloudId, folderId: FolderId): Refusals {
  const inFolder = ' in folder “mlops-demo”';
  const inCloud = ' in cloud “cloud-anna”';
  const row = (
    method: string,
    role: string,
    call: Refusable['call'],
    as?: Refusable['as'],
  ): Refusable => ({ method, role, call, ...(as && { as }) });
  const labels = (method: string, kind: Labelled['kind'], role: string): Refusable =>
    row(method, role, (c) => c.setLabels({ kind, id: 'x' }, {}, key, never));
  const made = { ...common, folderId };
  const machine = {
    ...made,
    zone: 'ru-central1-a',
    platform: 'standard-v3',
    cores: 2,
    coreFraction: 100,
    memoryBytes: 1,
    gpus: 0,
    preemptible: false,
    disk: { imageId: id, bytes: 1, type: 'network-ssd' },
    subnetId: id,
    securityGroupIds: [],
    publicAddress: true,
    address: undefined,
    metadata: {},
  } as unknown as Parameters<YandexCloud['createMachine']>[0];
  const gitlab = {
    ...made,
    preset: 's2.micro',
    diskBytes: 1,
    adminLogin: 'anna',
    adminEmail: 'anna@example.com',
    domainPrefix: 'one',
    subnetId: id,
    backupDays: 7,
    approvalRules: 'BASIC',
    deletionProtection: false,
  };
  return {
    clouds: [{ method: 'resourcemanager.CloudService/List', why: 'answers with what one may see' }],
    cloud: [row('resourcemanager.CloudService/Get', 'viewer', (c) => c.cloud(cloudId, never))],
    folders: [
      row('resourcemanager.FolderService/List', `viewer${inCloud}`, (c) =>
        c.folders(cloudId, never),
      ),
    ],
    folder: [
      row('resourcemanager.FolderService/Get', `viewer${inFolder}`, (c) =>
        c.folder(folderId, never),
      ),
    ],
    bindings: [
      row(
        'resourcemanager.FolderService/ListAccessBindings',
        `resource-manager.viewer${inFolder}`,
        (c) => c.bindings(folderId, never),
      ),
    ],
    changeBindings: [
      row(
        'resourcemanager.FolderService/UpdateAccessBindings',
        `resource-manager.admin${inFolder}`,
        (c) =>
          c.changeBindings(
            folderId,
            [{ action: 'add', role: 'editor', serviceAccountId: account }],
            key,
            never,
          ),
      ),
    ],
    ownRoles: [
      {
        method: 'resourcemanager.FolderService/ListAccessBindings',
        why: 'says that the roles are not known',
      },
      {
        method: 'resourcemanager.CloudService/ListAccessBindings',
        why: 'says that the roles are not known',
      },
    ],
    networks: [
      row('vpc.NetworkService/List', `vpc.viewer${inFolder}`, (c) => c.networks(folderId, never)),
    ],
    networkNamed: [
      row('vpc.NetworkService/List', 'vpc.viewer', (c) => c.networkNamed(folderId, 'one', never)),
    ],
    network: [row('vpc.NetworkService/Get', 'vpc.viewer', (c) => c.network(id, never))],
    createNetwork: [
      row('vpc.NetworkService/Create', `vpc.admin${inFolder}`, (c) =>
        c.createNetwork(made, key, never),
      ),
    ],
    deleteNetwork: [
      row('vpc.NetworkService/Delete', 'vpc.admin', (c) => c.deleteNetwork(id, key, never)),
    ],
    subnets: [
      row('vpc.SubnetService/List', `vpc.viewer${inFolder}`, (c) => c.subnets(folderId, never)),
    ],
    subnetNamed: [
      row('vpc.SubnetService/List', 'vpc.viewer', (c) => c.subnetNamed(folderId, 'one', never)),
    ],
    subnet: [row('vpc.SubnetService/Get', 'vpc.viewer', (c) => c.subnet(id, never))],
    subnetsOf: [row('vpc.NetworkService/ListSubnets', 'vpc.viewer', (c) => c.subnetsOf(id, never))],
    usedAddresses: [
      row('vpc.SubnetService/ListUsedAddresses', 'vpc.viewer', (c) => c.usedAddresses(id, never)),
    ],
    createSubnet: [
      row('vpc.SubnetService/Create', `vpc.admin${inFolder}`, (c) =>
        c.createSubnet({ ...made, networkId: id, zone: 'ru-central1-a', cidrs: [] }, key, never),
      ),
    ],
    deleteSubnet: [
      row('vpc.SubnetService/Delete', 'vpc.admin', (c) => c.deleteSubnet(id, key, never)),
    ],
    securityGroups: [
      row('vpc.SecurityGroupService/List', `vpc.viewer${inFolder}`, (c) =>
        c.securityGroups(folderId, never),
      ),
    ],
    securityGroupNamed: [
      row('vpc.SecurityGroupService/List', 'vpc.viewer', (c) =>
        c.securityGroupNamed(folderId, 'one', never),
      ),
    ],
    securityGroup: [
      row('vpc.SecurityGroupService/Get', 'vpc.viewer', (c) => c.securityGroup(id, never)),
    ],
    securityGroupsOf: [
      row('vpc.NetworkService/ListSecurityGroups', 'vpc.viewer', (c) =>
        c.securityGroupsOf(id, never),
      ),
    ],
    createSecurityGroup: [
      row('vpc.SecurityGroupService/Create', `vpc.admin${inFolder}`, (c) =>
        c.createSecurityGroup({ ...made, networkId: id, rules: [] }, key, never),
      ),
    ],
    replaceRules: [
      row('vpc.SecurityGroupService/Update', 'vpc.admin', (c) =>
        c.replaceRules(id, [], key, never),
      ),
    ],
    deleteSecurityGroup: [
      row('vpc.SecurityGroupService/Delete', 'vpc.admin', (c) =>
        c.deleteSecurityGroup(id, key, never),
      ),
    ],
    addresses: [
      row('vpc.AddressService/List', `vpc.viewer${inFolder}`, (c) => c.addresses(folderId, never)),
    ],
    addressNamed: [
      row('vpc.AddressService/List', 'vpc.viewer', (c) => c.addressNamed(folderId, 'one', never)),
    ],
    address: [row('vpc.AddressService/Get', 'vpc.viewer', (c) => c.address(id, never))],
    createAddress: [
      row('vpc.AddressService/Create', `vpc.admin${inFolder}`, (c) =>
        c.createAddress({ ...made, zone: 'ru-central1-a' }, key, never),
      ),
    ],
    deleteAddress: [
      row('vpc.AddressService/Delete', 'vpc.admin', (c) => c.deleteAddress(id, key, never)),
    ],
    setLabels: [
      labels('vpc.NetworkService/Update', 'network', 'vpc.admin'),
      labels('vpc.SubnetService/Update', 'subnet', 'vpc.admin'),
      labels('vpc.SecurityGroupService/Update', 'security group', 'vpc.admin'),
      labels('vpc.AddressService/Update', 'address', 'vpc.admin'),
      labels('iam.ServiceAccountService/Update', 'service account', 'iam.serviceAccounts.admin'),
      labels('gitlab.InstanceService/Update', 'GitLab instance', 'gitlab.editor'),
      labels('compute.InstanceService/Update', 'machine', 'compute.editor'),
    ],
    serviceAccounts: [
      row('iam.ServiceAccountService/List', `viewer${inFolder}`, (c) =>
        c.serviceAccounts(folderId, never),
      ),
    ],
    serviceAccountNamed: [
      row('iam.ServiceAccountService/List', 'viewer', (c) =>
        c.serviceAccountNamed(folderId, 'one', never),
      ),
    ],
    serviceAccount: [
      row('iam.ServiceAccountService/Get', 'viewer', (c) => c.serviceAccount(id, never)),
    ],
    createServiceAccount: [
      row('iam.ServiceAccountService/Create', `iam.serviceAccounts.admin${inFolder}`, (c) =>
        c.createServiceAccount(made, key, never),
      ),
    ],
    deleteServiceAccount: [
      row('iam.ServiceAccountService/Delete', 'iam.serviceAccounts.admin', (c) =>
        c.deleteServiceAccount(id, key, never),
      ),
    ],
    machines: [
      row('compute.InstanceService/List', `compute.viewer${inFolder}`, (c) =>
        c.machines(folderId, never),
      ),
    ],
    machineNamed: [
      row('compute.InstanceService/List', 'compute.viewer', (c) =>
        c.machineNamed(folderId, 'one', never),
      ),
    ],
    machine: [row('compute.InstanceService/Get', 'compute.viewer', (c) => c.machine(id, never))],
    disks: [
      row('compute.DiskService/List', `compute.viewer${inFolder}`, (c) => c.disks(folderId, never)),
    ],
    disk: [row('compute.DiskService/Get', 'compute.viewer', (c) => c.disk(id, never))],
    zones: [{ method: 'compute.ZoneService/List', why: 'everybody may see the zones' }],
    latestImage: [
      row('compute.ImageService/GetLatestByFamily', 'compute.images.user', (c) =>
        c.latestImage('own', 'scoring', never),
      ),
    ],
    imageOfProduct: [
      row('compute.ImageService/List', 'compute.images.user', (c) =>
        c.imageOfProduct('own', 'f2e', never),
      ),
    ],
    serialOutput: [
      row('compute.InstanceService/GetSerialPortOutput', 'compute.viewer', (c) =>
        c.serialOutput(id, never),
      ),
    ],
    createMachine: [
      row('compute.InstanceService/Create', `compute.admin${inFolder}`, (c) =>
        c.createMachine(machine, key, never),
      ),
    ],
    attachGroups: [
      row('compute.InstanceService/UpdateNetworkInterface', 'compute.admin and vpc.admin', (c) =>
        c.attachGroups(id, [], key, never),
      ),
    ],
    givePublicAddress: [
      row('compute.InstanceService/AddOneToOneNat', 'compute.admin and vpc.admin', (c) =>
        c.givePublicAddress(id, undefined, key, never),
      ),
    ],
    takePublicAddress: [
      row('compute.InstanceService/RemoveOneToOneNat', 'compute.admin and vpc.admin', (c) =>
        c.takePublicAddress(id, key, never),
      ),
    ],
    growDisk: [
      row('compute.DiskService/Update', 'compute.admin', (c) => c.growDisk(id, 1, key, never)),
    ],
    startMachine: [
      row('compute.InstanceService/Start', 'compute.operator', (c) =>
        c.startMachine(id, key, never),
      ),
    ],
    stopMachine: [
      row('compute.InstanceService/Stop', 'compute.operator', (c) => c.stopMachine(id, key, never)),
    ],
    deleteMachine: [
      row('compute.InstanceService/Delete', 'compute.admin', (c) =>
        c.deleteMachine(id, key, never),
      ),
    ],
    deleteDisk: [
      row('compute.DiskService/Delete', 'compute.admin', (c) => c.deleteDisk(id, key, never)),
    ],
    gitlabInstances: [
      row('gitlab.InstanceService/List', `gitlab.viewer${inFolder}`, (c) =>
        c.gitlabInstances(folderId, never),
      ),
    ],
    gitlabInstance: [
      row('gitlab.InstanceService/Get', 'gitlab.viewer', (c) => c.gitlabInstance(id, never)),
    ],
    createGitLab: [
      row('gitlab.InstanceService/Create', `gitlab.editor and vpc.user${inFolder}`, (c) =>
        c.createGitLab(gitlab, key, never),
      ),
    ],
    protectGitLab: [
      row('gitlab.InstanceService/Update', 'gitlab.editor', (c) =>
        c.protectGitLab(id, true, key, never),
      ),
    ],
    changeGitLab: [
      row('gitlab.InstanceService/Update', 'gitlab.editor', (c) =>
        c.changeGitLab(id, {}, key, never),
      ),
    ],
    startGitLab: [
      row('gitlab.InstanceService/Start', 'gitlab.editor', (c) => c.startGitLab(id, key, never)),
    ],
    stopGitLab: [
      row('gitlab.InstanceService/Stop', 'gitlab.editor', (c) => c.stopGitLab(id, key, never)),
    ],
    deleteGitLab: [
      row('gitlab.InstanceService/Delete', 'gitlab.editor', (c) => c.deleteGitLab(id, key, never)),
    ],
    quotas: [
      row('quotamanager.QuotaLimitService/List', `quota-manager.viewer${inCloud}`, (c) =>
        c.quotas(cloudId, 'vpc', never),
      ),
    ],
    billingOf: [
      row('billing.BillingAccountService/List', 'billing.accounts.viewer', (c) =>
        c.billingOf(cloudId, never),
      ),
      row(
        'billing.BillingAccountService/ListBillableObjectBindings',
        'billing.accounts.viewer',
        (c) => c.billingOf(cloudId, never),
      ),
    ],
    skus: [
      row('billing.SkuService/List', 'billing.accounts.viewer', (c) =>
        c.skus('x', { currency: 'RUB', account: 'dn2account' }, never),
      ),
    ],
    iamToken: [
      row(
        'iam.IamTokenService/CreateForServiceAccount',
        'iam.serviceAccounts.tokenCreator in that service account',
        (c) => c.clouds(never),
        (token) => ({
          kind: 'impersonation',
          serviceAccountId: account,
          through: { kind: 'iam-token', token },
        }),
      ),
      { method: 'iam.IamTokenService/Create', why: 'whoever has the key may sign in' },
    ],
  };
}
