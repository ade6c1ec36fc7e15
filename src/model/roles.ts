/** A role that creating and destroying an environment needs, with the roles that include it. */
export interface NeededRole {
  readonly role: string;
  /** Where it has to be given; a role on the cloud counts for its folders too. */
  readonly on: 'cloud' | 'folder';
  /** Continues “needed to …”. */
  readonly purpose: string;
  readonly includedIn: readonly string[];
  /** Without it everything works, but less is known. */
  readonly optional?: true;
}

/** A role that was seen to be given to the account. */
export interface GivenRole {
  readonly role: string;
  readonly on: 'cloud' | 'folder';
}

/** What could be read of the roles of the account that is signed in. */
export interface OwnRoles {
  readonly given: readonly GivenRole[];
  /** False when groups have roles here, or the cloud's own could not be read: there may be more. */
  readonly complete: boolean;
}

/** Undefined: nobody could tell which account this is, or its roles could not be read. */
export type FoundRoles = OwnRoles | undefined;

/** `missing` means: not given to this account on this folder or cloud. An organization may still give it. */
export interface RoleLine extends NeededRole {
  readonly state: 'given' | 'missing' | 'unknown';
  /** The role that gives it. */
  readonly by: string | undefined;
}

const everything = ['admin', 'resource-manager.clouds.owner'];
const resources = ['editor', ...everything];

/** What the person needs who plans, creates and destroys. */
export const operatorRoles: readonly NeededRole[] = [
  {
    role: 'vpc.admin',
    on: 'folder',
    purpose: 'make the network and its rules',
    includedIn: resources,
  },
  {
    role: 'compute.admin',
    on: 'folder',
    purpose: 'make the machine',
    includedIn: ['compute.editor', ...resources],
  },
  {
    role: 'gitlab.editor',
    on: 'folder',
    purpose: 'make the GitLab instance',
    includedIn: ['gitlab.admin', ...resources],
  },
  {
    role: 'iam.serviceAccounts.admin',
    on: 'folder',
    purpose: 'make the service account',
    includedIn: ['iam.admin', 'iam.editor', ...resources],
  },
  {
    role: 'resource-manager.admin',
    on: 'folder',
    purpose: 'give the service account its roles',
    includedIn: everything,
  },
  {
    role: 'quota-manager.viewer',
    on: 'cloud',
    purpose: 'see which quotas are left',
    includedIn: ['quota-manager.requestOperator', 'viewer', 'auditor', ...resources],
    optional: true,
  },
];

/** Each needed role with whether the account has it. */
export function roleLines(
  found: FoundRoles,
  needed: readonly NeededRole[] = operatorRoles,
): RoleLine[] {
  return needed.map((need) => {
    const by = found?.given.find(
      (given) =>
        (given.on === need.on || given.on === 'cloud') &&
        [need.role, ...need.includedIn].includes(given.role),
    )?.role;
    if (by !== undefined) return { ...need, state: 'given', by };
    return { ...need, state: found?.complete === true ? 'missing' : 'unknown', by };
  });
}

/** In one sentence what is not there; undefined when nothing is known to be missing. */
export function missingRolesText(lines: readonly RoleLine[]): string | undefined {
  const missing = lines.filter((line) => line.state === 'missing' && line.optional !== true);
  if (missing.length === 0) return undefined;
  const each = missing.map((line) => `${line.role} (to ${line.purpose})`);
  return `Your account does not have ${missing.length === 1 ? 'the role' : 'the roles'} ${each.join(', ')} here. Ask an administrator, unless your organization gives them to you.`;
}
