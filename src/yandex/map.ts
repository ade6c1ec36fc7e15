import { AppError } from '../base/errors';
import { type Brand } from '../base/brand';
import { type AccessBinding, type Cloud, type Folder, type ServiceAccount } from '../model/cloud';
import { type CloudId, type FolderId, type ServiceAccountId } from '../model/ids';
import { type AccessBinding as WireBinding } from '@yandex-cloud/nodejs-sdk/proto/access/access';
import { type ServiceAccount as WireAccount } from '@yandex-cloud/nodejs-sdk/iam-v1/service_account';
import { type Cloud as WireCloud } from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/cloud';
import { type Folder as WireFolder } from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/folder';

/** An id out of an answer. Broken bytes often read as a message with nothing in it, so an empty id is an error. */
export function needId<Id extends Brand<string, string>>(id: string, what: string): Id {
  if (id === '') {
    throw new AppError('remote', `Yandex Cloud answered with a ${what} without an id. Try again.`, {
      fix: 'retry',
    });
  }
  return id as Id;
}

/** An id that may be missing; the wire has an empty text then. */
export function maybeId<Id extends string>(id: string): Id | undefined {
  return id === '' ? undefined : (id as Id);
}

interface WireOwned {
  readonly id: string;
  readonly folderId: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt?: Date;
}

export function owned<Id extends Brand<string, string>>(
  resource: WireOwned,
  what: string,
): {
  id: Id;
  folderId: FolderId;
  name: string;
  labels: Record<string, string>;
  createdAt: number | undefined;
} {
  return {
    id: needId<Id>(resource.id, what),
    folderId: resource.folderId as FolderId,
    name: resource.name,
    labels: { ...resource.labels },
    createdAt: resource.createdAt?.getTime(),
  };
}

/** A number of the wire as a word of ours. */
export function word<Word extends string>(
  words: readonly (Word | undefined)[],
  value: number,
): Word | 'unknown' {
  return words[value] ?? 'unknown';
}

export function toCloud(cloud: WireCloud): Cloud {
  return { id: needId<CloudId>(cloud.id, 'cloud'), name: cloud.name };
}

const folderStates = [undefined, 'active', 'deleting', 'pending-deletion'] as const;

export function toFolder(folder: WireFolder): Folder {
  return {
    id: needId<FolderId>(folder.id, 'folder'),
    cloudId: folder.cloudId as CloudId,
    name: folder.name,
    state: word(folderStates, folder.status),
  };
}

export function toServiceAccount(account: WireAccount): ServiceAccount {
  return {
    ...owned<ServiceAccountId>(account, 'service account'),
    description: account.description,
  };
}

export function toBinding(binding: WireBinding): AccessBinding {
  return {
    role: binding.roleId,
    subject: { id: binding.subject?.id ?? '', type: binding.subject?.type ?? '' },
  };
}
