import { randomInt } from 'node:crypto';
import {
  type AddressRow,
  type BillingAccountRow,
  type BindingRow,
  type CloudRow,
  type DiskRow,
  type FolderRow,
  type GitLabRow,
  type InstanceRow,
  type KeyRow,
  type NetworkRow,
  type OperationRow,
  type QuotaRequestRow,
  type QuotaRow,
  type SecurityGroupRow,
  type ServiceAccountRow,
  type SubnetRow,
  type TokenRow,
  type UserRow,
} from './rows';

export interface CloudTables {
  clouds: CloudRow[];
  folders: FolderRow[];
  users: UserRow[];
  bindings: BindingRow[];
  tokens: TokenRow[];
  keys: KeyRow[];
  serviceAccounts: ServiceAccountRow[];
  networks: NetworkRow[];
  subnets: SubnetRow[];
  securityGroups: SecurityGroupRow[];
  addresses: AddressRow[];
  disks: DiskRow[];
  instances: InstanceRow[];
  gitlabs: GitLabRow[];
  billingAccounts: BillingAccountRow[];
  quotas: QuotaRow[];
  quotaRequests: QuotaRequestRow[];
  operations: OperationRow[];
}

export function emptyCloudTables(): CloudTables {
  return {
    clouds: [],
    folders: [],
    users: [],
    bindings: [],
    tokens: [],
    keys: [],
    serviceAccounts: [],
    networks: [],
    subnets: [],
    securityGroups: [],
    addresses: [],
    disks: [],
    instances: [],
    gitlabs: [],
    billingAccounts: [],
    quotas: [],
    quotaRequests: [],
    operations: [],
  };
}

/** The database: tables and a word to whoever keeps them on disk. Whoever changes a row calls `changed()`. */
export class CloudWorld {
  readonly #changed: () => void;

  constructor(
    readonly tables: CloudTables,
    changed: () => void = () => undefined,
  ) {
    this.#changed = changed;
  }

  changed(): void {
    this.#changed();
  }
}

export function findById<T extends { id: string }>(rows: readonly T[], id: string): T | undefined {
  return rows.find((row) => row.id === id);
}

export function removeRow<T>(rows: T[], row: T): void {
  const at = rows.indexOf(row);
  if (at >= 0) rows.splice(at, 1);
}

const letters = '0123456789abcdefghijklmnopqrstuv';

/** Twenty letters, the first three telling the kind, as the cloud makes them. */
export function newId(prefix: string): string {
  let id = prefix;
  while (id.length < 20) id += letters.charAt(randomInt(letters.length));
  return id;
}
