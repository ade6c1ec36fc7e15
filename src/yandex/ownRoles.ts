import {
  type AccessBinding,
  ListAccessBindingsRequest,
} from '@yandex-cloud/nodejs-sdk/proto/access/access';
import { CloudServiceService } from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/cloud_service';
import { FolderServiceService } from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/folder_service';
import { isAppError } from '../base/errors';
import { type GivenRole } from '../model/roles';
import { type OwnRolesPort } from '../model/ports/ownRoles';
import { type Calls } from './calls';

/** Everybody who is signed in has what is given to this subject. */
const everybody = ['allAuthenticatedUsers', 'allUsers'];

/** @param subject tells the id of the account, undefined where there is no way to know it */
export function ownRolesClient(
  calls: Calls,
  subject: (signal: AbortSignal) => Promise<string | undefined>,
): OwnRolesPort {
  const bindingsOf = (
    on: GivenRole['on'],
    resourceId: string,
    where: string,
    signal: AbortSignal,
  ) =>
    calls
      .pages(
        (on === 'cloud' ? CloudServiceService : FolderServiceService).listAccessBindings,
        ListAccessBindingsRequest.fromPartial({ resourceId }),
        (page) => page.accessBindings,
        { doing: `read the roles in ${where}`, role: 'resource-manager.viewer', where },
        signal,
      )
      .catch(unlessHidden);

  return {
    async ownRoles(cloudId, folderId, signal) {
      const id = await subject(signal);
      if (id === undefined) return undefined;
      const [ofFolder, ofCloud] = await Promise.all([
        bindingsOf('folder', folderId, calls.folder(folderId), signal),
        bindingsOf('cloud', cloudId, calls.cloud(cloudId), signal),
      ]);
      if (!ofFolder && !ofCloud) return undefined;
      const all = [...(ofFolder ?? []), ...(ofCloud ?? [])];
      return {
        given: [...given('folder', ofFolder ?? [], id), ...given('cloud', ofCloud ?? [], id)],
        complete:
          ofFolder !== undefined &&
          ofCloud !== undefined &&
          !all.some((binding) => mayIncludeUs(binding)),
      };
    },
  };
}

function given(on: GivenRole['on'], bindings: readonly AccessBinding[], id: string): GivenRole[] {
  return bindings
    .filter(({ subject }) => subject?.id === id || everybody.includes(subject?.id ?? ''))
    .map(({ roleId }) => ({ role: roleId, on }));
}

/** Groups of people, of an organization or a federation: who is in them cannot be read here. */
function mayIncludeUs({ subject }: AccessBinding): boolean {
  return (
    subject !== undefined && /group|organization|federation/i.test(`${subject.type} ${subject.id}`)
  );
}

function unlessHidden(error: unknown): undefined {
  if (isAppError(error, 'forbidden', 'not-found')) return;
  throw error;
}
