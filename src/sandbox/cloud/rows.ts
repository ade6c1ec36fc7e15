import { type Disk_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/disk';
import { type Instance_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import { type Instance_Status as GitLab_Status } from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance';
import { type Key_Algorithm } from '@yandex-cloud/nodejs-sdk/iam-v1/key';
import { type QuotaRequest_Status } from '@yandex-cloud/nodejs-sdk/quotamanager-v1/quota_request';
import {
  type SecurityGroup_Status,
  type SecurityGroupRule_Direction,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group';

/**
 * What the simulated cloud remembers: plain rows, mutable on purpose. Times are ms since 1970, sizes bytes.
 * A row that is being created lies in its table from the first moment, so its name is taken at once.
 */
export interface Named {
  id: string;
  folderId: string;
  createdAt: number;
  name: string;
  description: string;
  labels: Record<string, string>;
}

export interface CloudRow {
  id: string;
  name: string;
  description: string;
  organizationId: string;
  createdAt: number;
}

export interface FolderRow extends Omit<Named, 'folderId'> {
  cloudId: string;
  state: 'active' | 'deleting';
}

export interface UserRow {
  id: string;
  login: string;
  email: string;
}

export interface BindingRow {
  resourceType: ResourceType;
  resourceId: string;
  roleId: string;
  subjectId: string;
  subjectType: string;
  /** A new binding is listed at once but counts only from here on. */
  effectiveAt: number;
  /** A removed one is no longer listed but counts until here. */
  removedAt?: number;
}

export type ResourceType =
  'resource-manager.cloud' | 'resource-manager.folder' | 'iam.serviceAccount' | 'billing.account';

export interface TokenRow {
  /** SHA-256 of the token, hex. */
  digest: string;
  subjectId: string;
  subjectType: 'userAccount' | 'serviceAccount';
  expiresAt: number;
  revoked: boolean;
}

export interface KeyRow {
  id: string;
  serviceAccountId: string;
  createdAt: number;
  description: string;
  algorithm: Key_Algorithm;
  /** PEM */
  publicKey: string;
  lastUsedAt?: number;
}

export interface ServiceAccountRow extends Named {
  lastAuthenticatedAt?: number;
}

export interface NetworkRow extends Named {
  /** Empty until the network is complete. */
  defaultSecurityGroupId: string;
}

export interface SubnetRow extends Named {
  networkId: string;
  zoneId: string;
  cidrs: string[];
  routeTableId: string;
  /** Addresses that stay taken for a while after their holder is gone. */
  lagging: { address: string; holderType: string; holderId: string; until: number }[];
}

export interface RuleRow {
  id: string;
  description: string;
  labels: Record<string, string>;
  direction: SecurityGroupRule_Direction;
  ports?: { fromPort: number; toPort: number };
  protocolName: string;
  protocolNumber: number;
  cidrs?: string[];
  securityGroupId?: string;
  predefinedTarget?: string;
}

export interface SecurityGroupRow extends Named {
  networkId: string;
  status: SecurityGroup_Status;
  rules: RuleRow[];
  isDefault: boolean;
}

export interface AddressRow extends Named {
  address: string;
  zoneId: string;
  reserved: boolean;
  /** Instance that has it. */
  usedBy?: string;
  /** It stays in use for a while after its machine is gone. */
  usedUntil?: number;
  deletionProtection: boolean;
}

export interface DiskRow extends Named {
  typeId: string;
  zoneId: string;
  size: number;
  status: Disk_Status;
  imageId?: string;
  productIds: string[];
  instanceIds: string[];
}

export interface InstanceRow extends Named {
  zoneId: string;
  platformId: string;
  memory: number;
  cores: number;
  coreFraction: number;
  gpus: number;
  status: Instance_Status;
  metadata: Record<string, string>;
  bootDiskId: string;
  bootDiskAutoDelete: boolean;
  secondaryDisks: { diskId: string; autoDelete: boolean; deviceName: string }[];
  network: {
    subnetId: string;
    address: string;
    securityGroupIds: string[];
    /** One-to-one NAT; `address` is empty while a dynamic one is given back. */
    nat?: { address: string; isStatic: boolean };
  };
  fqdn: string;
  preemptible: boolean;
  serviceAccountId: string;
  /** Kept from the last boot for when the machine does not run. */
  serialOutput: string;
}

export interface GitLabRow extends Named {
  updatedAt: number;
  resourcePresetId: string;
  diskSize: number;
  status: GitLab_Status;
  adminLogin: string;
  adminEmail: string;
  domainPrefix: string;
  /** Host, with a port in the sandbox. */
  domain: string;
  subnetId: string;
  address: string;
  backupRetainPeriodDays: number;
  maintenanceDeleteUntagged: boolean;
  deletionProtection: boolean;
  approvalRulesId: string;
  gitlabVersion: string;
}

export interface BillingAccountRow {
  id: string;
  name: string;
  createdAt: number;
  countryCode: string;
  currency: string;
  active: boolean;
  balance: string;
  clouds: { id: string; effectiveAt: number }[];
}

export interface QuotaRow {
  cloudId: string;
  quotaId: string;
  limit: number;
}

export interface QuotaRequestRow {
  id: string;
  cloudId: string;
  createdAt: number;
  createdBy: string;
  status: QuotaRequest_Status;
  wanted: { quotaId: string; limit: number }[];
}

export interface OperationRow {
  id: string;
  /** Which work this is: the key of a finisher. */
  kind: string;
  description: string;
  /** `vpc.NetworkService/Create` */
  method: string;
  folderId: string;
  resourceId: string;
  createdAt: number;
  createdBy: string;
  modifiedAt: number;
  /** When the present stage ends. */
  endsAt: number;
  stage: 'working' | 'rolling-back' | 'done';
  cancellable: boolean;
  metadata: PackedRow;
  /** What the finisher needs, as JSON. */
  args: unknown;
  response?: PackedRow;
  /** Set before the operation is done while it is taken back. */
  error?: { code: number; message: string; details: PackedRow[] };
  /** The error it will end with; set on demand. */
  doom?: { code: number; message: string };
  idempotency?: { key: string; subjectId: string; requestDigest: string };
}

/** A message inside `google.protobuf.Any`, base64. */
export interface PackedRow {
  typeUrl: string;
  value: string;
}
