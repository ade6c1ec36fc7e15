import { type Labels, type SecurityRuleSpec } from './cloud';
import {
  type FolderId,
  type ImageId,
  type NetworkId,
  type SecurityGroupId,
  type ServiceAccountId,
  type SubnetId,
} from './ids';

/** A resource whose labels can be changed. */
export interface Labelled {
  readonly kind:
    | 'network'
    | 'subnet'
    | 'security group'
    | 'address'
    | 'service account'
    | 'GitLab instance'
    | 'machine';
  readonly id: string;
}

/** What is asked for when something new is made. Sizes are bytes. */
interface NewResource {
  readonly folderId: FolderId;
  readonly name: string;
  readonly description: string;
  readonly labels: Labels;
}

export type NewNetwork = NewResource;

export interface NewSubnet extends NewResource {
  readonly networkId: NetworkId;
  readonly zone: string;
  readonly cidrs: readonly string[];
}

export interface NewSecurityGroup extends NewResource {
  readonly networkId: NetworkId;
  readonly rules: readonly SecurityRuleSpec[];
}

export interface NewAddress extends NewResource {
  readonly zone: string;
}

export type NewServiceAccount = NewResource;

export interface BindingChange {
  readonly action: 'add' | 'remove';
  readonly role: string;
  readonly serviceAccountId: ServiceAccountId;
}

export interface NewGitLabInstance extends NewResource {
  readonly preset: string;
  readonly diskBytes: number;
  readonly adminLogin: string;
  readonly adminEmail: string;
  readonly domainPrefix: string;
  readonly subnetId: SubnetId;
  readonly backupDays: number;
  readonly approvalRules: string;
  readonly deletionProtection: boolean;
}

export interface NewMachine extends NewResource {
  readonly zone: string;
  readonly platform: string;
  readonly cores: number;
  readonly coreFraction: number;
  readonly memoryBytes: number;
  readonly gpus: number;
  readonly disk: { readonly imageId: ImageId; readonly bytes: number; readonly type: string };
  readonly subnetId: SubnetId;
  readonly securityGroupIds: readonly SecurityGroupId[];
  readonly publicAddress: boolean;
  /** A reserved one; undefined: any. */
  readonly staticIp: string | undefined;
  readonly preemptible: boolean;
  /** Readable from the machine and by viewers of the folder: no secrets. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** In which currency prices are asked for, and for which billing account where one is shown. */
export interface Payer {
  readonly currency: string;
  readonly account?: string | undefined;
}

/** A list price as the billing service has it. */
export interface Sku {
  readonly id: string;
  readonly name: string;
  /** `core*hour`, `gbyte*hour`, `fip*hour`. */
  readonly unit: string;
  readonly prices: readonly SkuPrice[];
}

export interface SkuPrice {
  readonly kind: 'street' | 'contract' | 'unknown';
  /** ms since 1970. */
  readonly from: number;
  readonly tiers: readonly {
    readonly startQuantity: number;
    readonly price: number;
    readonly currency: string;
  }[];
}
