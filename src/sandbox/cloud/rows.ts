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
  algorithm: number;
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
  /** 1 in, 2 out */
  direction: number;
  ports?: { fromPort: number; toPort: number };
  protocolName: string;
  protocolNumber: number;
  cidrs?: string[];
  securityGroupId?: string;
  predefinedTarget?: string;
}

export interface SecurityGroupRow extends Named {
  networkId: string;
  /** As the service numbers it: 1 creating, 2 active, 3 updating, 4 deleting. */
  status: number;
  rules: RuleRow[];
  isDefault: boolean;
}

export interface AddressRow extends Named {
  address: string;
  zoneId: string;
  reserved: boolean;
  /** Instance that has it. */
  usedBy?: string;
  deletionProtection: boolean;
}

export interface DiskRow extends Named {
  typeId: string;
  zoneId: string;
  size: number;
  /** 1 creating, 2 ready, 3 error, 4 deleting */
  status: number;
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
  /** 1 provisioning, 2 running, 3 stopping, 4 stopped, 5 starting, 6 restarting, 7 updating, 8 error, 9 crashed, 10 deleting */
  status: number;
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
  /** As the service numbers it: 1 creating, 2 running, 3 updating, 4 error, 5 deleting, 8 starting, 9 stopping, 10 stopped. */
  status: number;
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
  /** 1 pending, 3 processed, 4 canceled */
  status: number;
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
