import {
  CreateServiceAccountRequest,
  ListServiceAccountsRequest,
  ServiceAccountServiceService,
} from '@yandex-cloud/nodejs-sdk/iam-v1/service_account_service';
import { type Operation, type ServiceAccount } from '../model/cloud';
import { type NewServiceAccount } from '../model/cloudRequests';
import { type FolderId, type ServiceAccountId } from '../model/ids';
import { type Calls } from './calls';
import { toServiceAccount } from './map';

export interface IamClient {
  serviceAccounts(folder: FolderId, signal: AbortSignal): Promise<ServiceAccount[]>;
  createServiceAccount(
    request: NewServiceAccount,
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
  deleteServiceAccount(id: ServiceAccountId, key: string, signal: AbortSignal): Promise<Operation>;
}

const admin = 'iam.serviceAccounts.admin';

export function iamClient(calls: Calls): IamClient {
  return {
    async serviceAccounts(folderId, signal) {
      const where = calls.folder(folderId);
      const found = await calls.pages(
        ServiceAccountServiceService.list,
        ListServiceAccountsRequest.fromPartial({ folderId }),
        (page) => page.serviceAccounts,
        { doing: `list the service accounts of ${where}`, role: 'viewer', where },
        signal,
      );
      return found.map(toServiceAccount);
    },

    createServiceAccount(request, key, signal) {
      const where = calls.folder(request.folderId);
      return calls.change(
        ServiceAccountServiceService.create,
        CreateServiceAccountRequest.fromPartial(request),
        { doing: `create the service account “${request.name}” in ${where}`, role: admin, where },
        key,
        signal,
      );
    },

    deleteServiceAccount: (serviceAccountId, key, signal) =>
      calls.change(
        ServiceAccountServiceService.delete,
        { serviceAccountId },
        { doing: `delete service account “${serviceAccountId}”`, role: admin },
        key,
        signal,
      ),
  };
}
