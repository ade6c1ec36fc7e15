import { type Cloud } from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/cloud';
import { CloudServiceService } from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/cloud_service';
import { Folder, Folder_Status } from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/folder';
import {
  CreateFolderMetadata,
  FolderServiceService,
} from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/folder_service';
import * as z from 'zod';
import { type CloudContext } from '../context';
import { pack } from '../pack';
import { type CloudRow, type FolderRow } from '../rows';
import { checkDescription, checkLabels, checkName } from '../rules/names';
import { filtered, page } from '../rules/paging';
import { implement, type Method } from '../wire/implement';
import { alreadyExists, notFound } from '../wire/status';
import { findById, newId, removeRow } from '../world';
import { accessBindings } from './accessBindings';
import { operationsOf } from './shared';

export function cloudService(context: CloudContext): Method[] {
  const { access, world } = context;
  const { clouds, folders } = world.tables;
  return implement(CloudServiceService, {
    get(request, call) {
      const subject = access.authenticate(call);
      const row = findById(clouds, request.cloudId);
      if (!row) throw notFound('Cloud', request.cloudId);
      access.require(subject, 'resource-manager.clouds.get', {
        type: 'resource-manager.cloud',
        id: row.id,
      });
      return presentCloud(row);
    },
    list(request, call) {
      const subject = access.authenticate(call);
      // A cloud shows itself to whoever may see it or one of its folders.
      const seen = clouds.filter(
        (cloud) =>
          access.allows(subject, 'resource-manager.clouds.get', {
            type: 'resource-manager.cloud',
            id: cloud.id,
          }) ||
          folders.some(
            (folder) =>
              folder.cloudId === cloud.id &&
              access.allows(subject, 'resource-manager.folders.get', {
                type: 'resource-manager.folder',
                id: folder.id,
              }),
          ),
      );
      const { items, nextPageToken } = page(filtered(seen, request.filter), request);
      return { clouds: items.map(presentCloud), nextPageToken };
    },
    ...accessBindings(context, {
      type: 'resource-manager.cloud',
      permissions: 'resource-manager.clouds',
      kind: 'Cloud',
      folderOf: (id) => (findById(clouds, id) ? '' : undefined),
    }),
  });
}

export function folderService(context: CloudContext): Method[] {
  const { access, clock, operations, world } = context;
  const { clouds, folders } = world.tables;

  const creating = operations.register({
    kind: 'resource-manager.folder.create',
    args: z.object({ id: z.string() }),
    undoMs: 1_000,
    finish({ id }) {
      const row = findById(folders, id);
      if (!row) throw notFound('Folder', id);
      return pack('yandex.cloud.resourcemanager.v1.Folder', Folder, presentFolder(row));
    },
    undo({ id }) {
      const row = findById(folders, id);
      if (row) removeRow(folders, row);
      world.changed();
    },
  });

  return implement(FolderServiceService, {
    get(request, call) {
      access.inFolder(call, 'resource-manager.folders.get', request.folderId);
      const row = findById(folders, request.folderId);
      if (!row) throw notFound('Folder', request.folderId);
      return presentFolder(row);
    },

    list(request, call) {
      const subject = access.authenticate(call);
      if (!findById(clouds, request.cloudId)) throw notFound('Cloud', request.cloudId);
      const seen = folders.filter(
        (folder) =>
          folder.cloudId === request.cloudId &&
          access.allows(subject, 'resource-manager.folders.get', {
            type: 'resource-manager.folder',
            id: folder.id,
          }),
      );
      const { items, nextPageToken } = page(filtered(seen, request.filter), request);
      return { folders: items.map(presentFolder), nextPageToken };
    },

    create(request, call) {
      const subject = access.authenticate(call);
      if (!findById(clouds, request.cloudId)) throw notFound('Cloud', request.cloudId);
      access.require(subject, 'resource-manager.folders.create', {
        type: 'resource-manager.cloud',
        id: request.cloudId,
      });
      return operations.run(call, subject, () => {
        checkName('folder', request.name);
        checkDescription(request.description);
        checkLabels(request.labels);
        const { cloudId, name, description, labels } = request;
        if (folders.some((row) => row.cloudId === cloudId && row.name === name)) {
          throw alreadyExists('Folder', name);
        }
        const row: FolderRow = {
          id: newId('b1g'),
          cloudId,
          createdAt: clock.now(),
          name,
          description,
          labels,
          state: 'active',
        };
        folders.push(row);
        return {
          work: creating,
          args: { id: row.id },
          description: 'Create folder',
          folderId: row.id,
          resourceId: row.id,
          ms: 2_000,
          metadata: pack(
            'yandex.cloud.resourcemanager.v1.CreateFolderMetadata',
            CreateFolderMetadata,
            { folderId: row.id },
          ),
        };
      });
    },

    listOperations(request, call) {
      access.inFolder(call, 'resource-manager.folders.get', request.folderId);
      return operationsOf(context, request.folderId, request);
    },

    ...accessBindings(context, {
      type: 'resource-manager.folder',
      permissions: 'resource-manager.folders',
      kind: 'Folder',
      folderOf: (id) => findById(folders, id)?.id,
    }),
  });
}

function presentCloud(row: CloudRow): Cloud {
  return {
    id: row.id,
    createdAt: new Date(row.createdAt),
    name: row.name,
    description: row.description,
    organizationId: row.organizationId,
    labels: {},
  };
}

function presentFolder(row: FolderRow): Folder {
  return {
    id: row.id,
    cloudId: row.cloudId,
    createdAt: new Date(row.createdAt),
    name: row.name,
    description: row.description,
    labels: { ...row.labels },
    status: row.state === 'active' ? Folder_Status.ACTIVE : Folder_Status.DELETING,
  };
}
