import { ciSdl } from './sdlCi';
import { mlSdl } from './sdlMl';

const paging = 'after: String, before: String, first: Int, last: Int';

/**
 * The part of GitLab's GraphQL schema that is served here, as text. Types, fields and arguments are GitLab's own;
 * a test compares them with its schema.
 */
export const sdl = `
scalar BigInt
scalar CiJobArtifactID
scalar CiPipelineID
scalar Duration
scalar JobID
scalar MlCandidateID
scalar MlCandidateMetadataID
scalar MlCandidateMetricID
scalar MlCandidateParamID
scalar MlExperimentID
scalar MlModelID
scalar MlModelVersionID
scalar PackagesPackageFileID
scalar PackagesPackageID
scalar Time
scalar UserID

type Query {
  currentUser: CurrentUser
  echo(text: String!): String!
  metadata: Metadata
  mlExperiment(id: MlExperimentID!): MlExperiment
  mlModel(id: MlModelID!): MlModel @deprecated(reason: "**Status**: Experiment. Introduced in GitLab 16.7.")
  package(id: PackagesPackageID!): PackageDetailsType
  project(fullPath: ID!): Project
  queryComplexity: QueryComplexity
}

type QueryComplexity {
  limit: Int
  score: Int
}

type Metadata {
  enterprise: Boolean!
  kas: Kas!
  revision: String!
  version: String!
}

type Kas {
  enabled: Boolean!
  externalK8sProxyUrl: String
  externalUrl: String
  version: String
}

type PageInfo {
  endCursor: String
  hasNextPage: Boolean!
  hasPreviousPage: Boolean!
  startCursor: String
}

enum SortDirectionEnum { ASC DESC }

enum UserState { active banned blocked blocked_pending_approval deactivated ldap_blocked }

type CurrentUser implements User { ${userFields()} }
type UserCore implements User { ${userFields()} }
interface User { ${userFields()} }

type Project {
  archived: Boolean
  createdAt: Time
  description: String
  fullPath: ID!
  httpUrlToRepo: String
  id: ID!
  importStatus: String
  job(id: JobID!): CiJob
  jobs(${paging}, name: String, pipelineIid: String, statuses: [CiJobStatus!], withArtifacts: Boolean): CiJobConnection
  lastActivityAt: Time
  mergeRequest(iid: String!): MergeRequest
  mergeRequests(${paging}, iids: [String!], sourceBranches: [String!], state: MergeRequestState, targetBranches: [String!]): MergeRequestConnection
  mlExperiments(${paging}, name: String, orderBy: MlModelsOrderBy, sort: SortDirectionEnum): MlExperimentConnection
  mlModels(${paging}, name: String, orderBy: MlModelsOrderBy, sort: SortDirectionEnum): MlModelConnection @deprecated(reason: "**Status**: Experiment. Introduced in GitLab 16.8.")
  name: String!
  nameWithNamespace: String!
  path: String!
  pipeline(id: CiPipelineID, iid: ID, sha: String): Pipeline
  pipelines(${paging}, ids: [ID!], ref: String, sha: String, source: String, status: PipelineStatusEnum, updatedAfter: Time, updatedBefore: Time, username: String): PipelineConnection
  repository: Repository
  sshUrlToRepo: String
  userPermissions: ProjectPermissions!
  visibility: String
  webUrl: String
}

type Repository {
  empty: Boolean!
  rootRef: String
}

type ProjectPermissions {
  adminProject: Boolean!
  createMergeRequestIn: Boolean!
  createPipeline: Boolean!
  downloadCode: Boolean!
  pushCode: Boolean!
  readProject: Boolean!
}

enum MergeRequestState { all closed locked merged opened }

type MergeRequest {
  createdAt: Time!
  description: String
  draft: Boolean!
  headPipeline: Pipeline
  id: ID!
  iid: String!
  mergeCommitSha: String
  mergedAt: Time
  pipelines(${paging}): PipelineConnection
  project: Project!
  sourceBranch: String!
  state: MergeRequestState!
  targetBranch: String!
  title: String!
  updatedAt: Time!
  webUrl: String
}
${connection('MergeRequest')}

enum PackageTypeEnum {
  CARGO COMPOSER CONAN DEBIAN GENERIC GOLANG HELM MAVEN ML_MODEL NPM NUGET PYPI RPM RUBYGEMS TERRAFORM_MODULE
}

enum PackageStatus { DEFAULT DEPRECATED ERROR HIDDEN PENDING_DESTRUCTION PROCESSING }

type PackageDetailsType {
  _links: PackageLinks!
  createdAt: Time!
  id: PackagesPackageID!
  lastDownloadedAt: Time
  name: String!
  packageFiles(${paging}): PackageFileConnection
  packageType: PackageTypeEnum!
  project: Project!
  publicPackage: Boolean
  status: PackageStatus!
  statusMessage: String
  updatedAt: Time!
  userPermissions: PackagePermissions!
  version: String
}

type PackageLinks { webPath: String }
type PackagePermissions { destroyPackage: Boolean! }

type PackageFile {
  createdAt: Time!
  downloadPath: String!
  fileMd5: String
  fileName: String!
  fileSha1: String
  fileSha256: String
  id: PackagesPackageFileID!
  size: String!
  updatedAt: Time!
}
${connection('PackageFile', false)}
${mlSdl(paging, connection)}
${ciSdl(paging, connection)}
`;

function userFields(): string {
  return `
  active: Boolean
  avatarUrl: String
  bot: Boolean!
  createdAt: Time
  human: Boolean
  id: UserID!
  name: String!
  publicEmail: String
  state: UserState!
  username: String!
  webPath: String!
  webUrl: String!
`;
}

function connection(type: string, counted = true): string {
  return `
type ${type}Connection {
  ${counted ? 'count(limit: Int = 1000): Int!' : ''}
  edges: [${type}Edge]
  nodes: [${type}]
  pageInfo: PageInfo!
}
type ${type}Edge {
  cursor: String!
  node: ${type}
}
`;
}
