import { type SecurityRuleSpec } from './cloud';
import { type CloudId, type FolderId } from './ids';

/** Everything that decides what an environment will be. Plain data, kept with the journal. */
export interface Blueprint {
  /** Value of the `stack-id` label: what is ours. Lower case letters, digits and dashes. */
  readonly stackId: string;
  readonly cloudId: CloudId;
  readonly folderId: FolderId;
  readonly zone: string;
  readonly network: { readonly name: string };
  readonly subnet: { readonly name: string; readonly cidr: string };
  readonly securityGroup: {
    readonly name: string;
    /** Who may reach SSH, Git and the web pages. */
    readonly allowedCidrs: readonly string[];
  };
  readonly serviceAccount: { readonly name: string; readonly roles: readonly string[] };
  readonly gitlab: GitLabBlueprint;
  readonly machine: MachineBlueprint;
}

export interface GitLabBlueprint {
  readonly name: string;
  readonly preset: GitLabPreset;
  readonly diskGb: number;
  readonly approvalRules: ApprovalRules;
  readonly backupDays: number;
  readonly adminLogin: string;
  readonly adminEmail: string;
  /** The host becomes `<prefix>.gitlab.yandexcloud.net`. */
  readonly domainPrefix: string;
  readonly deletionProtection: boolean;
}

export const approvalRules = ['NONE', 'BASIC', 'STANDARD', 'ADVANCED'] as const;
export type ApprovalRules = (typeof approvalRules)[number];

export const gitlabPresets = {
  's2.micro': { cores: 2, memoryGb: 8 },
  's2.small': { cores: 4, memoryGb: 16 },
  's2.medium': { cores: 8, memoryGb: 32 },
  's2.large': { cores: 16, memoryGb: 64 },
} as const;
export type GitLabPreset = keyof typeof gitlabPresets;

export interface MachineBlueprint {
  readonly name: string;
  readonly image: ImageChoice;
  readonly platform: string;
  readonly cores: number;
  readonly coreFraction: number;
  readonly memoryGb: number;
  readonly gpus: number;
  readonly disk: { readonly gb: number; readonly type: string };
  readonly publicAddress: boolean;
  /** The public address is reserved: it outlives a stop, and costs more meanwhile. */
  readonly staticAddress: boolean;
  readonly preemptible: boolean;
  readonly login: string;
  /** One line in OpenSSH's format. */
  readonly sshPublicKey: string;
}

export type ImageChoice =
  /** Newest image of a family of the public folder, made ready by cloud-init. */
  | { readonly kind: 'family'; readonly family: string }
  /** Newest image of a product of the marketplace, taken as it is. */
  | { readonly kind: 'product'; readonly productId: string }
  /** The Data Science VM of the marketplace. */
  | { readonly kind: 'dsvm' };

export const publicImagesFolder = 'standard-images';
export const defaultRoles = ['compute.admin', 'vpc.admin', 'iam.serviceAccounts.user'] as const;

export const gigabyte = 1024 ** 3;

/** What the user has to say; all else has defaults. */
export interface BlueprintChoices {
  readonly stackId: string;
  readonly cloudId: CloudId;
  readonly folderId: FolderId;
  readonly adminLogin: string;
  readonly adminEmail: string;
  readonly domainPrefix: string;
  readonly allowedCidrs: readonly string[];
  readonly login: string;
  readonly sshPublicKey: string;
}

export function defaultBlueprint(choices: BlueprintChoices): Blueprint {
  return {
    stackId: choices.stackId,
    cloudId: choices.cloudId,
    folderId: choices.folderId,
    zone: 'ru-central1-a',
    network: { name: 'net-gitlab' },
    subnet: { name: 'subnet-gitlab-a', cidr: '10.16.0.0/24' },
    securityGroup: { name: 'gitlab-sg', allowedCidrs: choices.allowedCidrs },
    serviceAccount: { name: 'gitlab-sa', roles: defaultRoles },
    gitlab: {
      name: choices.domainPrefix,
      preset: 's2.micro',
      diskGb: 30,
      approvalRules: 'NONE',
      backupDays: 7,
      adminLogin: choices.adminLogin,
      adminEmail: choices.adminEmail,
      domainPrefix: choices.domainPrefix,
      deletionProtection: false,
    },
    machine: {
      name: 'vm-mlops',
      image: { kind: 'family', family: 'ubuntu-2204-lts' },
      platform: 'standard-v3',
      cores: 2,
      coreFraction: 100,
      memoryGb: 4,
      gpus: 0,
      disk: { gb: 30, type: 'network-ssd' },
      publicAddress: true,
      staticAddress: false,
      preemptible: false,
      login: choices.login,
      sshPublicKey: choices.sshPublicKey,
    },
  };
}

const anywhere = ['0.0.0.0/0'] as const;
/** Where the backups of managed GitLab go (documentation of the service). */
const backupStore = ['213.180.193.243/32'] as const;

/**
 * What GitLab and the machines need to let in and out, for our own group and for the network's default group,
 * which is the one that a managed GitLab really uses.
 */
export function securityRules(allowedCidrs: readonly string[]): SecurityRuleSpec[] {
  return [
    incoming(22, allowedCidrs, 'Git and machines over SSH'),
    incoming(2222, allowedCidrs, 'Git over SSH'),
    incoming(80, anywhere, 'Certificate of Let’s Encrypt'),
    // Let's Encrypt, the runner's machine and the pages all come through 443 on public addresses.
    incoming(443, anywhere, 'Web, Git over HTTPS, certificate, runners'),
    incoming(443, backupStore, 'Backups'),
    {
      direction: 'in',
      protocol: 'TCP',
      ports: { from: 80, to: 80 },
      peer: { kind: 'target', target: 'loadbalancer_healthchecks' },
      description: 'Health checks',
    },
    {
      direction: 'out',
      protocol: 'ANY',
      ports: undefined,
      peer: { kind: 'cidrs', cidrs: anywhere },
      description: 'Everything out',
    },
  ];
}

function incoming(port: number, cidrs: readonly string[], description: string): SecurityRuleSpec {
  return {
    direction: 'in',
    protocol: 'TCP',
    ports: { from: port, to: port },
    peer: { kind: 'cidrs', cidrs },
    description,
  };
}
