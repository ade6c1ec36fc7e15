import {
  AccessBindingAction,
  ListAccessBindingsRequest,
  UpdateAccessBindingsRequest,
} from '@yandex-cloud/nodejs-sdk/proto/access/access';
import {
  CloudServiceService,
  ListCloudsRequest,
} from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/cloud_service';
import {
  FolderServiceService,
  ListFoldersRequest,
} from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/folder_service';
import { type AccessBinding, type Cloud, type Folder, type Operation } from '../model/cloud';
import { type BindingChange } from '../model/cloudRequests';
import { type CloudId, type FolderId } from '../model/ids';
import { type Calls } from './calls';
import { toBinding, toCloud, toFolder } from './map';

export interface ResourceManagerClient {
  clouds(signal: AbortSignal): Promise<Cloud[]>;
  cloud(id: CloudId, signal: AbortSignal): Promise<Cloud>;
  folders(cloud: CloudId, signal: AbortSignal): Promise<Folder[]>;
  folder(id: FolderId, signal: AbortSignal): Promise<Folder>;
  bindings(folder: FolderId, signal: AbortSignal): Promise<AccessBinding[]>;
  changeBindings(
    folder: FolderId,
    changes: readonly BindingChange[],
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
}

export function resourceManagerClient(calls: Calls): ResourceManagerClient {
  const learnFolder = (folder: Folder): Folder => {
    calls.learn(folder.id, folder.name);
    return folder;
  };
  const learnCloud = (cloud: Cloud): Cloud => {
    calls.learn(cloud.id, cloud.name);
    return cloud;
  };
  return {
    async clouds(signal) {
      const clouds = await calls.pages(
        CloudServiceService.list,
        ListCloudsRequest.fromPartial({}),
        (page) => page.clouds,
        { doing: 'list your clouds' },
        signal,
      );
      return clouds.map(toCloud).map(learnCloud);
    },

    async cloud(cloudId, signal) {
      const purpose = { doing: `look at ${calls.cloud(cloudId)}`, role: 'viewer' };
      return learnCloud(
        toCloud(await calls.read(CloudServiceService.get, { cloudId }, purpose, signal)),
      );
    },

    async folders(cloudId, signal) {
      const where = calls.cloud(cloudId);
      const folders = await calls.pages(
        FolderServiceService.list,
        ListFoldersRequest.fromPartial({ cloudId }),
        (page) => page.folders,
        { doing: `list the folders of ${where}`, role: 'viewer', where },
        signal,
      );
      return folders.map(toFolder).map(learnFolder);
    },

    async folder(folderId, signal) {
      const where = calls.folder(folderId);
      const purpose = { doing: `look at ${where}`, role: 'viewer', where };
      return learnFolder(
        toFolder(await calls.read(FolderServiceService.get, { folderId }, purpose, signal)),
      );
    },

    async bindings(folderId, signal) {
      const where = calls.folder(folderId);
      const bindings = await calls.pages(
        FolderServiceService.listAccessBindings,
        ListAccessBindingsRequest.fromPartial({ resourceId: folderId }),
        (page) => page.accessBindings,
        { doing: `read the roles in ${where}`, role: 'resource-manager.viewer', where },
        signal,
      );
      return bindings.map(toBinding);
    },

    changeBindings(folderId, changes, key, signal) {
      const where = calls.folder(folderId);
      const roles = changes.map((change) => change.role).join(', ');
      return calls.change(
        // Changes only what it names; the neighbouring method "set" would replace all roles.
        FolderServiceService.updateAccessBindings,
        UpdateAccessBindingsRequest.fromPartial({
          resourceId: folderId,
          accessBindingDeltas: changes.map((change) => ({
            action: change.action === 'add' ? AccessBindingAction.ADD : AccessBindingAction.REMOVE,
            accessBinding: {
              roleId: change.role,
              subject: { id: change.serviceAccountId, type: 'serviceAccount' },
            },
          })),
        }),
        { doing: `change the roles ${roles} in ${where}`, role: 'resource-manager.admin', where },
        key,
        signal,
      );
    },
  };
}
