/** A permission is `service.resources.verb`; `*` stands for anything. What is refused wins. */
interface Role {
  readonly description: string;
  readonly allow: readonly string[];
  readonly refuse?: readonly string[];
}

const look = ['get', 'list', 'listAccessBindings', 'listOperations'];
const seeFolder = ['resource-manager.folders.get', 'resource-manager.clouds.get'];
const viewOf = (prefix: string): string[] => look.map((verb) => `${prefix}*.${verb}`);
const grants = ['*.updateAccessBindings', '*.setAccessBindings'];

export const roles: Readonly<Record<string, Role>> = {
  admin: { description: 'Everything, access rights included', allow: ['*'] },
  editor: { description: 'Everything except access rights', allow: ['*'], refuse: grants },
  viewer: { description: 'Read only', allow: viewOf('') },
  auditor: { description: 'Read only, without data', allow: viewOf('') },
  'resource-manager.clouds.owner': { description: 'Owner of a cloud', allow: ['*'] },
  'resource-manager.clouds.member': {
    description: 'Sees the cloud',
    allow: ['resource-manager.clouds.get'],
  },
  'resource-manager.admin': {
    description: 'Clouds and folders, access rights included',
    allow: ['resource-manager.*'],
  },
  'resource-manager.editor': {
    description: 'Clouds and folders',
    allow: ['resource-manager.*'],
    refuse: grants,
  },
  'resource-manager.viewer': { description: 'Sees folders', allow: viewOf('resource-manager.') },
  'vpc.admin': { description: 'Networks', allow: ['vpc.*', ...seeFolder] },
  'vpc.user': {
    description: 'Connects resources to networks',
    allow: [...viewOf('vpc.'), 'vpc.*.use', ...seeFolder],
  },
  'vpc.viewer': { description: 'Sees networks', allow: [...viewOf('vpc.'), ...seeFolder] },
  'compute.admin': { description: 'Machines, access included', allow: ['compute.*', ...seeFolder] },
  'compute.editor': {
    description: 'Machines',
    allow: ['compute.*', ...seeFolder],
    refuse: grants,
  },
  'compute.operator': {
    description: 'Starts and stops machines',
    allow: [...viewOf('compute.'), 'compute.instances.operate', ...seeFolder],
  },
  'compute.viewer': { description: 'Sees machines', allow: [...viewOf('compute.'), ...seeFolder] },
  'gitlab.admin': { description: 'GitLab instances', allow: ['gitlab.*', ...seeFolder] },
  'gitlab.editor': { description: 'GitLab instances', allow: ['gitlab.*', ...seeFolder] },
  'gitlab.viewer': {
    description: 'Sees GitLab instances',
    allow: [...viewOf('gitlab.'), ...seeFolder],
  },
  'iam.admin': { description: 'Accounts', allow: ['iam.*', ...seeFolder] },
  'iam.serviceAccounts.admin': {
    description: 'Service accounts and their keys',
    allow: ['iam.serviceAccounts.*', 'iam.keys.*', ...seeFolder],
    refuse: ['iam.serviceAccounts.createToken'],
  },
  'iam.serviceAccounts.user': {
    description: 'Uses service accounts',
    allow: [...viewOf('iam.serviceAccounts'), 'iam.serviceAccounts.use', ...seeFolder],
  },
  'iam.serviceAccounts.tokenCreator': {
    description: 'Gets tokens of service accounts',
    allow: ['iam.serviceAccounts.createToken'],
  },
  'iam.serviceAccounts.keyAdmin': {
    description: 'Keys of service accounts',
    allow: ['iam.keys.*'],
  },
  'quota-manager.viewer': { description: 'Sees quotas', allow: viewOf('quota-manager.') },
  'quota-manager.requestOperator': {
    description: 'Asks for quotas',
    allow: ['quota-manager.*'],
  },
  'billing.accounts.owner': { description: 'Owner of a billing account', allow: ['billing.*'] },
  'billing.accounts.viewer': { description: 'Sees a billing account', allow: viewOf('billing.') },
};

export function roleAllows(roleId: string, permission: string): boolean {
  const role = roles[roleId];
  if (!role) return false;
  const fits = (pattern: string): boolean => matchesPermission(pattern, permission);
  return role.allow.some(fits) && !(role.refuse ?? []).some(fits);
}

function matchesPermission(pattern: string, permission: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === permission;
  const head = pattern.slice(0, star);
  const tail = pattern.slice(star + 1);
  return (
    permission.length >= head.length + tail.length &&
    permission.startsWith(head) &&
    permission.endsWith(tail)
  );
}
