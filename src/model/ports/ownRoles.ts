import { type CloudId, type FolderId } from '../ids';
import { type FoundRoles } from '../roles';

/** Asks which roles the signed-in account has. */
export interface OwnRolesPort {
  /**
   * Undefined when it cannot be found out who this account is, or when it may not read the roles.
   * @throws AppError `unreachable`, `signed-out`, `cancelled` and the like
   */
  ownRoles(cloud: CloudId, folder: FolderId, signal: AbortSignal): Promise<FoundRoles>;
}
