import { type Brand } from '../base/brand';

export type CloudId = Brand<string, 'CloudId'>;
export type FolderId = Brand<string, 'FolderId'>;
export type NetworkId = Brand<string, 'NetworkId'>;
export type SubnetId = Brand<string, 'SubnetId'>;
export type SecurityGroupId = Brand<string, 'SecurityGroupId'>;
export type AddressId = Brand<string, 'AddressId'>;
export type ServiceAccountId = Brand<string, 'ServiceAccountId'>;
export type GitLabInstanceId = Brand<string, 'GitLabInstanceId'>;
export type MachineId = Brand<string, 'MachineId'>;
export type ImageId = Brand<string, 'ImageId'>;
export type DiskId = Brand<string, 'DiskId'>;
export type OperationId = Brand<string, 'OperationId'>;

/** Database ids of GitLab (REST `id`), and ids inside a project (`iid`). */
export type ProjectId = Brand<number, 'ProjectId'>;
export type MergeRequestIid = Brand<number, 'MergeRequestIid'>;
export type PipelineId = Brand<number, 'PipelineId'>;
export type JobId = Brand<number, 'JobId'>;
export type RunnerId = Brand<number, 'RunnerId'>;
export type PackageId = Brand<number, 'PackageId'>;

/** Global ids of GitLab's GraphQL: `gid://gitlab/Ml::Candidate/90`. */
export type ExperimentId = Brand<string, 'ExperimentId'>;
export type RunId = Brand<string, 'RunId'>;
export type ModelId = Brand<string, 'ModelId'>;
export type ModelVersionId = Brand<string, 'ModelVersionId'>;

/** The number at the end of a global id. */
export function databaseId(globalId: string): number {
  const id = Number(globalId.slice(globalId.lastIndexOf('/') + 1));
  if (!Number.isSafeInteger(id)) throw new Error(`"${globalId}" is not a global id.`);
  return id;
}
