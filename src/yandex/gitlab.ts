import {
  CreateInstanceRequest,
  InstanceServiceService,
  ListInstancesRequest,
  UpdateInstanceRequest,
} from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance_service';
import { type GitLabInstance, type Operation } from '../model/cloud';
import { type NewGitLabInstance } from '../model/cloudRequests';
import { type GitLabRepair } from '../model/drift';
import { type FolderId, type GitLabInstanceId } from '../model/ids';
import { type Calls } from './calls';
import { toGitLab } from './mapCompute';

/** Managed GitLab, as an instance in the cloud. What is inside it speaks another protocol. */
export interface ManagedGitLabClient {
  gitlabInstances(folder: FolderId, signal: AbortSignal): Promise<GitLabInstance[]>;
  gitlabInstance(id: GitLabInstanceId, signal: AbortSignal): Promise<GitLabInstance>;
  createGitLab(request: NewGitLabInstance, key: string, signal: AbortSignal): Promise<Operation>;
  protectGitLab(
    id: GitLabInstanceId,
    protect: boolean,
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  changeGitLab(
    id: GitLabInstanceId,
    change: GitLabRepair,
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  startGitLab(id: GitLabInstanceId, key: string, signal: AbortSignal): Promise<Operation>;
  stopGitLab(id: GitLabInstanceId, key: string, signal: AbortSignal): Promise<Operation>;
  deleteGitLab(id: GitLabInstanceId, key: string, signal: AbortSignal): Promise<Operation>;
}

const editor = 'gitlab.editor';

export function managedGitLabClient(calls: Calls): ManagedGitLabClient {
  return {
    async gitlabInstances(folderId, signal) {
      const where = calls.folder(folderId);
      const found = await calls.pages(
        InstanceServiceService.list,
        ListInstancesRequest.fromPartial({ folderId }),
        (page) => page.instances,
        { doing: `list the GitLab instances of ${where}`, role: 'gitlab.viewer', where },
        signal,
      );
      return found.map(toGitLab);
    },

    async gitlabInstance(instanceId, signal) {
      const purpose = { doing: `look at GitLab instance “${instanceId}”`, role: 'gitlab.viewer' };
      return toGitLab(
        await calls.read(InstanceServiceService.get, { instanceId }, purpose, signal),
      );
    },

    createGitLab(request, key, signal) {
      const where = calls.folder(request.folderId);
      return calls.change(
        InstanceServiceService.create,
        CreateInstanceRequest.fromPartial({
          folderId: request.folderId,
          name: request.name,
          description: request.description,
          labels: request.labels,
          resourcePresetId: request.preset,
          diskSize: request.diskBytes,
          adminLogin: request.adminLogin,
          adminEmail: request.adminEmail,
          domainPrefix: request.domainPrefix,
          subnetId: request.subnetId,
          backupRetainPeriodDays: request.backupDays,
          approvalRulesId: request.approvalRules,
          deletionProtection: request.deletionProtection,
        }),
        {
          doing: `create the GitLab instance “${request.name}” in ${where}`,
          role: `${editor} and vpc.user`,
          where,
        },
        key,
        signal,
      );
    },

    protectGitLab: (instanceId, deletionProtection, key, signal) =>
      calls.change(
        InstanceServiceService.update,
        UpdateInstanceRequest.fromPartial({
          instanceId,
          deletionProtection,
          updateMask: { paths: ['deletion_protection'] },
        }),
        {
          doing: `change the deletion protection of GitLab instance “${instanceId}”`,
          role: editor,
        },
        key,
        signal,
      ),

    changeGitLab(instanceId, { preset, diskBytes, deletionProtection }, key, signal) {
      const paths = [
        ...(preset === undefined ? [] : ['resource_preset_id']),
        ...(diskBytes === undefined ? [] : ['disk_size']),
        ...(deletionProtection === undefined ? [] : ['deletion_protection']),
      ];
      return calls.change(
        InstanceServiceService.update,
        UpdateInstanceRequest.fromPartial({
          instanceId,
          ...(preset !== undefined && { resourcePresetId: preset }),
          ...(diskBytes !== undefined && { diskSize: diskBytes }),
          ...(deletionProtection !== undefined && { deletionProtection }),
          updateMask: { paths },
        }),
        { doing: `change GitLab instance “${instanceId}”`, role: editor },
        key,
        signal,
      );
    },

    startGitLab: (instanceId, key, signal) =>
      calls.change(
        InstanceServiceService.start,
        { instanceId },
        { doing: `start GitLab instance “${instanceId}”`, role: editor },
        key,
        signal,
      ),

    stopGitLab: (instanceId, key, signal) =>
      calls.change(
        InstanceServiceService.stop,
        { instanceId },
        { doing: `stop GitLab instance “${instanceId}”`, role: editor },
        key,
        signal,
      ),

    deleteGitLab: (instanceId, key, signal) =>
      calls.change(
        InstanceServiceService.delete,
        { instanceId },
        { doing: `delete GitLab instance “${instanceId}”`, role: editor },
        key,
        signal,
      ),
  };
}
