import { defaultBlueprint, gigabyte } from '../../../src/model/blueprint';
import { stackLabels } from '../../../src/model/cloud';
import {
  type CloudId,
  type FolderId,
  type ImageId,
  type NetworkId,
  type SecurityGroupId,
  type ServiceAccountId,
  type SubnetId,
} from '../../../src/model/ids';
import { type Found } from '../../../src/provision/found';

export const folderId = 'b1gfolder' as FolderId;

export const blueprint = defaultBlueprint({
  stackId: 'demo',
  cloudId: 'b1gcloud' as CloudId,
  folderId,
  adminLogin: 'anna',
  adminEmail: 'anna@example.com',
  domainPrefix: 'mlops-demo',
  allowedCidrs: ['198.51.100.7/32'],
  login: 'anna',
  sshPublicKey:
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB0c8mW6Oz5rW1gqD6lq0u2b0l8m0fQ5o7n1N1J4Y0aK anna',
});

const gib = gigabyte;

/** A folder with nothing of ours in it, and the default quotas of a cloud. */
export const nothing: Found = {
  readAt: Date.UTC(2026, 8, 1, 12),
  cloudName: 'cloud-anna',
  folderName: 'mlops-demo',
  networks: [],
  subnets: [],
  securityGroups: [],
  addresses: [],
  serviceAccounts: [],
  bindings: [],
  gitlabs: [],
  machines: [],
  bootDisk: undefined,
  image: {
    id: 'fd8image' as ImageId,
    name: 'ubuntu-22-04-lts-v20260801',
    family: 'ubuntu-2204-lts',
    minDiskBytes: 10 * gib,
    productIds: [],
    createdAt: 0,
  },
  quotas: [
    { id: 'vpc.networks.count', limit: 2, usage: 1 },
    { id: 'vpc.subnets.count', limit: 12, usage: 3 },
    { id: 'vpc.securityGroups.count', limit: 10, usage: 1 },
    { id: 'vpc.externalAddresses.count', limit: 8, usage: 1 },
    { id: 'compute.instances.count', limit: 12, usage: 1 },
    { id: 'compute.instanceCores.count', limit: 32, usage: 4 },
    { id: 'compute.instanceMemory.size', limit: 128 * gib, usage: 16 * gib },
    { id: 'compute.disks.count', limit: 32, usage: 1 },
    { id: 'compute.ssdDisks.size', limit: 200 * gib, usage: 60 * gib },
    { id: 'managed-gitlab.instances.count', limit: 5, usage: 0 },
  ],
  billing: {
    kind: 'found',
    account: { id: 'dn2account', name: 'anna', active: true, currency: 'RUB' },
  },
  skus: [],
  roles: undefined,
  recorded: {},
};

const common = { folderId, createdAt: 0 };

export const ourNetwork = {
  ...common,
  id: 'enpnet' as NetworkId,
  name: 'net-gitlab',
  labels: stackLabels('demo', 'network'),
  defaultSecurityGroupId: 'enpdefault' as SecurityGroupId,
};
export const foreignNetwork = { ...ourNetwork, labels: {} };

export const subnetOf = (labels = {}) => ({
  ...common,
  id: 'e9bsubnet' as SubnetId,
  name: 'subnet-gitlab-a',
  labels,
  networkId: ourNetwork.id,
  zone: 'ru-central1-a',
  cidrs: ['10.16.0.0/24'],
});

export const foreignAccount = {
  ...common,
  id: 'ajeaccount' as ServiceAccountId,
  name: 'gitlab-sa',
  labels: {},
  description: '',
};
