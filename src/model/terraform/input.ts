import { type Blueprint } from '../blueprint';
import { type CloudStep } from '../plan';
import { code, type Expression } from './hcl';

/** What a configuration is made from. Nothing in it is secret. */
export interface TerraformInput {
  readonly blueprint: Blueprint;
  /** Resource ids of what is there and ours: Terraform takes it over. */
  readonly ours: Readonly<Partial<Record<CloudStep, string>>>;
  /** Resource ids of what is there and not ours: used, never changed or deleted. */
  readonly foreign: Readonly<Partial<Record<CloudStep, string>>>;
  readonly roles: {
    /** Those that this environment gives, or gave. */
    readonly managed: readonly string[];
    /** Those of them that the service account has now. */
    readonly bound: readonly string[];
  };
  readonly image:
    | { readonly kind: 'family'; readonly family: string; readonly folder: string }
    | { readonly kind: 'pinned'; readonly id: string; readonly name: string };
  /** What the machine does at its first start. */
  readonly userData: string;
  readonly addressName: string;
  /** What stands in the way of creating it, as sentences. */
  readonly blockers: readonly string[];
}

export interface TerraformFile {
  readonly name: string;
  readonly text: string;
}

/** Where each step's resource is in the configuration. */
export const addresses = {
  network: 'yandex_vpc_network.main',
  subnet: 'yandex_vpc_subnet.main',
  'security-group': 'yandex_vpc_security_group.main',
  'default-group': 'yandex_vpc_default_security_group.main',
  'service-account': 'yandex_iam_service_account.main',
  roles: 'yandex_resourcemanager_folder_iam_member.main',
  gitlab: 'yandex_gitlab_instance.main',
  address: 'yandex_vpc_address.machine',
  machine: 'yandex_compute_instance.machine',
} as const satisfies Partial<Record<CloudStep, string>>;
export type TerraformStep = keyof typeof addresses;

/** Steps whose foreign resources are spoken of by a name in `locals`. */
export const foreignLocals = {
  network: 'network_id',
  subnet: 'subnet_id',
  'security-group': 'security_group_id',
  'service-account': 'service_account_id',
} as const;

/** The id of a resource, be it ours or not. */
export function idOf(step: keyof typeof foreignLocals, { foreign }: TerraformInput): Expression {
  return code(
    foreign[step] === undefined ? `${addresses[step]}.id` : `local.${foreignLocals[step]}`,
  );
}

/** The default group follows its network: that of a foreign network is never touched. */
export function managesDefaultGroup({ foreign }: TerraformInput): boolean {
  return foreign.network === undefined;
}

export function hasGitLab({ foreign }: TerraformInput): boolean {
  return foreign.gitlab === undefined;
}
