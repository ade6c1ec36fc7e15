import {
  InstanceServiceService as ComputeService,
  UpdateInstanceRequest as UpdateMachineRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import {
  InstanceServiceService as GitLabService,
  UpdateInstanceRequest as UpdateGitLabRequest,
} from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance_service';
import {
  ServiceAccountServiceService,
  UpdateServiceAccountRequest,
} from '@yandex-cloud/nodejs-sdk/iam-v1/service_account_service';
import {
  AddressServiceService,
  UpdateAddressRequest,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/address_service';
import {
  NetworkServiceService,
  UpdateNetworkRequest,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/network_service';
import {
  SecurityGroupServiceService,
  UpdateSecurityGroupRequest,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group_service';
import {
  SubnetServiceService,
  UpdateSubnetRequest,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/subnet_service';
import { type Operation as WireOperation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import { type Labels, type Operation } from '../model/cloud';
import { type Labelled } from '../model/cloudRequests';
import { type Calls } from './calls';
import { type UnaryMethod } from './wire';

export interface LabelClient {
  /** Replaces all labels of a resource, and nothing else of it. */
  setLabels(
    resource: Labelled,
    labels: Labels,
    key: string,
    signal: AbortSignal,
  ): Promise<Operation>;
}

export function labelClient(calls: Calls): LabelClient {
  return {
    setLabels({ kind, id }, labels, key, signal) {
      // Without a mask an update would also empty the rest.
      const common = { labels: { ...labels }, updateMask: { paths: ['labels'] } };
      const change = <Request>(
        method: UnaryMethod<Request, WireOperation>,
        request: Request,
        role: string,
      ): Promise<Operation> =>
        calls.change(
          method,
          request,
          { doing: `change the labels of ${kind} “${id}”`, role },
          key,
          signal,
        );
      switch (kind) {
        case 'network':
          return change(
            NetworkServiceService.update,
            UpdateNetworkRequest.fromPartial({ ...common, networkId: id }),
            'vpc.admin',
          );
        case 'subnet':
          return change(
            SubnetServiceService.update,
            UpdateSubnetRequest.fromPartial({ ...common, subnetId: id }),
            'vpc.admin',
          );
        case 'security group':
          return change(
            SecurityGroupServiceService.update,
            UpdateSecurityGroupRequest.fromPartial({ ...common, securityGroupId: id }),
            'vpc.admin',
          );
        case 'address':
          return change(
            AddressServiceService.update,
            UpdateAddressRequest.fromPartial({ ...common, addressId: id }),
            'vpc.admin',
          );
        case 'service account':
          return change(
            ServiceAccountServiceService.update,
            UpdateServiceAccountRequest.fromPartial({ ...common, serviceAccountId: id }),
            'iam.serviceAccounts.admin',
          );
        case 'GitLab instance':
          return change(
            GitLabService.update,
            UpdateGitLabRequest.fromPartial({ ...common, instanceId: id }),
            'gitlab.editor',
          );
        case 'machine':
          return change(
            ComputeService.update,
            UpdateMachineRequest.fromPartial({ ...common, instanceId: id }),
            'compute.editor',
          );
      }
    },
  };
}
