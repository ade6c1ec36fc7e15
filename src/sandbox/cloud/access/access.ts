import { type Clock } from '../../ports';
import { type BindingRow, type ResourceType } from '../rows';
import { type Call } from '../wire/implement';
import { CloudError, notFound } from '../wire/status';
import { type CloudWorld, findById } from '../world';
import { roleAllows } from './roles';
import { findToken } from './tokens';

/** Who calls. */
export interface Subject {
  readonly id: string;
  readonly type: 'userAccount' | 'serviceAccount';
}

export interface Resource {
  readonly type: ResourceType;
  readonly id: string;
}

/** Who may do what, from tokens and role bindings. Bindings count some time after they were made. */
export class Access {
  readonly #world: CloudWorld;
  readonly #clock: Clock;

  constructor(world: CloudWorld, clock: Clock) {
    this.#world = world;
    this.#clock = clock;
  }

  /** @throws CloudError UNAUTHENTICATED */
  authenticate(call: Call): Subject {
    if (!call.token) {
      throw new CloudError('UNAUTHENTICATED', 'IAM token or API key is required');
    }
    const row = findToken(this.#world, call.token);
    if (!row || row.revoked) throw new CloudError('UNAUTHENTICATED', 'The token is invalid');
    if (row.expiresAt <= this.#clock.now()) {
      throw new CloudError('UNAUTHENTICATED', 'The token has expired');
    }
    const accounts =
      row.subjectType === 'serviceAccount'
        ? this.#world.tables.serviceAccounts
        : this.#world.tables.users;
    if (!accounts.some((account) => account.id === row.subjectId)) {
      throw new CloudError('UNAUTHENTICATED', 'The token is invalid');
    }
    return { id: row.subjectId, type: row.subjectType };
  }

  /** @throws CloudError PERMISSION_DENIED */
  require(subject: Subject, permission: string, resource: Resource): void {
    if (this.allows(subject, permission, resource)) return;
    const name = `${resource.type} ${resource.id}`;
    throw new CloudError(
      'PERMISSION_DENIED',
      `Permission denied to ${name}, or the ${name} does not exist`,
    );
  }

  allows(subject: Subject, permission: string, resource: Resource): boolean {
    const chain = this.#chain(resource);
    const now = this.#clock.now();
    return this.#world.tables.bindings.some(
      (binding) =>
        counts(binding, now) &&
        isFor(binding, subject) &&
        chain.some((r) => r.type === binding.resourceType && r.id === binding.resourceId) &&
        roleAllows(binding.roleId, permission),
    );
  }

  /** The folder exists and the caller may do this in it. */
  inFolder(call: Call, permission: string, folderId: string): Subject {
    const subject = this.authenticate(call);
    if (!findById(this.#world.tables.folders, folderId)) throw notFound('Folder', folderId);
    this.require(subject, permission, { type: 'resource-manager.folder', id: folderId });
    return subject;
  }

  /** The resource itself and everything it lies in. */
  #chain(resource: Resource): Resource[] {
    const { tables } = this.#world;
    switch (resource.type) {
      case 'iam.serviceAccount': {
        const account = findById(tables.serviceAccounts, resource.id);
        return account
          ? [resource, ...this.#chain({ type: 'resource-manager.folder', id: account.folderId })]
          : [resource];
      }
      case 'resource-manager.folder': {
        const folder = findById(tables.folders, resource.id);
        return folder
          ? [resource, { type: 'resource-manager.cloud', id: folder.cloudId }]
          : [resource];
      }
      case 'resource-manager.cloud':
      case 'billing.account':
        return [resource];
    }
  }
}

function counts(binding: BindingRow, now: number): boolean {
  return binding.effectiveAt <= now && (binding.removedAt === undefined || binding.removedAt > now);
}

function isFor(binding: BindingRow, subject: Subject): boolean {
  if (binding.subjectType === 'system') return binding.subjectId === 'allAuthenticatedUsers';
  return binding.subjectId === subject.id;
}
