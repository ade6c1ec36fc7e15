import { type BindingRow, type ResourceType, type UserRow } from './rows';
import { addDefaultGroup } from './services/network';
import { type CloudWorld, newId } from './world';

export interface Seed {
  readonly cloudId: string;
  readonly folderId: string;
  readonly operatorId: string;
  readonly billingAccountId: string;
}

/** What the operator needs for everything the extension does. */
const operatorRoles: readonly [ResourceType, string][] = [
  ['resource-manager.cloud', 'resource-manager.clouds.member'],
  ['resource-manager.cloud', 'quota-manager.viewer'],
  ['resource-manager.cloud', 'quota-manager.requestOperator'],
  ['resource-manager.folder', 'vpc.admin'],
  ['resource-manager.folder', 'compute.admin'],
  ['resource-manager.folder', 'gitlab.editor'],
  ['resource-manager.folder', 'iam.serviceAccounts.admin'],
  ['resource-manager.folder', 'iam.serviceAccounts.user'],
  ['resource-manager.folder', 'resource-manager.admin'],
  ['billing.account', 'billing.accounts.viewer'],
];

/** The world of a first start: a cloud as somebody has it who signed up a while ago. */
export function seed(world: CloudWorld, now: number): Seed {
  const { tables } = world;
  const createdAt = now - 90 * 86_400_000;
  const cloudId = newId('b1g');
  const folderId = newId('b1g');
  tables.clouds.push({
    id: cloudId,
    name: 'cloud-anna',
    description: '',
    organizationId: newId('bpf'),
    createdAt,
  });
  tables.folders.push({
    id: folderId,
    cloudId,
    createdAt,
    name: 'mlops-demo',
    description: '',
    labels: {},
    state: 'active',
  });
  const network = {
    id: newId('enp'),
    folderId,
    createdAt,
    name: 'default',
    description: '',
    labels: {},
    defaultSecurityGroupId: '',
  };
  tables.networks.push(network);
  addDefaultGroup({ world }, network);
  const billingAccountId = newId('dn2');
  tables.billingAccounts.push({
    id: billingAccountId,
    name: 'anna',
    createdAt,
    countryCode: 'RU',
    currency: 'RUB',
    active: true,
    balance: '4000',
    clouds: [{ id: cloudId, effectiveAt: createdAt }],
  });
  const operator = addUser(world, 'anna');
  for (const [type, roleId] of operatorRoles) {
    const ids: Partial<Record<ResourceType, string>> = {
      'resource-manager.cloud': cloudId,
      'resource-manager.folder': folderId,
      'billing.account': billingAccountId,
    };
    addRole(world, operator.id, roleId, type, ids[type] ?? '');
  }
  world.changed();
  return { cloudId, folderId, operatorId: operator.id, billingAccountId };
}

export function addUser(world: CloudWorld, login: string): UserRow {
  const user = { id: newId('aje'), login, email: `${login}@example.com` };
  world.tables.users.push(user);
  return user;
}

/** A role that counts at once. */
export function addRole(
  world: CloudWorld,
  userId: string,
  roleId: string,
  resourceType: ResourceType,
  resourceId: string,
): void {
  const binding: BindingRow = {
    resourceType,
    resourceId,
    roleId,
    subjectId: userId,
    subjectType: 'userAccount',
    effectiveAt: 0,
  };
  world.tables.bindings.push(binding);
}
